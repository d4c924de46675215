#include "biography.h"

#include <fmt/format.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>

#include <algorithm>
#include <vector>

#include "lockstep/core/check.h"
#include "lockstep/core/hash.h"
#include "minhash.h"

namespace lockstep::signals {
namespace {

constexpr std::size_t kMaxBytes = 2048;
constexpr std::size_t kMinCharacters = 20;

constexpr std::size_t kMinPhrase = 3;  // bytes

// What traits_of_biography() said last, by hash of the biography; 128 bits stand for it.
struct Memory {
  static constexpr std::size_t kEntries = 8192;
  static constexpr std::uint64_t kSecondSeed = 0x62696f6772617068;  // any constant but zero
  struct Entry {
    KeyHash first = 0, second = 0;
    BiographyTraits traits;
  };
  std::vector<Entry> entries = std::vector<Entry>(kEntries);
};

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

// The bytes of the separator at the start of `text`, 0 if there is none.
std::size_t separator_at(std::string_view text) {
  static constexpr std::string_view kSeparators[] = {"|", "\n", ",",  ";",  "/",
                                                     "·", "•",  "、", "，", ". "};
  for (const auto separator : kSeparators) {
    if (text.starts_with(separator)) return separator.size();
  }
  return 0;
}

std::vector<std::string> phrases_of(std::string_view bio) {
  std::vector<std::string> phrases;
  const auto add = [&](std::string_view raw) {
    if (phrases.size() == kMaxPhrases) return;
    auto phrase = fold_biography(raw);
    while (phrase.ends_with('.') || phrase.ends_with(' ')) phrase.pop_back();
    const bool known = std::find(phrases.begin(), phrases.end(), phrase) != phrases.end();
    if (phrase.size() >= kMinPhrase && !known) phrases.push_back(std::move(phrase));
  };
  std::size_t begin = 0;
  for (std::size_t i = 0; i < bio.size();) {
    const auto separator = separator_at(bio.substr(i));
    if (separator > 0) {
      add(bio.substr(begin, i - begin));
      begin = i + separator;
    }
    i += std::max<std::size_t>(separator, 1);
  }
  add(bio.substr(begin));
  return phrases;
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

std::vector<std::string> phrase_pairs(std::string_view bio) {
  const auto phrases = phrases_of(bio.substr(0, kMaxBytes));
  std::vector<std::string> pairs;
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    for (std::size_t j = i + 1; j < phrases.size(); ++j) {
      const auto& [first, second] = std::minmax(phrases[i], phrases[j]);
      pairs.push_back(fmt::format("{} | {}", first, second));
    }
  }
  return pairs;
}

const BiographyTraits& traits_of_biography(std::string_view bio) {
  static const BiographyTraits kNone;
  if (bio.empty()) return kNone;
  thread_local Memory memory;
  const auto first = stable_hash(bio), second = stable_hash(bio, Memory::kSecondSeed);
  auto& entry = memory.entries[first % Memory::kEntries];
  if (entry.first != first || entry.second != second) {
    const auto folded = fold_biography(bio);
    entry.first = first;
    entry.second = second;
    auto& traits = entry.traits;
    traits.has_sketch = count_characters(folded) >= kMinCharacters;
    if (traits.has_sketch) traits.sketch = sketch_of(folded);
    traits.phrase_pairs = phrase_pairs(bio);
  }
  return entry.traits;
}

}  // namespace lockstep::signals
