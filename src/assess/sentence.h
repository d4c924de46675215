// The sentences of rules in the configuration, read word by word.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "lockstep/core/time.h"

namespace lockstep::assess {

inline std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = text.find(at);
    const auto part = text.substr(0, end);
    if (!part.empty()) out.push_back(part);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return out;
}

inline std::optional<std::uint32_t> number(std::string_view word) {
  std::uint32_t value = 0;
  const auto* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, value);
  return error == std::errc{} && stop == end ? std::optional{value} : std::nullopt;
}

// The first misfit makes it no rule.
class Sentence {
 public:
  explicit Sentence(std::string_view text) : words_(split(text, ' ')) {}
  bool ok() const { return ok_; }
  bool done() const { return at_ == words_.size(); }
  std::string_view next() {
    if (done()) ok_ = false;
    if (!ok_) return {};
    return words_[at_++];
  }
  void expect(std::string_view sentence) {
    for (const auto word : split(sentence, ' ')) ok_ = next() == word && ok_;
  }
  std::uint32_t count() {
    const auto n = number(next());
    ok_ = ok_ && n.has_value();
    return n.value_or(0);
  }
  Duration duration() {
    const auto d = parse_duration(next());
    ok_ = ok_ && d.has_value() && *d > Duration{0};
    return d.value_or(Duration{});
  }

 private:
  std::vector<std::string_view> words_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace lockstep::assess
