#include "relay.h"

#include <utility>

namespace lockstep::runtime {

Relay::Relay(PostConsumer& consumer, bool own_thread) : consumer_(consumer) {
  if (!own_thread) return;
  filling_ = std::make_unique<Block>();
  thread_ = std::thread([this] { work(); });
}

Relay::~Relay() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  come_.notify_one();
  thread_.join();
}

void Relay::expect(const TracedPost& post) {
  consumer_.expect_prepare(post);
  if (!thread_.joinable()) consumer_.expect(post);
}

void Relay::push(TracedPost& post) {
  consumer_.prepare(post);
  if (!thread_.joinable()) return consumer_.on_post(post);
  // Swapped, so that the memory of a consumed post goes back to where posts are made.
  std::swap(filling_->posts[filling_->used++], post);
  if (filling_->used == kBlock) flush();
}

void Relay::flush() {
  if (!thread_.joinable() || filling_->used == 0) return;
  {
    std::unique_lock lock(mutex_);
    gone_.wait(lock, [this] { return waiting_.size() < kAhead; });
    waiting_.push_back(std::move(filling_));
    if (!spare_.empty()) {
      filling_ = std::move(spare_.back());
      spare_.pop_back();
    }
  }
  come_.notify_one();
  if (filling_ == nullptr) filling_ = std::make_unique<Block>();
}

void Relay::end(bool flush_timers) {
  wait_until_consumed();
  consumer_.on_end(flush_timers);
}

void Relay::stand(EventTime watermark) {
  wait_until_consumed();
  consumer_.on_watermark(watermark);
}

void Relay::wait_until_consumed() {
  if (!thread_.joinable()) return;
  flush();
  std::unique_lock lock(mutex_);
  gone_.wait(lock, [this] { return waiting_.empty() && !busy_; });
}

void Relay::consume(Block& block) {
  for (std::size_t i = 0; i < block.used; ++i) {
    if (i + 1 < block.used) consumer_.expect(block.posts[i + 1]);
    consumer_.on_post(block.posts[i]);
  }
  block.used = 0;
}

void Relay::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    come_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
    if (stop_) return;
    auto block = std::move(waiting_.front());
    waiting_.pop_front();
    busy_ = true;
    lock.unlock();
    consume(*block);
    lock.lock();
    busy_ = false;
    spare_.push_back(std::move(block));
    gone_.notify_one();
  }
}

}  // namespace lockstep::runtime
