// The sentences of rules in the configuration, read word by word. Plain values; thread-safe.
#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>
#include <vector>

#include "lockstep/core/time.h"

namespace lockstep {

// What stands between the separators, empty parts left out.
inline std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = text.find(separator);
    const auto part = text.substr(0, end);
    if (!part.empty()) out.push_back(part);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return out;
}

// The first misfit makes it no rule.
class Sentence {
 public:
  explicit Sentence(std::string_view text) : words_(parts_of(text, ' ')) {}
  bool ok() const { return ok_; }
  bool done() const { return at_ == words_.size(); }
  std::string_view next() {
    if (done()) ok_ = false;
    if (!ok_) return {};
    return words_[at_++];
  }
  void expect(std::string_view sentence) {
    for (const auto word : parts_of(sentence, ' ')) ok_ = next() == word && ok_;
  }
  std::uint32_t count() { return number<std::uint32_t>(); }
  // May be no finite number ("inf"): bounds are the rule's.
  double decimal() { return number<double>(); }
  Duration duration() {
    const auto d = parse_duration(next());
    ok_ = ok_ && d.has_value() && *d > Duration{0};
    return d.value_or(Duration{});
  }

 private:
  template <class Number>
  Number number() {
    const auto word = next();
    Number value{};
    const auto* end = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data(), end, value);
    ok_ = ok_ && error == std::errc{} && stop == end;
    return ok_ ? value : Number{};
  }

  std::vector<std::string_view> words_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace lockstep
