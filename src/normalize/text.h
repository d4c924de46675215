// Text for reading and text for comparing.
//
// folded, in this order (DETECTION 4.1; UAX #15, UTS #39):
//   1. a leading "RT @name: " is cut off, as often as it stands there
//   2. NFKC; default-ignorable characters are counted and removed
//   3. words that mix look-alike scripts are unmixed and counted (homoglyphs.h)
//   4. case folding; accents off Latin, Greek and Cyrillic letters; vowel points and lengthening
//      off Arabic, points off Hebrew; white space collapsed; runs of three and more equal letters
//      become two
//   5. links become <u>, mentions <m>, numbers <n>; emoji and control characters become a blank;
//      hashtags lose their '#', and are dropped where they stand before the first or behind the
//      last word
// Folding a folded text changes nothing (a mixed word that could not be unmixed in upper case may
// be in lower case). Invisible characters that ordinary writing needs are
// removed but not counted: inside emoji, joiners and direction marks in scripts that use them,
// ZERO WIDTH SPACE between Thai, Lao, Khmer and Burmese words.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "fold_scanner.h"
#include "homoglyphs.h"
#include "lockstep/core/status.h"

namespace lockstep::normalize {

struct FoldedText {
  std::string text;
  std::uint32_t ignorable = 0;   // invisible characters removed
  std::uint32_t confusable = 0;  // words unmixed
};

// Keeps its buffers between texts; one per thread. Input must be well-formed UTF-8.
class TextFolder {
 public:
  // Fails if ICU's data are missing.
  static StatusOr<std::unique_ptr<TextFolder>> make();

  void fold(std::string_view plain, FoldedText& out);
  // NFKC_Casefold without more: for hashtags and names.
  std::string fold_name(std::string_view name);
  // NFC, without control characters other than tab and newline, without blanks at either end.
  void to_plain(std::string_view text, std::string& out);

 private:
  explicit TextFolder(Homoglyphs homoglyphs) : homoglyphs_(std::move(homoglyphs)) {}
  bool survey(std::string_view plain, FoldedText& out) const noexcept;

  Homoglyphs homoglyphs_;
  FoldScanner scanner_;
  const CharTable& table_ = CharTable::get();
  std::string nfkc_, unmixed_, cased_;
};

}  // namespace lockstep::normalize
