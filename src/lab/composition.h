// What a set of accounts is made of, by truth.
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "evaluate_read.h"

namespace lockstep::lab {

inline constexpr double kMatchPurity = 0.8;
inline constexpr std::size_t kFewestMembers = 3;

using Accounts = std::set<std::string>;

struct Composition {
  std::size_t labelled = 0, planted = 0;  // planted: of any campaign
  std::string campaign;                   // the most frequent one
  std::size_t members = 0;                // of it

  double purity() const noexcept {
    return labelled == 0 ? 0.0 : static_cast<double>(members) / static_cast<double>(labelled);
  }
  bool matches() const noexcept { return members >= kFewestMembers && purity() >= kMatchPurity; }
};

Composition compose(const Accounts& accounts, const Truth& truth);

}  // namespace lockstep::lab
