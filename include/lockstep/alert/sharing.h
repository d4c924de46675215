// The section `sharing`: which STIX bundles are made of an alert, for whom, and under which key.
//
// Nothing here changes what is found, and none of it is part of config_sha256: whoever has the
// posts can repeat a run without the key. The keys decide one thing besides ids: which groupings a
// verdict may name (alert/versions.h), which is why former ones are kept.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lockstep/alert/alert.h"
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
  // Ours, those before, and the built-in one, by which ids were made while there was no other.
  std::vector<std::string> known_keys() const;
  // Without a key of its own a deployment's ids can be computed by whoever knows an alert's.
  bool has_key() const { return !deployment_key.empty() || !key_of_file.empty(); }
};

// Whether a bundle of this profile is written of this version. An empty takedown list is only where
// there was a full one.
bool is_written(const Alert& alert, Profile profile) noexcept;

}  // namespace lockstep::alert
