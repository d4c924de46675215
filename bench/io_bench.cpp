// Cutting bytes into records, without a disk: lines, documents and CSV of about 800 bytes each.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "lockstep/io/framing.h"

namespace {

using namespace lockstep;

constexpr int kRecords = 50'000;

class Memory final : public io::ByteStream {
 public:
  explicit Memory(std::string_view bytes) : left_(bytes) {}
  StatusOr<std::size_t> read(char* out, std::size_t size) override {
    const std::size_t n = std::min(size, left_.size());
    std::memcpy(out, left_.data(), n);
    left_.remove_prefix(n);
    return n;
  }
  std::uint64_t bytes_read() const override { return 0; }
  std::uint64_t bytes_total() const override { return 0; }

 private:
  std::string_view left_;
};

void frame(benchmark::State& state, const std::string& bytes) {
  std::size_t records = 0;
  for (auto _ : state) {
    io::RecordCutter cutter(std::make_unique<Memory>(bytes), 1 << 20);
    if (!cutter.start().ok()) return state.SkipWithError("cannot start");
    std::string record;
    for (bool oversized = false; *cutter.next(record, oversized);) ++records;
  }
  if (records < kRecords * state.iterations()) state.SkipWithError("records were lost");
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes.size() * state.iterations()));
  state.counters["records/s"] =
      benchmark::Counter(static_cast<double>(records), benchmark::Counter::kIsRate);
}

std::string post(int i, const char* gap) {
  const std::string words(600, 'w');
  return std::string("{") + gap + "\"id\":\"" + std::to_string(i) + "\"," + gap +
         "\"author\":{\"id\":\"7\"}," + gap + "\"tags\":[\"a\",\"b\"]," + gap + "\"text\":\"" +
         words + "\"" + gap + "}\n";
}

void lines(benchmark::State& state) {
  std::string bytes;
  for (int i = 0; i < kRecords; ++i) bytes += post(i, "");
  frame(state, bytes);
}

void documents(benchmark::State& state) {
  std::string bytes;
  for (int i = 0; i < kRecords; ++i) bytes += post(i, "\n  ");
  frame(state, bytes);
}

void csv(benchmark::State& state) {
  std::string bytes = "id,account,text\n";
  for (int i = 0; i < kRecords; ++i)
    bytes += std::to_string(i) + ",7,\"" + std::string(300, 'w') + "\n\"\"" +
             std::string(300, 'w') + "\"\n";
  frame(state, bytes);
}

BENCHMARK(lines);
BENCHMARK(documents);
BENCHMARK(csv);

}  // namespace
