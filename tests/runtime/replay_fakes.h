// Inputs from memory, and a consumer and a dead-letter sink that remember what they were given.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "lockstep/runtime/replay.h"
#include "lockstep/sequence/codec.h"

namespace lockstep::testing {

using Random = std::mt19937_64;
using Records = std::vector<std::string>;

class VectorSource final : public runtime::RecordSource {
 public:
  explicit VectorSource(Records records, std::string name = "memory", std::uint32_t input = 0,
                        Status end = {})
      : records_(std::move(records)), name_(std::move(name)), input_(input), end_(std::move(end)) {
    if (!records_.empty()) sample_ = records_.front();
  }
  StatusOr<bool> next(runtime::RawRecord& out) override {
    if (at_ == records_.size()) {
      if (!end_.ok()) return end_;
      return false;
    }
    out = {records_[at_], {input_, 0, static_cast<std::int64_t>(at_)}, false, std::nullopt};
    ++at_;
    return true;
  }
  normalize::Framing framing() const override { return normalize::Framing::kJson; }
  const std::string& sample() const override { return sample_; }
  const std::string& name() const override { return name_; }
  std::uint64_t bytes_read() const override { return at_; }
  std::uint64_t bytes_total() const override { return records_.size(); }

 private:
  Records records_;
  std::string name_, sample_;
  std::uint32_t input_;
  Status end_;
  std::size_t at_ = 0;
};

// What went in and out of a replay, its raw coordinates aside.
struct Heard {
  std::vector<std::string> posts;  // encoded
  std::vector<std::string> names;  // "id@seconds"
  std::vector<bool> ends;
  std::vector<std::string> late, rejected;  // rejected: "stage reason bytes"
  int restarts = 0, consumers = 0;
};

class Consumer final : public runtime::PostConsumer {
 public:
  explicit Consumer(Heard& heard) : heard_(heard) {
    heard_.posts.clear();
    heard_.names.clear();
    ++heard_.consumers;
  }
  void on_post(const TracedPost& post) override {
    TracedPost p = post;
    p.source = {};
    sequence::encode(p, heard_.posts.emplace_back());
    heard_.names.push_back(p.post_id + '@' + std::to_string(to_micros(p.time) / 1'000'000));
  }
  void on_end(bool flush) override { heard_.ends.push_back(flush); }

 private:
  Heard& heard_;
};

class Letters final : public runtime::DeadLetterSink {
 public:
  explicit Letters(Heard& heard) : heard_(heard) {}
  void rejected(const runtime::DeadLetter& letter) override {
    heard_.rejected.push_back(
        fmt::format("{} {} {}", letter.stage, name(letter.rejection.reason), letter.bytes));
  }
  void late(const TracedPost& post) override { heard_.late.push_back(post.post_id); }
  void restart() override {
    heard_.late.clear();
    heard_.rejected.clear();
    ++heard_.restarts;
  }

 private:
  Heard& heard_;
};

// A canonical post; `more` is further JSON members, each with a comma before it.
inline std::string post_json(const std::string& id, std::int64_t seconds,
                             const std::string& account = "ana", const std::string& more = "") {
  return fmt::format(
      R"({{"platform":"x","post_id":"{}","author":{{"id":"{}"}},"created_at":{},"text":"a {} b"{}}})",
      id, account, seconds, id, more);
}

inline constexpr std::int64_t kStart = 1'700'000'000;

struct Replayed {
  StatusOr<runtime::ReplayReport> report = make_status(StatusCode::kUnknown, "not run");
  Heard heard;
};

struct ReplaySetup {
  std::vector<Records> inputs;
  bool stream = false;  // the first input is "-"
  unsigned threads = 1;
  runtime::SequenceConfig sequence = {};
  std::vector<std::string> formats = {};  // default: canonical
  Status end = {};                        // of the last input
  normalize::NormalizeConfig normalize = {};
};

inline Replayed run(const ReplaySetup& setup) {
  runtime::ReplayOptions options;
  options.threads = setup.threads;
  options.sequence = setup.sequence;
  options.normalize = setup.normalize;
  for (std::size_t i = 0; i < setup.inputs.size(); ++i)
    options.inputs.push_back({setup.stream && i == 0 ? "-" : "file" + std::to_string(i),
                              i < setup.formats.size() ? setup.formats[i] : "canonical", ""});
  options.open = [&](const runtime::ReplayInput& input,
                     std::uint32_t index) -> StatusOr<std::unique_ptr<runtime::RecordSource>> {
    return std::unique_ptr<runtime::RecordSource>(
        std::make_unique<VectorSource>(setup.inputs[index], input.path, index,
                                       index + 1 == setup.inputs.size() ? setup.end : Status()));
  };
  Replayed out;
  Letters letters(out.heard);
  std::optional<Consumer> consumer;
  out.report = runtime::replay(
      options, signals::Registry::with_all(),
      [&]() -> runtime::PostConsumer& { return consumer.emplace(out.heard); }, letters);
  return out;
}

// Cuts `records` into `count` inputs at random, each in a random order if `shuffle`.
inline std::vector<Records> split(const Records& records, std::size_t count, bool shuffle,
                                  Random& random) {
  std::vector<Records> inputs(count);
  for (const std::string& record : records) inputs[random() % count].push_back(record);
  if (shuffle)
    for (Records& input : inputs) std::shuffle(input.begin(), input.end(), random);
  return inputs;
}

}  // namespace lockstep::testing
