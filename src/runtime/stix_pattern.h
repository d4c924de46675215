// The part of STIX 2.1 patterns (section 9) that only lists what is bad: comparisons by = and IN of
// properties the watchlist knows, joined by OR, and observations of such, joined by OR.
//
// Whatever else a pattern may say (AND, NOT, LIKE, MATCHES, qualifiers, other properties) narrows
// or widens what is meant, so it is refused and never passed over. One AND is none: an account is
// its `account_type` and its `user_id`. Parentheses nest 16 deep, values are at most kMaxValues.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/status.h"

namespace lockstep::runtime {

struct Observable {
  std::string_view type;  // as of assess::Indicator
  std::string value;
};
inline constexpr std::size_t kMaxValues = 256;  // of a record

// What a property is to the watchlist, by its path; empty: nothing. Not of accounts.
std::optional<Observable> observable_of(std::string_view path, std::string value);
// The account's name. Without a type the id must be one, as in our own bundles; empty: it is none.
std::optional<Observable> account_of(std::string_view account_type, const std::string& user_id);

// kInvalidArgument: at which byte, and why. It repeats nothing of the pattern.
StatusOr<std::vector<Observable>> read_stix_pattern(std::string_view pattern);

}  // namespace lockstep::runtime
