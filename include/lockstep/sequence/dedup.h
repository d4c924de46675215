// DuplicateFilter: several copies of an event are one event; the first in the total order wins.
//
// Copies agree in event kind, platform, post id and part: deleting a post is no copy of it. Events
// without a post id (accounts, logins) are copies only if account, time and raw record agree.
//
// An event is remembered for `horizon` of event time after its own, at that distance still
// included. Memory is bounded by `max_entries`, about 60 bytes each (a 128-bit stable hash in a
// set, hash and time in a queue); beyond the bound the oldest is forgotten early, and counted.
// The answers are a function of the sequence of posts. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "lockstep/core/trace.h"

namespace lockstep::sequence {

class DuplicateFilter {
 public:
  DuplicateFilter(Duration horizon, std::size_t max_entries);
  ~DuplicateFilter();

  // True, and remembers it, unless a copy is remembered. Posts must come in time order.
  bool admit(const TracedPost& post);
  // Whether a copy is remembered; for posts that come too late for admit().
  bool remembers(const TracedPost& post) const;

  std::size_t size() const noexcept;
  std::uint64_t evicted() const noexcept;  // forgotten early, for the bound
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

}  // namespace lockstep::sequence
