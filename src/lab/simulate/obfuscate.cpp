#include "simulate/obfuscate.h"

#include <utility>

namespace lockstep::lab {
namespace {

constexpr double kLookAlike = 0.3, kInvisible = 0.2;
constexpr std::string_view kZeroWidth[] = {"\u200b", "\u200c", "\u2060"};

// Latin to Cyrillic; the other way round for Cyrillic text.
constexpr std::pair<std::string_view, std::string_view> kLookAlikes[] = {
    {"a", "а"}, {"e", "е"}, {"o", "о"}, {"c", "с"}, {"p", "р"}, {"x", "х"}, {"y", "у"}};

std::string_view look_alike(std::string_view letter) {
  for (const auto& [latin, cyrillic] : kLookAlikes) {
    if (letter == latin) return cyrillic;
    if (letter == cyrillic) return latin;
  }
  return letter;
}

std::size_t length_of_character(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xE0) return 2;
  return first < 0xF0 ? 3 : 4;
}

}  // namespace

void obfuscate(std::string_view text, Random random, std::string& out) {
  bool word_starts = true, swapped = false, marked = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = length_of_character(static_cast<unsigned char>(text[at]));
    const std::string_view letter = text.substr(at, length);
    at += length;
    if (word_starts) {
      swapped = random.chance(kLookAlike);
      marked = random.chance(kInvisible);
    }
    word_starts = letter == " ";
    out += swapped ? look_alike(letter) : letter;
    if (!marked || word_starts) continue;
    out += kZeroWidth[random.below(3)];
    marked = false;
  }
}

}  // namespace lockstep::lab
