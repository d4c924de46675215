// The ends of a state archive in memory. Not thread-safe.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "lockstep/core/state_archive.h"

namespace lockstep {

class MemorySink final : public ByteSink {
 public:
  void write(std::string_view bytes) override { text += bytes; }
  std::string text;
};

// Of bytes that outlive it.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : left_(bytes) {}
  std::size_t read(char* to, std::size_t most) override {
    const auto n = std::min(most, left_.size());
    std::memcpy(to, left_.data(), n);
    left_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view left_;
};

}  // namespace lockstep
