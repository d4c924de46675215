// The section `sharing`: which STIX bundles are made of an alert, for whom, under which key, and
// whether they name accounts.
//
// Nothing here changes what is found, and none of it is part of config_sha256: whoever has the
// posts can repeat a run without the key. The keys decide one thing besides ids: which groupings a
// verdict may name (alert/versions.h), which is why former ones are kept.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "lockstep/alert/alert.h"
#include "lockstep/alert/identities.h"
#include "lockstep/core/config_schema.h"

namespace lockstep::alert {

struct TlpConfig {
  // The strictest that may be passed on within one organisation; who may pass on more says so.
  std::string internal = "amber+strict", partner = "amber+strict", takedown = "amber+strict";
  std::string method = "none";  // in bundles for ourselves, what the others are not told

  void describe(ConfigVisitor& v);
};

struct SharingConfig {
  static constexpr std::size_t kMinKey = 16, kMaxKey = 4096;  // bytes
  static constexpr std::size_t kMaxFormerKeys = 4;            // each is two ids an alert

  std::vector<std::string> profiles = {"internal"};
  TlpConfig tlp;
  std::string identities = "named";  // or "pseudonymous"
  std::string producer = "Lockstep";
  std::string statement;
  std::int64_t max_accounts = 500;
  std::string deployment_key, deployment_key_file;  // at most one of them is set
  std::vector<std::string> former_key_files;
  // What is in those files, read by whoever reads files.
  std::string key_of_file;
  std::vector<std::string> former_keys;

  void describe(ConfigVisitor& v);
  // What no single field can say; one line each.
  std::vector<std::string> problems() const;

  // For bundles of this profile, whether it is among `profiles` or not.
  StixOptions options(Profile profile) const;
  // Of `profiles`, in the order of Profile.
  std::vector<StixOptions> bundles() const;
  // Whom outputs name; `confirmed` as in alert/identities.h.
  Identities who_is_named(std::set<std::string> confirmed = {}) const;
  bool is_pseudonymous() const { return identities == "pseudonymous"; }
  // Ours, those before, and the built-in one, by which ids were made while there was no other.
  std::vector<std::string> known_keys() const;
  // Without a key of its own a deployment's ids can be computed by whoever knows an alert's.
  bool has_key() const { return !deployment_key.empty() || !key_of_file.empty(); }
};

// Whether a bundle of this profile is written of this version. An empty takedown list is only where
// there was a full one.
bool is_written(const Alert& alert, Profile profile) noexcept;
// The same where outputs may not name accounts; bundles for others do, so they wait for a person.
bool is_written(const Alert& alert, Profile profile, const Identities& identities);

}  // namespace lockstep::alert
