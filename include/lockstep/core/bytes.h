// Values as bytes and back: integers little-endian, lengths as LEB128. Where a format is ours alone
// and speed counts; what others read is JSON.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace lockstep {

// Appends to a string.
class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(out) {}

  void u8(std::uint8_t v) { out_ += static_cast<char>(v); }
  void u64(std::uint64_t v) {
    char bytes[8];
    for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(v >> (8 * i) & 0xff);
    out_.append(bytes, sizeof bytes);
  }
  void varint(std::uint64_t v) {
    for (; v >= 0x80; v >>= 7) u8(static_cast<std::uint8_t>(v | 0x80));
    u8(static_cast<std::uint8_t>(v));
  }
  void number(std::int64_t v) { u64(static_cast<std::uint64_t>(v)); }
  void text(std::string_view s) {
    varint(s.size());
    out_ += s;
  }
  template <std::size_t N>
  void raw(const std::array<std::uint8_t, N>& bytes) {
    out_.append(bytes.begin(), bytes.end());
  }
  template <std::size_t N>
  void words(const std::array<std::uint64_t, N>& values) {
    for (const std::uint64_t v : values) u64(v);
  }

 private:
  std::string& out_;
};

// Reads what ByteWriter wrote, from anybody: after the first failure everything reads as zero and
// ok() is false. Views point into the bytes it was given.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : left_(bytes) {}

  bool ok() const { return ok_; }
  bool done() const { return ok_ && left_.empty(); }
  void fail() {
    ok_ = false;
    left_ = {};
  }

  std::string_view take(std::uint64_t n) {
    if (n > left_.size()) {
      fail();
      return {};
    }
    const auto out = left_.substr(0, n);
    left_.remove_prefix(n);
    return out;
  }
  std::string_view rest() { return take(left_.size()); }
  std::uint8_t u8() {
    const auto b = take(1);
    return b.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(b[0]);
  }
  std::uint64_t u64() {
    const auto b = take(8);
    std::uint64_t v = 0;
    for (std::size_t i = 0; i < b.size(); ++i)
      v |= std::uint64_t{static_cast<std::uint8_t>(b[i])} << (8 * i);
    return v;
  }
  std::uint64_t varint() {
    std::uint64_t v = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint8_t b = u8();
      v |= std::uint64_t{b & 0x7fU} << shift;
      if (b < 0x80) return v;
    }
    fail();
    return 0;
  }
  std::int64_t number() { return static_cast<std::int64_t>(u64()); }
  std::string_view text() { return take(varint()); }
  template <std::size_t N>
  void raw(std::array<std::uint8_t, N>& out) {
    if (const auto b = take(N); !b.empty()) std::memcpy(out.data(), b.data(), N);
  }
  template <std::size_t N>
  void words(std::array<std::uint64_t, N>& out) {
    for (std::uint64_t& v : out) v = u64();
  }
  // A count of things of at least `bytes_each`, so that damage cannot ask for more than is there.
  std::size_t count(std::size_t bytes_each) {
    const std::uint64_t n = varint();
    if (n <= left_.size() / bytes_each) return n;
    fail();
    return 0;
  }
  template <class Enum>
  void choice(Enum& out, Enum last) {
    const std::uint8_t v = u8();
    if (v > static_cast<std::uint8_t>(last)) fail();
    out = static_cast<Enum>(v);
  }

 private:
  std::string_view left_;
  bool ok_ = true;
};

}  // namespace lockstep
