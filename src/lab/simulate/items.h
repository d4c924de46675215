// What can be passed on: posts (to repost, quote, answer) and stories (to link to), kept per
// audience in rings ordered by time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "simulate/population.h"
#include "simulate/random.h"
#include "simulate/text.h"

namespace lockstep::lab {

// What a post says, as seeds: the words are made when they are written out, and again when quoted.
struct Saying {
  enum class Form : std::uint8_t { kNothing, kPost, kHeadline, kRemark, kHeadlineAndRemark };
  Form form = Form::kNothing;
  TextKey key;
  std::uint64_t swaps = 0;   // of a copyist (TextSource::post)
  std::uint64_t remark = 0;  // seed of the remark
  Copying copying = Copying::kSwaps;
  bool obfuscated = false;  // odd letters
};

struct Story {
  std::int64_t at = 0;  // microseconds
  SiteId site = 0;
  TextKey headline;
  std::uint64_t path = 0;   // seed of the path on the site
  std::uint64_t media = 0;  // seed of its picture
  float appeal = 1;
};

struct Item {
  std::int64_t at = 0;
  AccountId author = 0;
  std::uint64_t number = 0;  // native post number, see post_writer.h
  Saying saying;
  std::uint64_t media = 0;  // 0 = none
  float appeal = 1;
};

// The newest `kCapacity` of one audience. Memory: at most 128 entries of 80 bytes each.
template <class T>
class TimedRing {
 public:
  static constexpr std::size_t kCapacity = 128;

  bool empty() const noexcept { return entries_.empty(); }
  // Times never decrease.
  void push(const T& entry) {
    if (entries_.size() < kCapacity) {
      entries_.push_back(entry);
      return;
    }
    entries_[next_] = entry;
    next_ = (next_ + 1) % kCapacity;
  }
  // One of the twelve entries around time `at`, in proportion to appeal. Not on an empty ring.
  const T& pick(std::int64_t at, Random& random) const {
    std::size_t low = 0, high = entries_.size();
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      if (nth(middle).at <= at)
        low = middle + 1;
      else
        high = middle;
    }
    const std::size_t first = low > 6 ? low - 6 : 0;
    const std::size_t last = std::min(entries_.size(), first + 12);
    float total = 0;
    for (std::size_t i = first; i < last; ++i) total += nth(i).appeal;
    float left = total * static_cast<float>(random.uniform());
    for (std::size_t i = first; i + 1 < last; ++i) {
      left -= nth(i).appeal;
      if (left < 0) return nth(i);
    }
    return nth(last - 1);
  }

 private:
  const T& nth(std::size_t i) const noexcept { return entries_[(next_ + i) % entries_.size()]; }

  std::vector<T> entries_;
  std::size_t next_ = 0;  // the oldest entry once full
};

}  // namespace lockstep::lab
