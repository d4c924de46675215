// What folding needs to know about a character, in one byte: ICU's properties, looked up once.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace lockstep::normalize {

enum CharBits : std::uint8_t {
  kLetter = 1,        // Alphabetic
  kDigit = 2,         // general category Nd
  kMark = 4,          // combining: Mn, Mc, Me
  kSpace = 8,         // white space and control characters
  kEmoji = 16,        // pictographs, regional indicators, skin tones, the keycap
  kIgnorable = 32,    // Default_Ignorable_Code_Point
  kPlainScript = 64,  // letter of Latin, Greek or Cyrillic; or a mark that such a letter loses
  kLookalike = 128,   // letter of a script with Latin look-alikes: Greek, Cyrillic, Armenian, ...
};
inline constexpr std::uint8_t kWordBits = kLetter | kDigit | kMark;

// Immutable, 144 KiB, built on first use (about 10 ms), shared by all threads.
class CharTable {
 public:
  static const CharTable& get();

  std::uint8_t bits(char32_t c) const noexcept { return c < kBits ? bits_[c] : properties(c); }
  // The letter without its accents, for precomposed Latin, Greek and Cyrillic; else `c`.
  char32_t base(char32_t c) const noexcept { return c < kBases ? bases_[c] : c; }

 private:
  static constexpr std::size_t kBits = 0x20000;  // the planes in use: BMP and SMP
  static constexpr std::size_t kBases =
      0x2000;  // no precomposed letter of these scripts lies above
  CharTable();
  static std::uint8_t properties(char32_t c) noexcept;

  std::vector<std::uint8_t> bits_;
  std::vector<std::uint16_t> bases_;
};

}  // namespace lockstep::normalize
