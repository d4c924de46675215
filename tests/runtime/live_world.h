// A world for the live service in memory: planted groups among organic accounts, copies, garbage,
// and posts that are hours too late, in three partitions of two topics.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "live_fakes.h"

namespace lockstep::testing {

using namespace std::chrono_literals;
using Random = std::mt19937_64;

inline constexpr std::int64_t kStart = 1'767'571'200;  // 2026-01-05T00:00:00Z

inline std::string repost(const std::string& account, const std::string& target,
                          std::int64_t second) {
  return fmt::format(
      R"({{"platform":"x","post_id":"{0}-{1}","author":{{"id":"{0}"}},"created_at":{2},)"
      R"("action":"repost","repost_of":"{1}"}})",
      account, target, kStart + second);
}

// Each wave has words of its own; without digits, which count for nothing in a text.
inline std::string words_of(int wave) {
  std::string text = "we all say";
  for (std::uint64_t i = 0; i < 10; ++i) {
    text += ' ';
    for (std::uint64_t c = 0; c < 7; ++c)
      text +=
          static_cast<char>('a' + mix64(static_cast<std::uint64_t>(wave) * 100 + i * 9 + c) % 26);
  }
  return text;
}

// With `event` "delete", what takes it back.
inline std::string said(const char* event, const std::string& account, int wave,
                        std::int64_t second) {
  return fmt::format(
      R"({{"platform":"x","event":"{0}","post_id":"{1}-says-{2}","author":{{"id":"{1}"}},)"
      R"("created_at":{3},"text":"{4}"}})",
      event, account, wave, kStart + second, words_of(wave));
}

struct Record {
  std::int64_t second;
  std::string bytes;
};

// One of the groups says the same in every wave of its own; most of these posts are deleted later,
// half of the deletes being told hours too late.
inline void add_texts(std::vector<Record>& records) {
  for (int wave = 0; wave < 32; wave += 4) {
    const std::int64_t begin = 2'400 * (wave + 1) + 300;
    for (int a = 0; a < 12; ++a) {
      const auto account = "p" + std::to_string(a);
      records.push_back({begin + a, said("post", account, wave, begin + a)});
      const auto end = begin + 14'000 + 7 * a;
      if (a < 9)
        records.push_back({end, said("delete", account, wave, a % 2 == 0 ? end : begin + 50)});
    }
  }
}

// Four planted groups of twelve that repost in waves among organic accounts, copies, garbage, and
// posts that are hours too late.
inline std::vector<Record> world(Random& random) {
  std::vector<Record> records;
  for (int i = 0; i < 5'000; ++i) {
    const auto u = static_cast<double>(random() % 1'000'000) / 1e6;
    const auto second = static_cast<std::int64_t>(random() % 86'400);
    records.push_back(
        {second, repost("o" + std::to_string(random() % 700),
                        "t" + std::to_string(static_cast<int>(2'500 * u * u * u)), second)});
  }
  for (int wave = 0; wave < 32; ++wave) {
    const auto group = std::string(1, "pqrs"[wave % 4]);
    for (int a = 0; a < 12; ++a) {
      const auto second = 2'400 * (wave + 1) + static_cast<std::int64_t>(random() % 120);
      records.push_back(
          {second, repost(group + std::to_string(a), "w" + std::to_string(wave), second)});
    }
  }
  add_texts(records);
  const auto honest = records.size();
  for (std::size_t i = 0; i < honest; i += 50) records.push_back(records[i]);
  for (int i = 0; i < 40; ++i) {
    const auto second = 20'000 + static_cast<std::int64_t>(random() % 60'000);
    records.push_back({second, "{garbage " + std::to_string(i)});
    records.push_back({second, repost("late" + std::to_string(i), "t1", second - 10'000)});
  }
  std::stable_sort(records.begin(), records.end(),
                   [](const Record& a, const Record& b) { return a.second < b.second; });
  for (int i = 0; i < 4; ++i)
    records.push_back({100'000, repost("end" + std::to_string(i), "end", 100'000)});
  return records;
}

// Two topics, of one and two partitions; the last four records go to all.
inline FakeBroker make_broker(std::uint64_t seed) {
  Random random(seed);
  FakeBroker broker;
  broker.partitions = {{{0, 0}, {}}, {{1, 0}, {}}, {{1, 1}, {}}};
  const auto records = world(random);
  for (std::size_t i = 0; i < records.size(); ++i) {
    const EventTime time = from_micros((kStart + records[i].second) * 1'000'000);
    const bool everywhere = i + 4 >= records.size();
    const auto chosen = random() % 11 / 5;  // the last one has a tenth
    for (std::size_t p = 0; p < 3; ++p)
      if (everywhere || p == chosen)
        broker.partitions[p].second.push_back({records[i].bytes, time});
  }
  return broker;
}

inline LiveSetup setup_for(std::int64_t threads) {
  LiveSetup setup;
  auto& live = setup.options.live;
  live.topics.resize(2);
  live.topics[0].topic = "a";
  live.topics[1].topic = "b";
  live.topics[1].lateness = 90s;
  live.threads = threads;
  live.idle_timeout = 1h;
  live.commit_interval = 100ms;
  setup.options.provenance.inputs = {"a", "b"};
  return setup;
}

inline const signals::Registry& registry() {
  static const signals::Registry all = signals::Registry::with_all();
  return all;
}

inline std::size_t count(const FakeBroker& broker, const std::string& topic) {
  std::size_t n = 0;
  for (const auto& [place, records] : broker.outputs)
    if (place.first == topic) n += records.size();
  return n;
}

}  // namespace lockstep::testing
