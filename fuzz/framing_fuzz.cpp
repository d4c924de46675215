// The cutting of bytes into records: whatever the bytes are and however they arrive, records are
// bounded, come from the input, and do not depend on how the stream divides it.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lockstep/io/framing.h"

namespace {

using namespace lockstep;

constexpr std::size_t kMaxRecord = 64;

class Memory final : public io::ByteStream {
 public:
  Memory(std::string_view bytes, std::size_t step) : left_(bytes), step_(step) {}
  StatusOr<std::size_t> read(char* out, std::size_t size) override {
    const std::size_t n = std::min({size, step_, left_.size()});
    if (n > 0) std::memcpy(out, left_.data(), n);
    left_.remove_prefix(n);
    return n;
  }
  std::uint64_t bytes_read() const override { return 0; }
  std::uint64_t bytes_total() const override { return 0; }

 private:
  std::string_view left_;
  std::size_t step_;
};

void require(bool condition) {
  if (!condition) std::abort();
}

using Records = std::vector<std::pair<std::string, bool>>;

Records cut(std::string_view bytes, std::size_t step) {
  io::RecordCutter cutter(std::make_unique<Memory>(bytes, step), kMaxRecord);
  require(cutter.start().ok());
  Records records;
  std::string record;
  bool oversized = false;
  while (*cutter.next(record, oversized)) {
    require(!record.empty() && record.size() <= kMaxRecord);
    records.emplace_back(record, oversized);
  }
  return records;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const Records whole = cut(bytes, std::max<std::size_t>(size, 1));
  std::size_t total = 0;
  for (const auto& [record, oversized] : whole) total += record.size();
  require(total <= size);
  for (const std::size_t step : {1U, 3U, 7U}) require(cut(bytes, step) == whole);
  return 0;
}
