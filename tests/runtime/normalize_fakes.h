// A group of normalisers in memory: partitions that change hands, instances that are killed at any
// commit or frozen and wake up too late, and the normalised log they leave.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "live_fakes.h"
#include "lockstep/runtime/normalize.h"
#include "lockstep/runtime/normalized_source.h"
#include "normalize_loop.h"

namespace lockstep::testing {

// A place without a record is one that a transaction took for itself.
struct LogRecord {
  bool empty = false;
  std::string value, frame;
  std::optional<EventTime> time;
};
using Logs = std::map<runtime::PartitionId, std::vector<LogRecord>>;

// Reads logs that grow while they are read, a random number of records at a time.
class LogSource final : public runtime::PartitionedSource {
 public:
  LogSource(const Logs& logs, std::uint64_t seed, std::function<void()> on_wait)
      : logs_(logs), random_(seed), on_wait_(std::move(on_wait)) {}

  Status seek(const std::vector<std::pair<runtime::PartitionId, std::int64_t>>& from) override {
    for (const auto& [id, offset] : from) lanes_.push_back({id, {offset, false}});
    return absl::OkStatus();
  }
  StatusOr<std::size_t> read(Partition p, std::size_t most,
                             const std::function<void(const runtime::RecordView&)>& take) override {
    auto& [id, at] = lanes_[p];
    const auto log = logs_.find(id);
    const std::size_t size = log == logs_.end() ? 0 : log->second.size();
    std::size_t count = 0;
    for (auto want = std::min(most, static_cast<std::size_t>(random_() % 300));
         want > 0 && static_cast<std::size_t>(at.next) < size; --want) {
      const LogRecord& record = log->second[static_cast<std::size_t>(at.next)];
      runtime::RecordView view;
      view.offset = at.next++;
      view.bytes = record.value;
      view.key = "key";
      view.time = record.time;
      view.frame = record.frame;
      if (record.empty) continue;
      take(view);
      ++count;
    }
    at.at_end = static_cast<std::size_t>(at.next) == size;
    return count;
  }
  Position position(Partition p) const override { return lanes_[p].second; }
  void wait(std::chrono::milliseconds) override {
    if (on_wait_) on_wait_();
  }
  StatusOr<std::int64_t> end_offset(Partition p) override { return known_end(p); }
  std::int64_t known_end(Partition p) const override {
    const auto log = logs_.find(lanes_[p].first);
    return log == logs_.end() ? 0 : static_cast<std::int64_t>(log->second.size());
  }

 private:
  const Logs& logs_;
  std::mt19937_64 random_;
  std::function<void()> on_wait_;
  std::vector<std::pair<runtime::PartitionId, Position>> lanes_;
};

// What the brokers hold: raw and normalised logs, committed offsets, who is a member.
struct FakeGroup {
  explicit FakeGroup(FakeBroker& to) : broker(to) {
    for (const auto& [id, records] : broker.partitions)
      for (const auto& r : records) raw[id].push_back({false, r.bytes, {}, r.time});
  }
  FakeBroker& broker;  // dead letters go here
  Logs raw, normalized;
  std::map<runtime::PartitionId, std::int64_t> committed;
  std::vector<int> members;
  std::uint64_t epoch = 0;
  std::uint64_t refused = 0;  // commits of former owners
  std::mt19937_64 random{7};

  void join(int member) {
    members.push_back(member);
    ++epoch;
  }
  void leave(int member) {
    members.erase(std::remove(members.begin(), members.end(), member), members.end());
    ++epoch;
  }
  runtime::SharedSource::Places share_of(int member) {
    runtime::SharedSource::Places places;
    const auto at = std::find(members.begin(), members.end(), member) - members.begin();
    std::size_t i = 0;
    for (const auto& [id, log] : raw)
      if (i++ % members.size() == static_cast<std::size_t>(at))
        places.emplace_back(id, committed[id]);
    return places;
  }
  bool is_done() {
    return std::all_of(raw.begin(), raw.end(), [this](const auto& entry) {
      return committed[entry.first] == static_cast<std::int64_t>(entry.second.size());
    });
  }
  void append(const std::vector<runtime::OutputRecord>& records,
              const std::vector<runtime::LiveTopic>& topics) {
    for (const auto& r : records) {
      if (r.topic.ends_with(".dlq")) {
        std::string text = r.key.value_or("-") + ' ' + r.value;
        for (const auto& [name, value] : r.headers) text += ' ' + name + '=' + value;
        broker.outputs[{r.topic, r.partition}].push_back(std::move(text));
        continue;
      }
      for (std::uint32_t t = 0; t < topics.size(); ++t)
        if (r.topic.ends_with('.' + topics[t].topic))
          normalized[{t, r.partition}].push_back(
              {false, r.value, r.headers.front().second, r.time});
    }
    for (auto& [id, log] : normalized)
      if (random() % 2 == 0) log.push_back({true, {}, {}, {}});
  }
};

class FakeShare final : public runtime::SharedSource {
 public:
  FakeShare(FakeGroup& group, int member, std::uint64_t seed)
      : group_(group), member_(member), random_(seed) {}

  Status wait(std::chrono::milliseconds) override {
    if (epoch_ == group_.epoch) return absl::OkStatus();
    const auto& members = group_.members;
    if (std::find(members.begin(), members.end(), member_) == members.end())
      group_.join(member_);  // it was thought dead
    epoch_ = group_.epoch;
    places_ = group_.share_of(member_);
    source_ = std::make_unique<LogSource>(group_.raw, random_(), nullptr);
    ++generation_;
    return source_->seek(places_);
  }
  std::uint64_t generation() const override { return generation_; }
  const Places& assigned() const override { return places_; }
  runtime::PartitionedSource& source() override { return *source_; }
  void rewind() override {
    epoch_ = 0;
    places_.clear();
    ++generation_;
  }
  std::uint64_t epoch() const { return epoch_; }

 private:
  FakeGroup& group_;
  int member_;
  std::mt19937_64 random_;
  std::uint64_t epoch_ = 0, generation_ = 0;
  Places places_;
  std::unique_ptr<LogSource> source_;
};

// Dies before or after a commit with a probability of 1 in `mortality`; 0: never.
class FakeShareSink final : public runtime::TransactionalSink {
 public:
  FakeShareSink(FakeGroup& group, const FakeShare& share, const runtime::LiveConfig& live,
                std::uint64_t seed, unsigned mortality)
      : group_(group), share_(share), live_(live), random_(seed), mortality_(mortality) {}
  Status commit(const std::vector<runtime::OutputRecord>& records,
                const std::vector<runtime::CommittedOffset>& offsets) override {
    if (share_.epoch() != group_.epoch) {
      ++group_.refused;
      return unavailable("of an earlier generation");
    }
    if (dies()) return make_status(StatusCode::kAborted, "killed before");
    group_.append(records, live_.topics);
    for (const auto& o : offsets) group_.committed[o.at] = o.offset;
    if (dies()) return make_status(StatusCode::kAborted, "killed after");
    return absl::OkStatus();
  }

 private:
  bool dies() { return mortality_ > 0 && random_() % mortality_ == 0; }
  FakeGroup& group_;
  const FakeShare& share_;
  const runtime::LiveConfig& live_;
  std::mt19937_64 random_;
  unsigned mortality_;
};

// One process.
struct FakeNormalizer {
  FakeNormalizer(FakeGroup& in, const runtime::LiveOptions& given,
                 const signals::Registry& registry, int name, std::uint64_t seed,
                 unsigned mortality)
      : group(in),
        member(name),
        options(given),
        share(in, name, seed),
        sink(in, share, options.live, seed + 1, mortality) {
    options.now = [this] { return now += std::chrono::milliseconds{30}; };
    auto processors = runtime::make_raw_processors(options, registry, true);
    loop = std::make_unique<runtime::NormalizeLoop>(options, registry, share, sink,
                                                    *std::move(processors));
    group.join(member);
  }
  FakeGroup& group;
  int member;
  runtime::LiveOptions options;
  std::chrono::steady_clock::time_point now{};
  FakeShare share;
  FakeShareSink sink;
  std::unique_ptr<runtime::NormalizeLoop> loop;
  bool frozen = false;
};

// `detect` on what the normalisers have written so far, as run_once() on the raw partitions.
inline StatusOr<runtime::LiveStatus> run_behind(FakeGroup& group, const LiveSetup& setup,
                                                const signals::Registry& registry,
                                                const std::function<void()>& on_wait = {}) {
  runtime::set_log_writer([](std::string_view) {});
  std::atomic<bool> stop{false};
  auto now = std::chrono::steady_clock::time_point{};
  int waits = 0;
  auto options = setup.options;
  options.live.input = "normalized";
  options.stop = &stop;
  options.now = [&now] { return now += std::chrono::milliseconds{20}; };
  auto frames = std::make_unique<LogSource>(group.normalized, setup.seed, [&] {
    now += std::chrono::milliseconds{100};
    if (on_wait) on_wait();
    if (++waits >= setup.waits) stop = true;
  });
  runtime::NormalizedSource::Outside outside;
  outside.topics = {"a", "b"};
  outside.locate = [&group](runtime::PartitionId id, std::int64_t raw) -> StatusOr<std::int64_t> {
    const auto& log = group.normalized[id];
    std::size_t at = 0;
    while (at < log.size() && (log[at].empty || runtime::cover_of(log[at].frame)->next <= raw))
      ++at;
    return static_cast<std::int64_t>(at);
  };
  outside.raw_end = [&group](runtime::PartitionId id) -> StatusOr<std::int64_t> {
    return static_cast<std::int64_t>(group.raw[id].size());
  };
  runtime::NormalizedSource source(std::move(frames), std::move(outside));
  FakeSink sink(group.broker, setup.dies_at, setup.after, 0);
  return runtime::run_live(options, registry, source, sink, group.broker.start(), nullptr);
}

}  // namespace lockstep::testing
