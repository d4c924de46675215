#include "portrait.h"

#include <algorithm>
#include <array>

#include "lockstep/core/ascii.h"

namespace lockstep::signals {
namespace {

constexpr std::size_t kBodyDigits = 10, kDecimals = 4, kNameDigits = 16;

std::size_t digits_in(std::string_view word) noexcept {
  return static_cast<std::size_t>(std::count_if(word.begin(), word.end(), is_ascii_digit));
}

// Cuts the next word off `text`; empty at its end.
std::string_view next_word(std::string_view& text) noexcept {
  constexpr std::string_view kBetween = " \t,;:#()";
  const auto first = std::min(text.find_first_not_of(kBetween), text.size());
  const auto last = std::min(text.find_first_of(kBetween, first), text.size());
  const auto word = text.substr(first, last - first);
  text.remove_prefix(last);
  return word;
}

bool says_serial(std::string_view word) noexcept {
  constexpr std::array<std::string_view, 3> kWords{"serial", "sn", "s/n"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view known) { return equals_lower(word, known); });
}

}  // namespace

bool names_body(std::string_view camera) noexcept {
  bool labelled = false;
  for (auto word = next_word(camera); !word.empty(); word = next_word(camera)) {
    const auto digits = digits_in(word);
    if (digits >= kBodyDigits || (labelled && digits >= kDecimals)) return true;
    labelled = says_serial(word) || (labelled && digits == 0);  // "serial number 4711"
  }
  return false;
}

bool names_spot(std::string_view gps) noexcept {
  std::size_t numbers = 0;
  bool somewhere = false;
  for (auto word = next_word(gps); !word.empty(); word = next_word(gps)) {
    const auto point = word.find('.');
    if (point == std::string_view::npos) continue;
    const auto fraction = word.substr(point + 1);
    const auto decimals = static_cast<std::size_t>(
        std::find_if_not(fraction.begin(), fraction.end(), is_ascii_digit) - fraction.begin());
    if (decimals < kDecimals || digits_in(word.substr(0, point)) == 0) return false;
    somewhere |= word.find_first_of("123456789") != std::string_view::npos;
    ++numbers;
  }
  return numbers == 2 && somewhere;
}

std::string picture_name(const Media& picture) {
  for (const auto* hash : {&picture.pdq, &picture.dhash, &picture.sha256})
    if (!hash->empty()) return hash->substr(0, kNameDigits);
  return {};
}

}  // namespace lockstep::signals
