#include "char_table.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

namespace lockstep::normalize {
namespace {

bool has(char32_t c, UProperty property) {
  return u_hasBinaryProperty(static_cast<UChar32>(c), property) != 0;
}

UScriptCode script_of(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &status);
}

bool is_plain_script(UScriptCode script) {
  return script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC;
}

bool has_lookalikes(UScriptCode script) {
  return script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC || script == USCRIPT_ARMENIAN ||
         script == USCRIPT_CHEROKEE || script == USCRIPT_COPTIC || script == USCRIPT_LISU;
}

bool is_emoji(char32_t c) {
  // ASCII digits and '#' are Emoji too, but not pictographic.
  return has(c, UCHAR_EXTENDED_PICTOGRAPHIC) || has(c, UCHAR_EMOJI_PRESENTATION) ||
         has(c, UCHAR_REGIONAL_INDICATOR) || has(c, UCHAR_EMOJI_MODIFIER) || c == 0x20E3;
}

char32_t undecorated(const icu::Normalizer2& nfc, char32_t c) {
  icu::UnicodeString parts;
  if (!is_plain_script(script_of(c)) || !nfc.getDecomposition(static_cast<UChar32>(c), parts))
    return c;
  const UChar32 first = parts.char32At(0);
  for (int32_t i = parts.moveIndex32(0, 1); i < parts.length(); i = parts.moveIndex32(i, 1)) {
    if ((U_GET_GC_MASK(parts.char32At(i)) & U_GC_M_MASK) == 0) return c;
  }
  return static_cast<char32_t>(first);
}

}  // namespace

const CharTable& CharTable::get() {
  static const CharTable table;
  return table;
}

CharTable::CharTable() : bits_(kBits), bases_(kBases) {
  for (char32_t c = 0; c < kBits; ++c) bits_[c] = properties(c);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  for (char32_t c = 0; c < kBases; ++c) {
    bases_[c] = static_cast<std::uint16_t>(U_SUCCESS(status) ? undecorated(*nfc, c) : c);
  }
}

std::uint8_t CharTable::properties(char32_t c) noexcept {
  const auto category = static_cast<std::uint32_t>(U_MASK(u_charType(static_cast<UChar32>(c))));
  if (category & (U_GC_CN_MASK | U_GC_CO_MASK | U_GC_CS_MASK)) {
    // Pictographs are reserved years before they get a name.
    return has(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ? kIgnorable : is_emoji(c) ? kEmoji : 0;
  }
  const UScriptCode script = script_of(c);
  unsigned bits = 0;
  if (has(c, UCHAR_ALPHABETIC)) bits |= kLetter;
  if (category & U_GC_ND_MASK) bits |= kDigit;
  if (category & U_GC_M_MASK) bits |= kMark;
  if (has(c, UCHAR_WHITE_SPACE) || (category & U_GC_CC_MASK)) bits |= kSpace;
  if (has(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) bits |= kIgnorable;
  if (is_emoji(c)) {  // the keycap is a mark, too, and "🅰" a letter
    bits = kEmoji;
  } else if (bits & kMark) {
    bits &= ~static_cast<unsigned>(kLetter);
    if (script == USCRIPT_INHERITED || is_plain_script(script)) bits |= kPlainScript;
  } else if (bits & kLetter) {
    if (is_plain_script(script)) bits |= kPlainScript;
    if (has_lookalikes(script)) bits |= kLookalike;
  }
  return static_cast<std::uint8_t>(bits);
}

}  // namespace lockstep::normalize
