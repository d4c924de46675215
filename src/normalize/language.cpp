#include "language.h"

#include <cld2/public/compact_lang_det.h>

#include "field_rules.h"

namespace lockstep::normalize {
namespace {

// Below this many bytes the detector trusts nothing but scripts of a single language, and is not
// worth its 15 us.
constexpr std::size_t kShortest = 10;

}  // namespace

std::string language_of(std::string_view folded) {
  if (folded.size() < kShortest) return {};
  bool reliable = false;
  int valid = 0;
  // Not as plain text: then placeholders such as <u> are tags, and passed over.
  const auto language = CLD2::DetectLanguageCheckUTF8(
      folded.data(), static_cast<int>(folded.size()), false, &reliable, &valid);
  if (!reliable || language == CLD2::UNKNOWN_LANGUAGE) return {};
  return primary_language(CLD2::LanguageCode(language));
}

}  // namespace lockstep::normalize
