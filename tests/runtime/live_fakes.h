// Partitions and a transactional sink in memory, and a world in which `lockstep run` can be killed
// at any commit and started again.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "lockstep/runtime/live.h"
#include "lockstep/runtime/log.h"
#include "state_bytes.h"

namespace lockstep::testing {

struct FakeRecord {
  std::string bytes;
  EventTime time;
};

// What outlives a process: the input log, the committed outputs and the committed offsets.
struct FakeBroker {
  std::vector<std::pair<runtime::PartitionId, std::vector<FakeRecord>>> partitions;
  std::map<std::pair<std::string, std::int32_t>, std::vector<std::string>> outputs;
  std::map<runtime::PartitionId, runtime::CommitNote> notes;
  std::vector<runtime::Decision> decisions;
  std::uint64_t transactions = 0;
  std::vector<runtime::Progress> history;  // after each transaction

  bool has_committed(const std::vector<runtime::CommittedOffset>& offsets) const {
    return std::all_of(offsets.begin(), offsets.end(), [this](const auto& o) {
      const auto note = notes.find(o.at);
      return note != notes.end() && note->second == runtime::decode_note(o.note);
    });
  }
  runtime::Progress progress() const {
    runtime::Progress p;
    for (const auto& [id, note] : notes) p.notes.emplace_back(id, note);
    p.decisions = decisions;
    return p;
  }
  runtime::LiveStart start() const {
    runtime::LiveStart start;
    for (const auto& [id, records] : partitions) {
      runtime::PartitionState state{id, 0, static_cast<std::int64_t>(records.size()), {}};
      if (const auto note = notes.find(id); note != notes.end()) state.committed = note->second;
      start.partitions.push_back(std::move(state));
    }
    start.decisions = decisions;
    return start;
  }
};

// Gives a random number of records at a time, now and then none, so that polls fall anywhere.
class FakeSource final : public runtime::PartitionedSource {
 public:
  FakeSource(const FakeBroker& broker, std::uint64_t seed, std::size_t most,
             std::function<void()> on_wait)
      : broker_(broker), random_(seed), most_(most), on_wait_(std::move(on_wait)) {}

  Status seek(const std::vector<std::pair<runtime::PartitionId, std::int64_t>>& from) override {
    for (const auto& [id, offset] : from) positions_.push_back({offset, false});
    return absl::OkStatus();
  }
  StatusOr<std::size_t> read(Partition p, std::size_t most,
                             const std::function<void(const runtime::RecordView&)>& take) override {
    const auto& records = broker_.partitions[p].second;
    auto& at = positions_[p];
    const auto left = records.size() - static_cast<std::size_t>(at.next);
    const auto count = std::min({left, most, static_cast<std::size_t>(random_() % most_)});
    for (std::size_t i = 0; i < count; ++i) {
      const auto& record = records[static_cast<std::size_t>(at.next)];
      runtime::RecordView view;
      view.offset = at.next++;
      view.bytes = record.bytes;
      view.key = "key";
      view.time = record.time;
      take(view);
    }
    at.at_end = static_cast<std::size_t>(at.next) == records.size();
    return count;
  }
  Position position(Partition p) const override { return positions_[p]; }
  void wait(std::chrono::milliseconds) override { on_wait_(); }
  StatusOr<std::int64_t> end_offset(Partition p) override { return known_end(p); }
  std::int64_t known_end(Partition p) const override {
    return static_cast<std::int64_t>(broker_.partitions[p].second.size());
  }

 private:
  const FakeBroker& broker_;
  std::mt19937_64 random_;
  std::size_t most_;
  std::function<void()> on_wait_;
  std::vector<Position> positions_;
};

// Dies at the `dies_at`-th commit, just before it or just after; 0: never. Of every `vague_each`-th
// it does not tell the end: as the sink of Kafka, it looks at the notes when it is asked again.
class FakeSink final : public runtime::TransactionalSink {
 public:
  FakeSink(FakeBroker& broker, std::uint64_t dies_at, bool after, std::uint64_t vague_each)
      : broker_(broker), dies_at_(dies_at), vague_each_(vague_each), after_(after) {}

  Status commit(const std::vector<runtime::OutputRecord>& records,
                const std::vector<runtime::CommittedOffset>& offsets) override {
    if (vague_ && broker_.has_committed(offsets)) {
      vague_ = false;
      return absl::OkStatus();
    }
    const bool dies = ++commits_ == dies_at_;
    if (dies && !after_) return make_status(StatusCode::kAborted, "killed before");
    vague_ = !vague_ && vague_each_ != 0 && commits_ % vague_each_ == 0;
    const auto unknown = make_status(StatusCode::kUnavailable, "its end is not known");
    if (vague_ && !after_) return unknown;
    for (const auto& r : records) {
      if (const auto decision = runtime::decode_decision(r.value)) {
        broker_.decisions.push_back(*decision);
        continue;
      }
      std::string text = r.key.value_or("-") + ' ' + r.value;
      for (const auto& [name, value] : r.headers) text += ' ' + name + '=' + value;
      broker_.outputs[{r.topic, r.partition}].push_back(std::move(text));
    }
    for (const auto& o : offsets) broker_.notes[o.at] = *runtime::decode_note(o.note);
    ++broker_.transactions;
    broker_.history.push_back(broker_.progress());
    if (dies) return make_status(StatusCode::kAborted, "killed after");
    return vague_ ? unknown : absl::OkStatus();
  }

 private:
  FakeBroker& broker_;
  std::uint64_t dies_at_, vague_each_, commits_ = 0;
  bool after_, vague_ = false;
};

// Shows what another instance had committed, transaction by transaction, and then that it is gone.
class FakeSuccession final : public runtime::Succession {
 public:
  FakeSuccession(std::vector<runtime::Progress> history, std::size_t known)
      : history_(std::move(history)), at_(known), decisions_(history_[known].decisions.size()) {}
  Status apply() override {
    applied_ = true;
    return absl::OkStatus();
  }
  bool never = false;  // the other one lives on
  bool is_our_turn() const override { return !never && applied_ && at_ + 1 >= history_.size(); }
  StatusOr<runtime::Progress> look() override {
    at_ = std::min(at_ + 1, history_.size() - 1);
    return show(history_[at_]);
  }
  StatusOr<runtime::Progress> take_over() override { return show(history_.back()); }

 private:
  runtime::Progress show(runtime::Progress p) {
    p.decisions.erase(p.decisions.begin(),
                      p.decisions.begin() + static_cast<std::ptrdiff_t>(decisions_));
    decisions_ += p.decisions.size();
    return p;
  }
  std::vector<runtime::Progress> history_;
  std::size_t at_, decisions_;
  bool applied_ = false;
};

// Snapshots in memory that outlive a process. `damage` is done to every one as it is written; what
// is begun is ready at the third look, and lost if the process dies before.
class FakeStore final : public runtime::StateStore {
 public:
  struct Kept {
    std::string name, label, body;
  };
  // A process starts: what was being written is gone.
  void restart() { pending_.reset(); }
  std::vector<Kept> kept;                           // the newest first
  std::function<Status(std::string& body)> damage;  // an error: it cannot be written
  std::uint64_t begun = 0, loaded = 0;

  std::vector<Found> list() override {
    std::vector<Found> out;
    for (const Kept& k : kept) {
      runtime::SnapshotLabel label;
      const auto status = test::read_into(label, k.label);
      out.push_back({k.name, status.ok() ? StatusOr<runtime::SnapshotLabel>(label) : status});
    }
    return out;
  }
  Status load(const std::string& name, const Read& read) override {
    const auto& body =
        std::find_if(kept.begin(), kept.end(), [&](const Kept& k) { return k.name == name; })->body;
    MemorySource source(body);
    StateReader reader(source);
    read(reader);
    const auto status = reader.finish();
    if (status.ok()) ++loaded;
    return status;
  }
  void begin(const runtime::SnapshotLabel& label, const Write& write) override {
    pending_ = make(label, write);
    looks_ = 0;
  }
  bool busy() const override { return pending_.has_value(); }
  std::optional<Outcome> outcome() override {
    if (!pending_ || ++looks_ < 3) return std::nullopt;
    return keep(*std::exchange(pending_, std::nullopt));
  }
  Outcome write_now(const runtime::SnapshotLabel& label, const Write& write) override {
    pending_.reset();
    return keep(make(label, write));
  }

 private:
  Kept make(const runtime::SnapshotLabel& label, const Write& write) {
    auto copy = label;
    MemorySink sink;
    StateWriter writer(sink);
    write(writer);
    writer.flush();
    return {"snapshot-" + std::to_string(++begun), test::bytes_of(copy), std::move(sink.text)};
  }
  Outcome keep(Kept made) {
    Outcome out;
    if (damage) out.status = damage(made.body);
    if (!out.status.ok()) return out;
    out.bytes = made.body.size();
    kept.insert(kept.begin(), std::move(made));
    if (kept.size() > 2) kept.pop_back();
    return out;
  }
  std::optional<Kept> pending_;
  int looks_ = 0;
};

struct LiveSetup {
  runtime::LiveOptions options;
  std::uint64_t seed = 1;
  std::size_t most_at_once = 300;  // records of a partition
  std::uint64_t dies_at = 0, vague_each = 0;
  bool after = false;
  void (*log)(std::string_view) = [](std::string_view) {};
  std::function<void()> on_wait = [] {};
  int waits = 20;  // in a row without anything to read, until it is told to stop
};

// One process: until it has nothing left to do, or dies.
inline StatusOr<runtime::LiveStatus> run_once(FakeBroker& broker, const LiveSetup& setup,
                                              const signals::Registry& registry,
                                              runtime::Succession* succession = nullptr,
                                              const runtime::LiveStart* start = nullptr) {
  runtime::set_log_writer(setup.log);
  std::atomic<bool> stop{false};
  auto now = std::chrono::steady_clock::time_point{};
  int waits = 0;
  auto options = setup.options;
  options.stop = &stop;
  options.now = [&now] { return now += std::chrono::milliseconds{20}; };
  FakeSource source(broker, setup.seed, setup.most_at_once, [&] {
    now += std::chrono::milliseconds{100};
    setup.on_wait();
    if (++waits >= setup.waits) stop = true;
  });
  FakeSink sink(broker, setup.dies_at, setup.after, setup.vague_each);
  return runtime::run_live(options, registry, source, sink,
                           start == nullptr ? broker.start() : *start, succession);
}

}  // namespace lockstep::testing
