#include "biography.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>

#include <algorithm>

#include "lockstep/core/check.h"

namespace lockstep::signals {
namespace {

constexpr std::size_t kMaxBytes = 2048;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// NFKC_Casefold also drops what is invisible.
std::string fold_unicode(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* folder = icu::Normalizer2::getNFKCCasefoldInstance(error);
  LOCKSTEP_CHECK(U_SUCCESS(error));  // the data is part of the library
  std::string folded;
  icu::StringByteSink<std::string> sink(&folded);
  folder->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())),
                        sink, nullptr, error);
  return U_SUCCESS(error) ? folded : std::string{};
}

std::string fold_ascii(std::string_view text) {
  std::string folded{text};
  for (auto& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return folded;
}

}  // namespace

std::string fold_biography(std::string_view bio) {
  bio = bio.substr(0, kMaxBytes);
  const auto folded = is_ascii(bio) ? fold_ascii(bio) : fold_unicode(bio);
  std::string collapsed;
  collapsed.reserve(folded.size());
  for (const char c : folded) {
    const bool space = c == ' ' || (c >= '\t' && c <= '\r');
    if (!space) {
      collapsed += c;
    } else if (!collapsed.empty() && collapsed.back() != ' ') {
      collapsed += ' ';
    }
  }
  if (!collapsed.empty() && collapsed.back() == ' ') collapsed.pop_back();
  return collapsed;
}

}  // namespace lockstep::signals
