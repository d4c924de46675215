// leiden() on planted communities: cost follows the edges (first argument). Communities of 32
// accounts, nine edges in ten inside; the quality counter must stay above that of the single nodes.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "lockstep/graph/leiden.h"

namespace {

using lockstep::graph::Edge;

constexpr std::uint32_t kCommunity = 32;

// Zipf-like hubs: the smaller of two draws is the more likely end.
std::vector<Edge> planted(std::uint32_t nodes, std::size_t count) {
  std::mt19937_64 random(42);
  std::vector<Edge> edges;
  for (std::size_t i = 0; i < count; ++i) {
    const auto u = static_cast<std::uint32_t>(std::min(random() % nodes, random() % nodes));
    const auto near =
        u / kCommunity * kCommunity + static_cast<std::uint32_t>(random() % kCommunity);
    const auto far = static_cast<std::uint32_t>(random() % nodes);
    const std::uint32_t v = std::min(random() % 10 == 0 ? far : near, nodes - 1);
    if (u != v)
      edges.push_back({std::min(u, v), std::max(u, v), 0.5 + 0.05 * static_cast<double>(i % 10)});
  }
  const auto ends = [](const Edge& e) { return std::pair{e.u, e.v}; };
  std::sort(edges.begin(), edges.end(),
            [&](const Edge& a, const Edge& b) { return ends(a) < ends(b); });
  const auto same = [&](const Edge& a, const Edge& b) { return ends(a) == ends(b); };
  edges.erase(std::unique(edges.begin(), edges.end(), same), edges.end());
  return edges;
}

void leiden_planted(benchmark::State& state) {
  const auto nodes = static_cast<std::uint32_t>(state.range(0) / 8);
  const std::vector<Edge> edges = planted(nodes, static_cast<std::size_t>(state.range(0)) * 10 / 7);
  double quality = 0;
  for (auto _ : state) {
    const auto community = lockstep::graph::leiden(nodes, edges, {.gamma = 0.1, .seed = 1});
    state.PauseTiming();
    quality = lockstep::graph::cpm_quality(nodes, edges, community, 0.1);
    state.ResumeTiming();
  }
  if (quality <= 0) state.SkipWithError("no community found");
  state.counters["edges"] = static_cast<double>(edges.size());
  state.counters["Q"] = quality;
  state.counters["edges/s"] = benchmark::Counter(static_cast<double>(edges.size()),
                                                 benchmark::Counter::kIsIterationInvariantRate);
}

// Many small components, as accepted edges mostly are.
void leiden_pieces(benchmark::State& state) {
  std::vector<Edge> edges;
  const auto pieces = static_cast<std::uint32_t>(state.range(0) / 6);
  for (std::uint32_t p = 0; p < pieces; ++p) {
    for (std::uint32_t u = 0; u < 4; ++u) {
      for (std::uint32_t v = u + 1; v < 4; ++v) edges.push_back({4 * p + u, 4 * p + v, 0.9});
    }
  }
  std::size_t communities = 0;
  for (auto _ : state) {
    const auto community = lockstep::graph::leiden(4 * pieces, edges, {});
    communities = *std::max_element(community.begin(), community.end()) + std::size_t{1};
  }
  if (communities != pieces) state.SkipWithError("every piece is one community");
  state.counters["edges/s"] = benchmark::Counter(static_cast<double>(edges.size()),
                                                 benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK(leiden_planted)
    ->ArgName("edges")
    ->Arg(10'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(leiden_pieces)
    ->ArgName("edges")
    ->Arg(10'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);

}  // namespace
