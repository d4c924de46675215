#include "partition_watch.h"

#include <chrono>
#include <utility>

#include "admin.h"
#include "lockstep/runtime/log.h"

namespace lockstep::io::kafka {
namespace {

constexpr auto kInterval = std::chrono::seconds{5};
constexpr Duration kAnswer = std::chrono::seconds{2};

}  // namespace

PartitionWatch::PartitionWatch(std::unique_ptr<Scout> scout, Counts known)
    : scout_(std::move(scout)), known_(std::move(known)) {}

PartitionWatch::~PartitionWatch() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void PartitionWatch::start(std::function<void()> tell) {
  tell_ = std::move(tell);
  thread_ = std::thread([this] { watch(); });
}

void PartitionWatch::watch() {
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, kInterval, [this] { return stop_; })) {
    lock.unlock();
    const bool grown = look();
    lock.lock();
    if (!grown) continue;
    grown_ = true;
    tell_();
    return;
  }
}

// Brokers that do not answer have nothing new.
bool PartitionWatch::look() {
  std::vector<std::string> topics;
  for (const auto& [topic, partitions] : known_) topics.push_back(topic);
  const auto counts = count_partitions(scout_->client(), topics, kAnswer);
  if (!counts.ok()) return false;
  for (const auto& [topic, partitions] : known_) {
    if (counts->at(topic) <= partitions) continue;
    runtime::log(runtime::Level::kInfo, "kafka", "partitions_added",
                 {{"topic", topic}, {"partitions", counts->at(topic)}, {"known", partitions}});
    return true;
  }
  return false;
}

}  // namespace lockstep::io::kafka
