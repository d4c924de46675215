#include "text.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>

#include <algorithm>

#include "utf8.h"

namespace lockstep::normalize {
namespace {

// ICU's instances are singletons; make() has checked that they exist.
const icu::Normalizer2* nfc(UErrorCode& status) { return icu::Normalizer2::getNFCInstance(status); }
const icu::Normalizer2* nfkc(UErrorCode& status) {
  return icu::Normalizer2::getNFKCInstance(status);
}
const icu::Normalizer2* casefold(UErrorCode& status) {
  return icu::Normalizer2::getNFKCCasefoldInstance(status);
}

void normalize_with(const icu::Normalizer2* (*form)(UErrorCode&), std::string_view text,
                    std::string& out) {
  UErrorCode status = U_ZERO_ERROR;
  out.clear();
  icu::StringByteSink<std::string> sink(&out, static_cast<int32_t>(text.size()));
  form(status)->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())),
                              sink, nullptr, status);
  if (U_FAILURE(status)) out.assign(text);
}

void lower_ascii(std::string_view text, std::string& out) {
  out.resize(text.size());
  std::transform(text.begin(), text.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
}

bool in(char32_t c, char32_t first, char32_t last) noexcept { return c >= first && c <= last; }

// Does ordinary writing put `invisible` behind `previous`?
bool is_ordinary(char32_t invisible, char32_t previous, std::uint8_t previous_bits) noexcept {
  if (invisible == 0xFE0E || invisible == 0xFE0F) return true;  // text or emoji style
  const bool joiner = invisible == 0x200C || invisible == 0x200D;
  if (previous_bits & kEmoji) return joiner || in(invisible, 0xE0020, 0xE007F);  // sequences, flags
  if (invisible == 0x00AD) return false;
  const bool spaceless =
      in(previous, 0x0E00, 0x0EFF) || in(previous, 0x1000, 0x109F) || in(previous, 0x1780, 0x17FF);
  if (invisible == 0x200B || invisible == 0x2060) return spaceless;
  const bool shaped =
      in(previous, 0x0590, 0x1CFF) || in(previous, 0xFB1D, 0xFDFF) || in(previous, 0xFE70, 0xFEFC);
  const bool direction = invisible == 0x200E || invisible == 0x200F || invisible == 0x061C ||
                         in(invisible, 0x202A, 0x202E) || in(invisible, 0x2066, 0x2069);
  return shaped && (joiner || direction);
}

// "RT @name: " as old retweets begin.
std::string_view without_retweet_prefix(std::string_view text) {
  while (text.substr(0, 4) == "RT @") {
    const std::size_t colon = text.find_first_of(": \n", 4);
    if (colon == std::string_view::npos || text[colon] != ':' || colon == 4) return text;
    text.remove_prefix(colon + 1);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  }
  return text;
}

bool is_stray_control(char c) noexcept {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
}

// Arabic is read the same with and without its vowel points and lengthened lines, Hebrew with and
// without its points.
constexpr bool is_left_out_at_will(char32_t c) noexcept {
  if (c < 0x0591 || c > 0x06ED) return false;
  return c <= 0x05BD || c == 0x05BF || c == 0x05C1 || c == 0x05C2 || c == 0x05C4 || c == 0x05C5 ||
         c == 0x05C7 || (c >= 0x0610 && c <= 0x061A) || c == 0x0640 ||
         (c >= 0x064B && c <= 0x065F) || c == 0x0670 || (c >= 0x06D6 && c <= 0x06DC) ||
         (c >= 0x06DF && c <= 0x06E4) || c == 0x06E7 || c == 0x06E8 || c >= 0x06EA;
}

void leave_out_points(std::string& text) {
  const auto may_begin_one = [](char c) {  // U+0580 to U+06FF, two bytes each
    return static_cast<unsigned char>(c) >= 0xD6 && static_cast<unsigned char>(c) <= 0xDB;
  };
  const auto first = std::find_if(text.begin(), text.end(), may_begin_one);
  auto kept = static_cast<std::size_t>(first - text.begin());
  for (std::size_t at = kept; at < text.size();) {
    const auto [c, size] = decode_utf8(text, at);
    if (!is_left_out_at_will(c)) {
      std::copy_n(text.data() + at, size, text.data() + kept);
      kept += size;
    }
    at += size;
  }
  text.resize(kept);
}

}  // namespace

StatusOr<std::unique_ptr<TextFolder>> TextFolder::make() {
  UErrorCode status = U_ZERO_ERROR;
  nfc(status), nfkc(status), casefold(status);
  if (U_FAILURE(status)) return internal_error("ICU has no normalisation data");
  LOCKSTEP_ASSIGN(Homoglyphs homoglyphs, Homoglyphs::make());
  return std::unique_ptr<TextFolder>(new TextFolder(std::move(homoglyphs)));
}

void TextFolder::fold(std::string_view plain, FoldedText& out) {
  out.ignorable = out.confusable = 0;
  plain = without_retweet_prefix(plain);
  if (is_ascii(plain)) {
    lower_ascii(plain, cased_);
  } else if (survey(plain, out)) {
    normalize_with(nfkc, plain, nfkc_);
    unmixed_.clear();
    out.confusable = homoglyphs_.unmix(nfkc_, unmixed_);
    normalize_with(casefold, unmixed_, cased_);
  } else {
    normalize_with(casefold, plain, cased_);
  }
  leave_out_points(cased_);
  scanner_.scan(cased_, out.text);
}

// Counts invisible characters; true if some word may mix scripts, judged generously.
bool TextFolder::survey(std::string_view plain, FoldedText& out) const noexcept {
  bool mixed = false;
  bool lookalike = false, other = false;  // letters of the current word
  char32_t previous = 0;                  // visible one
  std::uint8_t previous_bits = 0;
  for (std::size_t at = 0; at < plain.size();) {
    const auto [c, size] = decode_utf8(plain, at);
    const std::uint8_t bits = table_.bits(c);
    at += size;
    if (bits & kIgnorable) {
      if (!is_ordinary(c, previous, previous_bits)) ++out.ignorable;
      continue;
    }
    if (bits & kLetter) {
      ((bits & kLookalike) ? lookalike : other) = true;
      mixed |= lookalike && other;
    } else if (!(bits & kWordBits)) {
      lookalike = other = false;
    }
    previous = c;
    previous_bits = bits;
  }
  return mixed;
}

std::string TextFolder::fold_name(std::string_view name) {
  if (is_ascii(name)) {
    lower_ascii(name, cased_);
  } else {
    normalize_with(casefold, name, cased_);
  }
  return cased_;
}

void TextFolder::to_plain(std::string_view text, std::string& out) {
  if (is_ascii(text)) {
    out.assign(text);
  } else {
    normalize_with(nfc, text, out);
  }
  if (std::any_of(out.begin(), out.end(), is_stray_control)) std::erase_if(out, is_stray_control);
  const std::size_t first = out.find_first_not_of(" \t\n");
  const std::size_t last = out.find_last_not_of(" \t\n");
  if (first == std::string::npos) return out.clear();
  out.resize(last + 1);
  out.erase(0, first);
}

}  // namespace lockstep::normalize
