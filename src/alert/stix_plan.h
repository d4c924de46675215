// The objects of one bundle with their ids, decided before anything is written: a grouping lists
// the ids of everything it holds and comes first. Every list is in the order of the bundle.
//
// Next: stix_objects.h (each object as JSON), stix.cpp (the bundle).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "disarm.h"
#include "lockstep/alert/alert.h"
#include "stix_observables.h"

namespace lockstep::alert::stix {

struct PlannedAccount {
  const Member* member;
  std::string id;
};

struct PlannedTechnique {
  Technique technique;
  std::string id;
};

struct PlannedLocation {
  std::string_view country;
  std::string id;
};

struct PlannedIndicator {
  std::string domain;
  std::uint32_t accounts = 0;
  std::string id;
};

struct PlannedRelationship {
  std::string_view type;
  std::string source, target;
  std::string id;
};

struct Tlp {
  std::string_view option;  // "amber+strict", also the value of tlp_2_0
  std::string_view name;    // "TLP:AMBER+STRICT"
  std::string_view id;
};
// An unknown option is a bug: the configuration admits these five only.
const Tlp& find_tlp(std::string_view option);

// Addresses and networks tell a partner what the detector could see; links do not.
bool shows_method(const Observable& observable) noexcept;

// Views and pointers reach into the alert and the options, which must outlive the plan.
struct Plan {
  const Alert& alert;
  const StixOptions& options;
  const Tlp& tlp;
  const Tlp& method;  // of what only kInternal tells: `tlp`, unless it is to have its own
  std::string bundle, producer, grouping, campaign;
  std::string observed_data, note, statement;  // empty: not in this bundle
  std::vector<PlannedAccount> accounts;
  std::vector<Observable> observables;
  std::vector<PlannedTechnique> techniques;
  std::vector<PlannedLocation> locations;
  std::vector<PlannedIndicator> indicators;
  std::vector<PlannedRelationship> relationships;

  bool marks_method() const noexcept { return &method != &tlp; }
  bool is(Profile profile) const noexcept { return options.profile == profile; }
  bool names_accounts() const noexcept { return !is(Profile::kTakedown) || may_be_acted_on(alert); }
  std::vector<std::string_view> observed_ids() const;  // of accounts and observables
  std::vector<std::string_view> grouped_ids() const;   // of all the grouping holds
};

// With the first `max_accounts` accounts.
Plan make_plan(const Alert& alert, const StixOptions& options, std::size_t max_accounts);

}  // namespace lockstep::alert::stix
