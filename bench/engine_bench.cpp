// State to bytes and back, as a snapshot does it, without compression or disk: the engine after
// 100,000 posts of a crowd that reposts, copies texts and shows devices.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <string>

#include "lockstep/engine/engine.h"
#include "state_bytes.h"
#include "traced_posts.h"

namespace {

using namespace lockstep;

constexpr int kPosts = 100'000;

const signals::Registry& registry() {
  static const auto all = signals::Registry::with_all();
  return all;
}

engine::Engine& grown() {
  static engine::Engine engine({}, registry(), {});
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
    engine::Engine fresh({}, registry(), {});
    if (!test::read_into(fresh, bytes).ok()) return state.SkipWithError("it was refused");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes.size() * state.iterations()));
}

BENCHMARK(write_state)->Unit(benchmark::kMillisecond);
BENCHMARK(read_state)->Unit(benchmark::kMillisecond);

}  // namespace
