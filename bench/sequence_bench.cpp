// The cost of order: reorder buffer (posts up to a minute late), sort in memory and on disk,
// duplicate filter. Posts carry three traces and a text sketch, about what a real one does.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "lockstep/core/order.h"
#include "lockstep/sequence/dedup.h"
#include "lockstep/sequence/reorder.h"
#include "lockstep/sequence/sorter.h"

namespace {

using namespace lockstep;

// 1,000 posts a second of event time, each displaced by up to a minute.
const std::vector<TracedPost>& posts() {
  static const std::vector<TracedPost> all = [] {
    std::mt19937_64 random(1);
    std::vector<TracedPost> made(200'000);
    for (std::size_t i = 0; i < made.size(); ++i) {
      TracedPost& p = made[i];
      p.time = from_micros(static_cast<std::int64_t>(i) * 1000);
      p.platform = "x";
      p.post_id = std::to_string(1'840'000'000'000'000'000 + i);
      p.account_id = std::to_string(random() % 50'000);
      p.sha256[0] = static_cast<std::uint8_t>(random());
      for (KindId kind = 0; kind < 3; ++kind)
        p.traces.push_back({kind, random(), "https://example.org/an/address/of/some/length"});
      p.sketches.push_back({3, TextSketch{}, "the first words of the text, about as many as fit"});
    }
    std::vector<std::pair<std::int64_t, std::size_t>> keyed;
    for (std::size_t i = 0; i < made.size(); ++i)
      keyed.emplace_back(to_micros(made[i].time) + static_cast<std::int64_t>(random() % 60'000'000),
                         i);
    std::sort(keyed.begin(), keyed.end());
    std::vector<TracedPost> shuffled;
    for (const auto& [key, i] : keyed) shuffled.push_back(std::move(made[i]));
    return shuffled;
  }();
  return all;
}

void report(benchmark::State& state, std::size_t seen) {
  if (seen != posts().size() * state.iterations()) state.SkipWithError("posts were lost");
  state.counters["posts/s"] =
      benchmark::Counter(static_cast<double>(seen), benchmark::Counter::kIsRate);
}

void reorder(benchmark::State& state) {
  std::size_t seen = 0;
  for (auto _ : state) {
    state.PauseTiming();
    auto input = posts();
    state.ResumeTiming();
    sequence::ReorderBuffer buffer;
    EventTime newest = EventTime::min();
    const auto count = [&seen](const TracedPost&) { ++seen; };
    for (TracedPost& post : input) {
      newest = std::max(newest, post.time);
      buffer.push(std::move(post));
      buffer.release(newest - std::chrono::seconds{60}, count);
    }
    buffer.release_all(count);
  }
  report(state, seen);
}

// The argument is the memory granted, in MiB; 8 spills.
void sort(benchmark::State& state) {
  std::size_t seen = 0;
  for (auto _ : state) {
    sequence::ExternalSorter sorter({static_cast<std::size_t>(state.range(0)) << 20,
                                     std::filesystem::temp_directory_path().string()});
    for (const TracedPost& post : posts())
      if (!sorter.add(post).ok()) return state.SkipWithError("the sort failed");
    if (!sorter.finish().ok()) return state.SkipWithError("the sort failed");
    for (TracedPost post; *sorter.next(post);) ++seen;
    state.counters["runs"] = static_cast<double>(sorter.spilled_runs());
  }
  report(state, seen);
}

void dedup(benchmark::State& state) {
  std::vector<TracedPost> ordered = posts();
  std::sort(ordered.begin(), ordered.end(), TotalOrder{});
  std::size_t seen = 0;
  for (auto _ : state) {
    sequence::DuplicateFilter filter(std::chrono::hours{24}, 8'000'000);
    for (const TracedPost& post : ordered) seen += filter.admit(post) ? 1 : 0;
  }
  report(state, seen);
}

BENCHMARK(reorder)->Unit(benchmark::kMillisecond);
BENCHMARK(sort)->ArgName("MiB")->Arg(512)->Arg(8)->Unit(benchmark::kMillisecond);
BENCHMARK(dedup)->Unit(benchmark::kMillisecond);

}  // namespace
