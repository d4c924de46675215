// State to bytes and back in memory.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "lockstep/core/state_archive.h"

namespace lockstep::test {

class StringSink final : public ByteSink {
 public:
  void write(std::string_view bytes) override { text += bytes; }
  std::string text;
};

class StringSource final : public ByteSource {
 public:
  explicit StringSource(std::string_view text) : left_(text) {}
  std::size_t read(char* to, std::size_t most) override {
    const auto n = std::min(most, left_.size());
    std::memcpy(to, left_.data(), n);
    left_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view left_;
};

template <class T>
std::string bytes_of(T& value) {
  StringSink sink;
  StateWriter writer(sink);
  writer(value);
  writer.flush();
  return std::move(sink.text);
}

template <class T>
Status read_into(T& value, std::string_view bytes) {
  StringSource source(bytes);
  StateReader reader(source);
  reader(value);
  return reader.finish();
}

}  // namespace lockstep::test
