// Shares of a community, and how they are told.
#pragma once

#include <algorithm>
#include <span>

#include "lockstep/evidence/evidence.h"

namespace lockstep::assess {

// The share of `accounts` for which `holds` is true.
template <class F>
double share_of(std::span<const AccountIndex> accounts, const evidence::Evidence& evidence,
                F&& holds) {
  const auto n = std::count_if(accounts.begin(), accounts.end(), [&](AccountIndex m) {
    const auto* a = evidence.accounts().find(m);
    return a != nullptr && holds(*a);
  });
  return static_cast<double>(n) / static_cast<double>(accounts.size());
}

inline int percent(double share) { return static_cast<int>(share * 100 + 0.5); }

}  // namespace lockstep::assess
