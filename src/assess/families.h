// The families of evidence by index (signals/signal.h, enum Family; this room does not know
// signals), and which of their attributes accounts have of their own.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "lockstep/evidence/evidence.h"

namespace lockstep::assess {

inline constexpr std::size_t kBehaviour = 0, kContent = 1, kInfrastructure = 2, kIdentity = 3,
                             kRhythm = 4;

// Whether at least half of the accounts show an attribute of a kind for which `is` holds.
template <class F>
bool most_show(std::span<const AccountIndex> accounts, const evidence::Evidence& evidence, F&& is) {
  const auto shows = [&](const evidence::Attribute& x) { return is(evidence.kinds()[x.kind]); };
  const auto showing = std::count_if(accounts.begin(), accounts.end(), [&](AccountIndex m) {
    const auto* a = evidence.accounts().find(m);
    return a != nullptr && std::any_of(a->attributes.begin(), a->attributes.end(), shows);
  });
  return 2 * static_cast<std::size_t>(showing) >= accounts.size();
}

}  // namespace lockstep::assess
