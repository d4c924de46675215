// ExternalSorter: any number of posts into the total order (core/order.h), within a memory budget.
//
// Posts are kept encoded (codec.h) and sorted by an index. What is over the budget goes to disk in
// sorted runs, which are merged at the end; when kFanIn runs of one size have gathered they become
// one, so open files stay few. Runs are files without a name: unlinked when made, gone with the
// process whatever happens. Posts equal in the order leave in the order they came.
//
// Memory: about `memory` bytes while adding, the same while merging; one encoded post is 100 to
// 500 bytes and its index entry 24. Errors: the disk is full (kResourceExhausted), or the
// directory cannot be written. After an error the sorter is of no further use.
// Not thread-safe. Use: add()..., finish(), next()... until false.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "lockstep/core/status.h"
#include "lockstep/core/trace.h"

namespace lockstep::sequence {

class ExternalSorter {
 public:
  static constexpr std::size_t kFanIn = 64;

  struct Options {
    std::size_t memory = 512 << 20;
    std::string temp_dir = "/tmp";
  };
  explicit ExternalSorter(const Options& options);
  ~ExternalSorter();

  Status add(const TracedPost& post);
  Status finish();
  StatusOr<bool> next(TracedPost& out);

  std::uint64_t spilled_runs() const noexcept;  // sorted runs written, merges of runs not counted

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lockstep::sequence
