#include "lockstep/evidence/groups.h"

#include <utility>

namespace lockstep::evidence {

void ProvisionalGroups::grow(AccountIndex account) {
  for (auto i = static_cast<std::uint32_t>(parents_.size()); i <= account; ++i) {
    parents_.push_back(i);
    sizes_.push_back(1);
  }
}

void ProvisionalGroups::join(AccountIndex a, AccountIndex b) {
  const auto group = of(a);
  if (group == kNone || group != of(b)) pending_.emplace_back(a, b);
}

// Union by size keeps the paths short without compressing them.
void ProvisionalGroups::settle() {
  for (const auto& [a, b] : pending_) {
    grow(a);
    grow(b);
    auto large = root_of(a), small = root_of(b);
    if (large == small || sizes_[large] + sizes_[small] > kMaxGroup) continue;
    if (sizes_[large] < sizes_[small]) std::swap(large, small);
    parents_[small] = large;
    sizes_[large] += sizes_[small];
  }
  pending_.clear();
}

void ProvisionalGroups::clear() {
  parents_.clear();
  sizes_.clear();
  pending_.clear();
}

}  // namespace lockstep::evidence
