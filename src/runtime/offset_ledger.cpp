#include "offset_ledger.h"

#include <algorithm>

#include "lockstep/core/check.h"

namespace lockstep::runtime {

void OffsetLedger::add(std::int64_t offset, std::uint32_t open) {
  LOCKSTEP_CHECK(open_.empty() || open_.back().offset < offset);
  if (open == 0 && open_.empty()) return;
  open_.push_back({offset, open});
}

void OffsetLedger::settle(std::int64_t offset) {
  const auto entry =
      std::lower_bound(open_.begin(), open_.end(), offset,
                       [](const Entry& e, std::int64_t wanted) { return e.offset < wanted; });
  LOCKSTEP_CHECK(entry != open_.end() && entry->offset == offset && entry->open > 0);
  --entry->open;
  while (!open_.empty() && open_.front().open == 0) open_.pop_front();
}

}  // namespace lockstep::runtime
