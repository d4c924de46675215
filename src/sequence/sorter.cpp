#include "lockstep/sequence/sorter.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "lockstep/core/check.h"
#include "lockstep/sequence/codec.h"
#include "run_file.h"

namespace lockstep::sequence {
namespace {

// Encoded posts in blocks that never move, and the index that is sorted.
class SortedBatch {
 public:
  explicit SortedBatch(std::size_t budget)
      : block_bytes_(std::clamp<std::size_t>(budget / 16, 4 << 10, 1 << 20)) {}

  void add(EventTime time, std::string_view post) {
    if (post.size() > room_) {
      room_ = std::max(block_bytes_, post.size());
      blocks_.emplace_back(new char[room_]);
      free_ = blocks_.back().get();
    }
    std::memcpy(free_, post.data(), post.size());
    index_.push_back({time, free_, static_cast<std::uint32_t>(post.size()),
                      static_cast<std::uint32_t>(index_.size())});
    free_ += post.size();
    room_ -= post.size();
    bytes_ += post.size() + sizeof(Entry);
  }

  void sort() {
    std::sort(index_.begin(), index_.end(), [](const Entry& a, const Entry& b) {
      if (a.time != b.time) return a.time < b.time;
      if (const auto c = compare_encoded(a.post(), b.post()); c != 0) return c < 0;
      return a.arrival < b.arrival;
    });
  }

  void clear() {
    blocks_.clear();
    index_.clear();
    index_.shrink_to_fit();
    room_ = bytes_ = 0;
  }

  std::size_t bytes() const { return bytes_; }
  std::size_t size() const { return index_.size(); }
  std::string_view operator[](std::size_t i) const { return index_[i].post(); }

 private:
  struct Entry {
    EventTime time;
    const char* data;
    std::uint32_t length;
    std::uint32_t arrival;
    std::string_view post() const { return {data, length}; }
  };
  std::size_t block_bytes_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::vector<Entry> index_;
  char* free_ = nullptr;
  std::size_t room_ = 0;
  std::size_t bytes_ = 0;
};

// The smallest head of several runs; among equals, the earlier run's.
class RunMerger {
 public:
  Status start(std::vector<RunFile> runs, std::size_t memory) {
    runs_ = std::move(runs);
    heads_.resize(runs_.size());
    const auto buffer = std::clamp<std::size_t>(memory / (runs_.size() + 1), 16 << 10, 1 << 20);
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      LOCKSTEP_TRY(runs_[i].start_reading(buffer));
      LOCKSTEP_TRY(refill(i));
    }
    return absl::OkStatus();
  }

  // `post` stays valid until the next call.
  StatusOr<bool> next(std::string_view& post) {
    if (taken_) LOCKSTEP_TRY(refill(*std::exchange(taken_, std::nullopt)));
    if (heap_.empty()) return false;
    std::pop_heap(heap_.begin(), heap_.end(), after());
    taken_ = heap_.back();
    heap_.pop_back();
    post = heads_[*taken_].post;
    return true;
  }

 private:
  struct Head {
    EventTime time;
    std::string_view post;
  };
  struct After {
    const std::vector<Head>* heads;
    bool operator()(std::size_t a, std::size_t b) const {
      const Head& left = (*heads)[a];
      const Head& right = (*heads)[b];
      if (left.time != right.time) return left.time > right.time;
      if (const auto c = compare_encoded(left.post, right.post); c != 0) return c > 0;
      return a > b;
    }
  };
  After after() const { return {&heads_}; }

  Status refill(std::size_t run) {
    LOCKSTEP_ASSIGN(const bool more, runs_[run].next(heads_[run].post));
    if (!more) return absl::OkStatus();
    heads_[run].time = time_of_encoded(heads_[run].post);
    heap_.push_back(run);
    std::push_heap(heap_.begin(), heap_.end(), after());
    return absl::OkStatus();
  }

  std::vector<RunFile> runs_;
  std::vector<Head> heads_;
  std::vector<std::size_t> heap_;
  std::optional<std::size_t> taken_;  // its head is in the caller's hands
};

}  // namespace

struct ExternalSorter::State {
  explicit State(const Options& o) : options(o), batch(o.memory) {}

  struct Run {
    RunFile file;
    int level;  // how often its posts were merged
  };

  Status spill() {
    batch.sort();
    LOCKSTEP_ASSIGN(RunFile file, RunFile::create(options.temp_dir));
    for (std::size_t i = 0; i < batch.size(); ++i) LOCKSTEP_TRY(file.append(batch[i]));
    batch.clear();
    runs.push_back({std::move(file), 0});
    ++spilled;
    return merge_full_levels();
  }

  Status merge_full_levels() {
    while (runs.size() >= kFanIn && runs[runs.size() - kFanIn].level == runs.back().level) {
      const int level = runs.back().level + 1;
      RunMerger group;
      LOCKSTEP_TRY(group.start(take_last(kFanIn), options.memory));
      LOCKSTEP_ASSIGN(RunFile merged, RunFile::create(options.temp_dir));
      for (std::string_view post;;) {
        LOCKSTEP_ASSIGN(const bool more, group.next(post));
        if (!more) break;
        LOCKSTEP_TRY(merged.append(post));
      }
      runs.push_back({std::move(merged), level});
    }
    return absl::OkStatus();
  }

  std::vector<RunFile> take_last(std::size_t n) {
    std::vector<RunFile> out;
    for (auto run = runs.end() - static_cast<std::ptrdiff_t>(n); run != runs.end(); ++run)
      out.push_back(std::move(run->file));
    runs.erase(runs.end() - static_cast<std::ptrdiff_t>(n), runs.end());
    return out;
  }

  Options options;
  SortedBatch batch;
  std::vector<Run> runs;  // in the order their posts came
  RunMerger merger;
  std::uint64_t spilled = 0;
  std::size_t next_in_batch = 0;
  bool finished = false;
  std::string scratch;
};

ExternalSorter::ExternalSorter(const Options& options) : state_(new State(options)) {}
ExternalSorter::~ExternalSorter() = default;

Status ExternalSorter::add(const TracedPost& post) {
  State& s = *state_;
  LOCKSTEP_CHECK(!s.finished);
  s.scratch.clear();
  encode(post, s.scratch);
  s.batch.add(post.time, s.scratch);
  return s.batch.bytes() < s.options.memory ? absl::OkStatus() : s.spill();
}

Status ExternalSorter::finish() {
  State& s = *state_;
  s.finished = true;
  if (s.runs.empty()) {
    s.batch.sort();
    return absl::OkStatus();
  }
  if (s.batch.size() > 0) LOCKSTEP_TRY(s.spill());
  return s.merger.start(s.take_last(s.runs.size()), s.options.memory);
}

StatusOr<bool> ExternalSorter::next(TracedPost& out) {
  State& s = *state_;
  LOCKSTEP_CHECK(s.finished);
  std::string_view post;
  if (s.spilled == 0) {
    if (s.next_in_batch == s.batch.size()) return false;
    post = s.batch[s.next_in_batch++];
  } else {
    LOCKSTEP_ASSIGN(const bool more, s.merger.next(post));
    if (!more) return false;
  }
  if (!decode(post, out))
    return data_loss("a temporary file in " + s.options.temp_dir + " is damaged");
  return true;
}

std::uint64_t ExternalSorter::spilled_runs() const noexcept { return state_->spilled; }

}  // namespace lockstep::sequence
