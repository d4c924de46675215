#include "lockstep/evidence/groups.h"

#include <utility>

#include "lockstep/core/state_archive.h"

namespace lockstep::evidence {

void ProvisionalGroups::grow(AccountIndex account) {
  for (auto i = static_cast<std::uint32_t>(parents_.size()); i <= account; ++i) {
    parents_.push_back(i);
    sizes_.push_back(1);
  }
}

void ProvisionalGroups::join(AccountIndex a, AccountIndex b) {
  if (!together(a, b)) pending_.emplace_back(a, b);
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

// Sizes grow on the way to a root, so a way that was read does not go in circles.
template <class Archive>
void ProvisionalGroups::archive(Archive& ar) {
  auto& [parents, sizes, pending] = *this;
  ar(parents, sizes, pending);
  if constexpr (Archive::kReading) {
    ar.require(parents.size() == sizes.size(), "groups without a size");
    for (std::size_t i = 0; i < parents.size() && ar.ok(); ++i) {
      const auto parent = parents[i];
      ar.require(parent == i || (parent < parents.size() && sizes[parent] > sizes[i]),
                 "a group within itself");
    }
  }
}
LOCKSTEP_ARCHIVE(ProvisionalGroups);

void ProvisionalGroups::clear() {
  parents_.clear();
  sizes_.clear();
  pending_.clear();
}

}  // namespace lockstep::evidence
