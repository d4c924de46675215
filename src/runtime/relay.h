// Relay: hands posts to a consumer that works on a thread of its own, so that reading the next
// posts, ordering them and preparing them goes on meanwhile. Without a thread it only calls.
//
// Bounds: kBlock posts a block, kAhead blocks in between; a slow consumer stops the caller.
// Shutdown: end() and stand() return when the consumer has seen everything. The destructor without
// end() drops what the consumer has not seen, at the end of a block. The caller uses one thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "lockstep/runtime/replay.h"

namespace lockstep::runtime {

class Relay {
 public:
  // The consumer outlives the relay.
  Relay(PostConsumer& consumer, bool own_thread);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  // push() of this post comes soon, if it is no duplicate.
  void expect(const TracedPost& post);
  // The post's next turn; it is moved from.
  void push(TracedPost& post);
  // Hands over what was pushed, full block or not.
  void flush();
  // Everything was pushed: waits for the consumer, then tells it.
  void end(bool flush_timers);
  // The same, but more may come some day: no post older than the watermark.
  void stand(EventTime watermark);

 private:
  static constexpr std::size_t kBlock = 256, kAhead = 4;
  struct Block {
    std::vector<TracedPost> posts = std::vector<TracedPost>(kBlock);
    std::size_t used = 0;
  };
  void wait_until_consumed();
  void work();
  void consume(Block& block);

  PostConsumer& consumer_;
  std::unique_ptr<Block> filling_;  // the caller's

  std::mutex mutex_;  // guards everything below
  std::deque<std::unique_ptr<Block>> waiting_;
  std::vector<std::unique_ptr<Block>> spare_;
  bool busy_ = false, stop_ = false;
  std::condition_variable come_, gone_;

  std::thread thread_;  // none: push() consumes
};

}  // namespace lockstep::runtime
