// How many accounts touched an object on the days before, summed. Private to the room.
//
// Bound: max_objects, the one longest without a touch goes first; about 60 bytes each.
#pragma once

#include <cstdint>

#include "lockstep/core/trace.h"
#include "recent_table.h"

namespace lockstep::hunt {

class PastDays {
 public:
  explicit PastDays(std::size_t max_objects) : accounts_(max_objects) {}

  double sum(KeyHash key) const {
    const auto* accounts = accounts_.find(key);
    return accounts == nullptr ? 0 : static_cast<double>(*accounts);
  }
  void add(KeyHash key, std::uint32_t accounts) {
    accounts_.use(key, [](std::uint64_t&) {}) += accounts;
  }
  std::uint64_t evicted() const { return accounts_.evicted(); }

 private:
  RecentTable<std::uint64_t> accounts_;
};

}  // namespace lockstep::hunt
