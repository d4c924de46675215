// What it costs to write and to read one alert of 24 accounts and 68 evidence posts. Alerts are
// rare (a few a minute), so milliseconds would do; what matters is that a storm of versions cannot
// stall a tick.
#include <benchmark/benchmark.h>

#include "lockstep/alert/alert.h"
#include "lockstep/alert/read_flat.h"
#include "sample_alerts.h"

namespace {

using namespace lockstep::alert;

void count(benchmark::State& state, std::size_t bytes) {
  if (bytes < 10'000) state.SkipWithError("the alert is too small to measure anything");
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}

void flat_json(benchmark::State& state) {
  const Alert alert = samples::typical();
  std::size_t bytes = 0;
  for (auto _ : state) bytes = to_flat_json(alert).size();
  count(state, bytes);
}
BENCHMARK(flat_json);

// What explain and report do with every version in a file.
void read_flat_json(benchmark::State& state) {
  const std::string line = to_flat_json(samples::typical());
  std::size_t accounts = 0;
  for (auto _ : state) accounts = from_flat_json(line)->accounts.size();
  if (accounts != 24) state.SkipWithError("the alert was not read");
  count(state, line.size());
}
BENCHMARK(read_flat_json);

void stix_bundle(benchmark::State& state) {
  const Alert alert = samples::typical();
  std::size_t bytes = 0;
  for (auto _ : state) bytes = to_stix(alert, {}).size();
  count(state, bytes);
}
BENCHMARK(stix_bundle);

// The worst case: a record that must be cut to size is written about twenty times over.
void largest_flat_json(benchmark::State& state) {
  const Alert alert = samples::maximal();
  std::size_t bytes = 0;
  for (auto _ : state) bytes = to_flat_json(alert).size();
  count(state, bytes);
}
BENCHMARK(largest_flat_json)->Unit(benchmark::kMillisecond);

}  // namespace
