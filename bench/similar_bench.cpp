// Cost of giving a sketch its key with a full index, and what the index takes per cluster.
#include <benchmark/benchmark.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "lockstep/core/hash.h"
#include "lockstep/similar/similar.h"

namespace lockstep::similar {
namespace {

using Random = std::mt19937_64;

// A sketch nothing else resembles; `edits` bins changed make a near-duplicate. Only what the index
// reads has to be right: bands are a function of bins.
Sketch text_sketch(std::uint64_t seed, std::size_t edits, Random& random) {
  TextSketch sketch;
  std::array<std::uint32_t, TextSketch::kBins> values;
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<std::uint32_t>(mix64(seed * 131 + i));
  for (std::size_t i = 0; i < edits; ++i)
    values[random() % values.size()] = static_cast<std::uint32_t>(random());
  for (std::size_t i = 0; i < values.size(); ++i)
    sketch.bins[i] = static_cast<std::uint8_t>(values[i]);
  for (std::size_t band = 0; band < TextSketch::kBands; ++band) {
    auto hash = mix64(band);
    for (std::size_t row = 0; row < 6; ++row) hash = mix64(hash ^ values[band * 6 + row]);
    sketch.bands[band] = hash;
  }
  return {0, sketch, std::string(140, 'x')};
}

Sketch pdq_sketch(std::uint64_t seed, unsigned flips, Random& random) {
  PdqSketch sketch;
  for (std::size_t i = 0; i < 4; ++i) sketch.bits[i] = mix64(seed * 31 + i);
  for (unsigned i = 0; i < flips; ++i)
    sketch.bits[random() % 4] ^= std::uint64_t{1} << (random() % 64);
  return {1, sketch, std::string(68, 'x')};
}

Sketch embedding_sketch(std::uint64_t seed, unsigned flips, Random& random) {
  return {2, EmbeddingSketch{std::get<PdqSketch>(pdq_sketch(seed, flips, random).body).bits},
          std::string(26, 'x')};
}

SimilarConfig config_for(std::int64_t clusters) {
  SimilarConfig config;
  config.max_text_clusters = config.max_media_clusters = config.max_embedding_clusters = clusters;
  return config;
}

// The index stays full: half of the arrivals are copies with a tenth of the bins changed, half are
// new and push the oldest cluster out.
void assign_text(benchmark::State& state) {
  const auto clusters = state.range(0);
  const auto new_percent = static_cast<std::uint64_t>(state.range(1));
  Random random{1};
  SimilarIndex index{config_for(clusters)};
  std::uint64_t next = 0;
  EventTime now{};
  Trace key;
  for (; next < static_cast<std::uint64_t>(clusters); ++next)
    index.assign(text_sketch(next, 0, random), now, key);
  std::vector<Sketch> arrivals;
  for (int i = 0; i < 100'000; ++i) {
    const bool fresh = random() % 100 < new_percent;
    const auto recent = next - 1 - random() % static_cast<std::uint64_t>(clusters / 2);
    arrivals.push_back(fresh ? text_sketch(next++, 0, random) : text_sketch(recent, 12, random));
  }
  const auto founded = index.stats().text_clusters;
  std::size_t i = 0;
  for (auto _ : state) {
    if (++i == arrivals.size()) i = 0;
    now += Duration{1};
    index.assign(arrivals[i], now, key);
    benchmark::DoNotOptimize(key.key);
  }
  if (founded != static_cast<std::uint64_t>(clusters)) state.SkipWithError("the index is not full");
  state.SetItemsProcessed(state.iterations());
  state.counters["verified/op"] =
      benchmark::Counter(static_cast<double>(index.stats().candidates_verified) /
                         static_cast<double>(state.iterations()));
}
BENCHMARK(assign_text)
    ->ArgNames({"clusters", "new%"})
    ->Args({10'000, 50})
    ->Args({1'000'000, 0})
    ->Args({1'000'000, 50})
    ->Args({1'000'000, 100});

// One text, copied with small edits, and nothing else: the cost must not depend on how many came.
void copies_of_one_text(benchmark::State& state) {
  Random random{2};
  SimilarIndex index{config_for(1'000'000)};
  std::vector<Sketch> copies;
  for (int i = 0; i < 1000; ++i) copies.push_back(text_sketch(7, random() % 20, random));
  Trace key;
  for (std::int64_t i = 0; i < state.range(0); ++i)
    index.assign(copies[static_cast<std::size_t>(i) % 1000], EventTime{}, key);
  std::size_t i = 0;
  for (auto _ : state) {
    index.assign(copies[++i % 1000], EventTime{}, key);
    benchmark::DoNotOptimize(key.key);
  }
  if (index.stats().text_clusters > 10) state.SkipWithError("copies should meet");
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(copies_of_one_text)->ArgName("before")->Arg(0)->Arg(10'000)->Arg(1'000'000);

using MakeSketch = Sketch (*)(std::uint64_t seed, unsigned flips, Random& random);

// A full index, made once for all arguments: finding nothing is what filling it costs.
template <MakeSketch kMake>
SimilarIndex& full_index(std::int64_t clusters) {
  static std::map<std::int64_t, std::unique_ptr<SimilarIndex>> indexes;
  auto& index = indexes[clusters];
  if (index == nullptr) {
    Random random{3};
    Trace key;
    index = std::make_unique<SimilarIndex>(config_for(clusters));
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(clusters); ++i) {
      index->assign(kMake(i, 0, random), EventTime{}, key);
    }
  }
  return *index;
}

// flips: 0 = the same picture, 12 found by equal parts, 24 perhaps only by parts one bit off.
template <MakeSketch kMake>
void assign_near(benchmark::State& state) {
  const auto clusters = state.range(0);
  auto& index = full_index<kMake>(clusters);
  Random random{4};
  std::vector<Sketch> arrivals;
  for (int i = 0; i < 20'000; ++i) {
    const auto seed = random() % static_cast<std::uint64_t>(clusters);
    arrivals.push_back(kMake(seed, static_cast<unsigned>(state.range(1)), random));
  }
  std::size_t i = 0;
  Trace key;
  for (auto _ : state) {
    if (++i == arrivals.size()) i = 0;
    index.assign(arrivals[i], EventTime{}, key);
    benchmark::DoNotOptimize(key.key);
  }
  if (index.stats().evicted > 0) state.SkipWithError("copies should be found");
  state.SetItemsProcessed(state.iterations());
}
void assign_pdq(benchmark::State& state) { assign_near<pdq_sketch>(state); }
void assign_embedding(benchmark::State& state) { assign_near<embedding_sketch>(state); }
void near_arguments(benchmark::internal::Benchmark* b) {
  b->ArgNames({"clusters", "flips"});
  b->Args({10'000, 12})->Args({200'000, 0})->Args({200'000, 12})->Args({200'000, 24});
}
BENCHMARK(assign_pdq)->Apply(near_arguments);
BENCHMARK(assign_embedding)->Apply(near_arguments);

// Never seen before: every bucket is read, and the oldest cluster makes room.
template <MakeSketch kMake>
void assign_new(benchmark::State& state) {
  Random random{5};
  auto& index = full_index<kMake>(state.range(0));
  std::uint64_t next = 1'000'000'000;
  Trace key;
  for (auto _ : state) {
    index.assign(kMake(next++, 0, random), EventTime{}, key);
    benchmark::DoNotOptimize(key.key);
  }
  if (index.stats().evicted < static_cast<std::uint64_t>(state.iterations()))
    state.SkipWithError("not new");
  state.SetItemsProcessed(state.iterations());
}
void new_pictures(benchmark::State& state) { assign_new<pdq_sketch>(state); }
void new_embeddings(benchmark::State& state) { assign_new<embedding_sketch>(state); }
BENCHMARK(new_pictures)->ArgName("clusters")->Arg(10'000)->Arg(200'000);
BENCHMARK(new_embeddings)->ArgName("clusters")->Arg(10'000)->Arg(200'000);

}  // namespace
}  // namespace lockstep::similar
