// Cost of a post in the engine, with tables that are full of a day, and of its state as bytes.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "lockstep/core/order.h"
#include "lockstep/engine/engine.h"
#include "state_bytes.h"
#include "traced_posts.h"

namespace lockstep::engine {
namespace {

using Random = std::mt19937_64;

const signals::Registry& registry() {
  static const auto all = signals::Registry::with_all();
  return all;
}

double uniform(Random& random) { return static_cast<double>(random() % 1'000'000) / 1e6; }

// A day of reposts by 20,000 accounts, from some who repost a lot and many who seldom do, of 20,000
// posts of which a few are popular; `viral` per cent of them are of one and the same post.
std::vector<TracedPost> day_of_reposts(std::size_t posts, std::uint64_t viral) {
  Random random{1};
  std::vector<TracedPost> out;
  for (std::size_t i = 0; i < posts; ++i) {
    const auto account = std::to_string(static_cast<int>(20'000 * std::pow(uniform(random), 2)));
    const bool is_viral = random() % 100 < viral;
    const auto target =
        is_viral ? "viral"
                 : std::to_string(static_cast<int>(20'000 * std::pow(uniform(random), 3)));
    out.push_back(test::repost(registry(), "a" + account, "t" + target, 86'400 * uniform(random)));
  }
  std::sort(out.begin(), out.end(), TotalOrder{});
  return out;
}

// The whole day, from empty tables on. A viral key must cost no more than its share of the posts.
void reposts(benchmark::State& state) {
  auto posts = day_of_reposts(200'000, static_cast<std::uint64_t>(state.range(0)));
  EngineStats stats;
  for (auto _ : state) {
    Engine engine({}, registry(), {});
    std::vector<alert::Alert> alerts;
    for (std::size_t i = 0; i < posts.size(); ++i) {
      if (i + 1 < posts.size()) engine.expect(posts[i + 1]);
      posts[i].keyed = false;
      engine.give_keys(posts[i]);
      engine.on_post(posts[i], alerts);
    }
    engine.on_end(false, alerts);
    stats = engine.stats();
  }
  if (stats.evidence.coactions < posts.size()) state.SkipWithError("too few met");
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(posts.size()));
  state.counters["met/post"] =
      static_cast<double>(stats.evidence.coactions) / static_cast<double>(posts.size());
}
BENCHMARK(reposts)->ArgName("viral%")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

// A known account is erased after such a day: one look through every table.
void erasure(benchmark::State& state) {
  Engine engine({}, registry(), {});
  std::vector<alert::Alert> alerts;
  for (const auto& post : day_of_reposts(static_cast<std::size_t>(state.range(0)), 0))
    engine.on_post(post, alerts);
  engine.on_end(false, alerts);
  double second = 86'400;
  for (auto _ : state) {
    second += 60;
    engine.take_fact(test::at_second(second),
                     ErasureFact{"x:a" + std::to_string(engine.stats().erasures), true, {}});
    engine.advance(test::at_second(second), alerts);
  }
  state.counters["accounts"] = static_cast<double>(engine.stats().evidence.accounts);
  state.counters["pairs"] = static_cast<double>(engine.stats().evidence.pairs.records);
  state.counters["keys"] = static_cast<double>(engine.stats().join.keys);
}
BENCHMARK(erasure)->ArgName("posts")->Arg(200'000)->Iterations(50)->Unit(benchmark::kMillisecond);

// One arrival measured against so many predecessors, some of them of one group.
void measure_timing(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Random random{2};
  evidence::ProvisionalGroups groups;
  for (AccountIndex a = 1; a < 8; ++a) groups.join(0, a);
  groups.settle();
  const evidence::DelayShape shape;
  evidence::TimingMeter meter;
  std::vector<join::Predecessor> predecessors;
  for (std::size_t i = 0; i < count; ++i)
    predecessors.push_back({test::at_second(86'400 * uniform(random)), i,
                            static_cast<AccountIndex>(random() % 1'000)});
  std::sort(predecessors.begin(), predecessors.end(),
            [](const auto& a, const auto& b) { return a.time < b.time; });
  join::Arrival arrival;
  arrival.time = test::at_second(86'401);
  arrival.account = 2'000;
  arrival.candidates = arrival.key_count = static_cast<std::uint32_t>(count);
  arrival.predecessors = predecessors;
  for (auto _ : state) benchmark::DoNotOptimize(meter.measure(arrival, 0, groups, shape).data());
  if (meter.bins().size() != count) state.SkipWithError("not all measured");
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}
BENCHMARK(measure_timing)->ArgName("predecessors")->Arg(1)->Arg(8)->Arg(64);

// ---- state to bytes and back, as a snapshot does it, without compression or disk: after 100,000
// posts of a crowd that reposts, copies texts and shows devices

constexpr int kPosts = 100'000;

Engine& grown() {
  static Engine engine({}, registry(), {});
  static const bool fed = [] {
    std::mt19937_64 random(1);
    std::vector<alert::Alert> out;
    for (int i = 0; i < kPosts; ++i) {
      const auto account = std::to_string(random() % (kPosts / 5));
      const auto popular = static_cast<double>(random() % 1'000'000) / 1e6;
      engine.on_post(test::post(registry(), account, std::to_string(i), 0.5 * i,
                                [&](Post& p) {
                                  p.infra.device_id = account;
                                  p.author.handle = "handle" + account;
                                  if (i % 2 == 0) {
                                    p.action = Action::kRepost;
                                    p.repost_of = std::to_string(
                                        static_cast<int>(kPosts * popular * popular * popular));
                                    return;
                                  }
                                  for (int w = 0; w < 14; ++w)
                                    p.folded_text += std::to_string(random() % 5'000) + ' ';
                                  p.plain_text = p.folded_text;
                                }),
                     out);
    }
    return true;
  }();
  benchmark::DoNotOptimize(fed);
  return engine;
}

class Nowhere final : public ByteSink {
 public:
  void write(std::string_view bytes) override { size += bytes.size(); }
  std::size_t size = 0;
};

void write_state(benchmark::State& state) {
  auto& engine = grown();
  std::size_t size = 0;
  for (auto _ : state) {
    Nowhere sink;
    StateWriter writer(sink);
    writer(engine);
    writer.flush();
    size = sink.size;
  }
  if (size < kPosts * 100) state.SkipWithError("there is hardly any state");
  state.SetBytesProcessed(static_cast<std::int64_t>(size * state.iterations()));
  state.counters["bytes/post"] = static_cast<double>(size) / kPosts;
}

void read_state(benchmark::State& state) {
  const auto bytes = test::bytes_of(grown());
  for (auto _ : state) {
    Engine fresh({}, registry(), {});
    if (!test::read_into(fresh, bytes).ok()) return state.SkipWithError("it was refused");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes.size() * state.iterations()));
}

BENCHMARK(write_state)->Unit(benchmark::kMillisecond);
BENCHMARK(read_state)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lockstep::engine
