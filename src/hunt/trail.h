// How one seed got around: who touched it, in order. Private to the room.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "lockstep/hunt/investigation.h"
#include "touch_table.h"

namespace lockstep::hunt {

class Trail {
 public:
  static constexpr std::size_t kMaxObjects = 64;  // a wording may lie in several clusters
  static constexpr std::size_t kMaxPlatforms = 64;

  explicit Trail(Seed seed) { out_.seed = std::move(seed); }

  const Seed& seed() const { return out_.seed; }
  const std::vector<Slot>& objects() const { return objects_; }
  std::uint64_t posts() const { return out_.posts; }

  // False if the object is one too many.
  bool add_object(Slot slot) {
    if (std::find(objects_.begin(), objects_.end(), slot) != objects_.end()) return true;
    if (objects_.size() >= kMaxObjects) {
      ++objects_left_out_;
      return false;
    }
    objects_.push_back(slot);
    return true;
  }
  void made_by_seed() { ++out_.posts; }
  void step(const TracedPost& post, AccountId account, std::size_t max_spread);

  bool was_cut() const { return out_.accounts > out_.order.size() && !out_.seed.is_account(); }
  std::uint64_t objects_left_out() const { return objects_left_out_; }
  const SeedTrail& so_far() const { return out_; }

 private:
  SeedTrail out_;
  std::vector<Slot> objects_;
  absl::flat_hash_set<AccountId> seen_;  // never iterated
  std::uint64_t objects_left_out_ = 0;
};

}  // namespace lockstep::hunt
