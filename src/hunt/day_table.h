// The objects of one day: who touched them, when. Private to the room.
//
// Bounds: max_objects, the one longest without a touch goes first; about 250 bytes each. Which
// account was on which object is known as long as there is room for 9 bytes each (max_pairs). Not
// thread-safe; posts come in the total order.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/core/trace.h"
#include "recent_table.h"

namespace lockstep::hunt {

struct DayObject {
  static constexpr std::size_t kMaxExample = 256;  // bytes of an id; a longer one is no example

  KindId kind = 0;
  KeyHash key = 0;
  KeyHash quoted = 0;  // the post whose words `text` is; 0: no post's
  std::string text;
  std::uint32_t accounts = 0;         // that touched it
  std::uint32_t aged = 0, young = 0;  // of known age; of these, young
  std::uint32_t unprompted = 0;       // whose first post there addressed nobody
  EventTime first{}, last{};
  std::vector<std::uint32_t> arrivals;  // first touches of the first accounts, in ms of the day
  std::vector<std::string> examples;
};

// What of a post the hunts look at besides its traces.
struct Visitor {
  std::uint64_t account = 0;  // hash of its name
  EventTime time{};
  std::uint32_t ms_of_day = 0;
  std::optional<bool> young;
  bool unprompted = false;
  std::string post;
};

class DayTable {
 public:
  DayTable(std::size_t max_objects, std::size_t max_pairs)
      : max_pairs_(max_pairs), objects_(max_objects) {}

  // The text names an object that is new today. `quoted` as in DayObject.
  void touch(KindId kind, KeyHash key, const std::string& text, KeyHash quoted,
             const Visitor& visitor);
  void clear();
  // Calls visit(object) for each object of the day, in an order that the posts decide.
  template <class Visit>
  void for_each(Visit&& visit) const {
    objects_.for_each(visit);
  }
  std::uint64_t evicted() const { return objects_.evicted(); }

 private:
  std::size_t max_pairs_;
  absl::flat_hash_set<std::uint64_t> pairs_;  // account on object; never iterated
  RecentTable<DayObject> objects_;
};

}  // namespace lockstep::hunt
