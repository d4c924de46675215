// DISARM techniques an alert can name: the part of the framework (v1.6, STIX release of 2024-11-22)
// that describes behaviour visible in a stream of posts.
//
// Names, ids and phases are facts of the DISARM Framework (DISARM Foundation, CC-BY-SA-4.0), whose
// own object ids and times are used, so that a receiver who has the framework finds the same
// object.
#pragma once

#include <optional>
#include <string_view>

namespace lockstep::alert {

struct Technique {
  std::string_view id;       // "T0049.003"
  std::string_view name;     // "Bots Amplify via Automated Forwarding and Reposting"
  std::string_view phase;    // kill-chain phase: "maximise-exposure"
  std::string_view uuid;     // of DISARM's attack-pattern
  std::string_view created;  // of DISARM's attack-pattern, as published
};

// Empty for an id outside the table.
std::optional<Technique> find_technique(std::string_view id) noexcept;

}  // namespace lockstep::alert
