// Bytes from memory, in steps of chosen size, and an error at the end if one is given.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "lockstep/io/byte_stream.h"

namespace lockstep::testing {

class MemoryStream final : public io::ByteStream {
 public:
  explicit MemoryStream(std::string bytes, std::size_t step = 1 << 20, Status end = {})
      : bytes_(std::move(bytes)), step_(step), end_(std::move(end)) {}

  StatusOr<std::size_t> read(char* out, std::size_t size) override {
    const std::size_t n = std::min({size, step_, bytes_.size() - at_});
    if (n == 0 && !end_.ok()) return end_;
    std::memcpy(out, bytes_.data() + at_, n);
    at_ += n;
    return n;
  }
  std::uint64_t bytes_read() const override { return at_; }
  std::uint64_t bytes_total() const override { return bytes_.size(); }

 private:
  std::string bytes_;
  std::size_t step_;
  Status end_;
  std::size_t at_ = 0;
};

}  // namespace lockstep::testing
