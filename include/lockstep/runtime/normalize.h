// The role `normalize`: raw records in, canonical posts with frames out (normalized_source.h).
// Any number of instances share the raw partitions, which come and go.
//
// How nothing is lost and nothing twice: one transaction holds what became of the records read, and
// how far they were read. It is written only for partitions that are this instance's at that moment
// (the sink sees to it), and whoever gets a partition begins where the last transaction ended. So
// whenever partitions change hands, or a transaction does not simply succeed, what is not committed
// is thrown away and read again. What is written of a partition is a function of its records alone;
// only where transactions fall, and so which frames say that records gave no post, is not.
//
// Memory: 4 MiB of outputs that wait for their transaction, and batches of 256 records in flight.
// Threads: run_normalize() belongs to its caller's; parsing and normalising have their own.
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

#include "lockstep/runtime/live.h"

namespace lockstep::runtime {

// Some of the partitions that a group shares. Used by one thread.
class SharedSource {
 public:
  using Places = std::vector<std::pair<PartitionId, std::int64_t>>;
  virtual ~SharedSource() = default;

  // Until there may be something to read, or partitions are given or taken; at most so long.
  // kAborted: another instance of this name took its place.
  virtual Status wait(std::chrono::milliseconds most) = 0;
  // Changes in wait() and rewind() only, and whenever what was read before must not be committed
  // any more. 0: no partitions were given yet; later there may still be none, if others have all.
  virtual std::uint64_t generation() const = 0;
  // The partitions of this generation, and where the reading of each begins.
  virtual const Places& assigned() const = 0;
  // Reads them, numbered as in assigned(). Only if there are any; the next generation has another.
  virtual PartitionedSource& source() = 0;
  // To begin again where the group's last transaction ended.
  virtual void rewind() = 0;
};

// Until `stop`, and then what was read is finished and committed. Of the options, sequence and
// engine are not used. kAborted: another instance of this name took its place.
StatusOr<LiveStatus> run_normalize(const LiveOptions& options, const signals::Registry& registry,
                                   SharedSource& shared, TransactionalSink& sink);

}  // namespace lockstep::runtime
