// Whom outputs name: everybody, or nobody until a person has confirmed the alert.
//
// Without names an alert tells of a group: how many, on which platforms, what they did together and
// how sure that is. Whatever leads from there to one account is replaced or left out: names, exact
// times, what was said or shared, counts by which an account could be told. docs/PRIVACY.md has it
// field by field. Coordinates of raw records stay: by them whoever may read the archive finds out.
//
// A pure transformation of what is about to be written. Nothing inside knows of it, so what is
// found, and what versions, deletes and erasures do, is the same either way.
//
// A pseudonym is "platform:~" and 24 hex digits, the first 96 bits of an HMAC-SHA-256 of the name
// under the deployment key: the same in every alert and version of a deployment, another under
// another key, and nothing that can be guessed without it. Safe on any thread.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "lockstep/alert/alert.h"

namespace lockstep::alert {

class Identities {
 public:
  Identities() = default;  // everybody is named
  // Nobody is; `confirmed` are alerts that were confirmed elsewhere than in their own versions.
  static Identities pseudonymous(std::string key, std::set<std::string> confirmed = {});

  bool are_named() const noexcept { return key_.empty(); }
  // The alert as it is written for ourselves; empty: as it is. One that was confirmed and then
  // dismissed names nobody any more.
  std::optional<Alert> hidden(const Alert& alert) const;
  // Whether anything may be made of it for others, which are told names or nothing.
  bool may_leave(const Alert& alert) const;

 private:
  std::string key_;
  std::set<std::string> confirmed_;
};

// The pseudonym of "platform:id".
std::string pseudonym_of(std::string_view account, std::string_view key);

}  // namespace lockstep::alert
