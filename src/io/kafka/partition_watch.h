// PartitionWatch: notices, while a session runs, that topics have got more partitions.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "topics.h"

namespace lockstep::io::kafka {

class PartitionWatch {
 public:
  PartitionWatch(std::unique_ptr<Scout> scout, Counts known);
  ~PartitionWatch();
  PartitionWatch(const PartitionWatch&) = delete;
  PartitionWatch& operator=(const PartitionWatch&) = delete;

  // Once; `tell` is called once at most, on the watch's thread.
  void start(std::function<void()> tell);
  // Asks, if it has not noticed yet: the watch looks every few seconds only.
  bool has_grown() { return grown_.load() || look(); }

 private:
  void watch();
  bool look();

  std::unique_ptr<Scout> scout_;
  Counts known_;
  std::function<void()> tell_;
  std::atomic<bool> grown_{false};
  std::mutex mutex_;  // guards stop_
  bool stop_ = false;
  std::condition_variable stopped_;
  std::thread thread_;
};

}  // namespace lockstep::io::kafka
