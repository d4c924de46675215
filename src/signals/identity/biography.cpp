#include "biography.h"

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

// What sketch_of_biography() said last, by hash of the biography; 128 bits stand for it.
struct Memory {
  static constexpr std::size_t kEntries = 8192;
  static constexpr std::uint64_t kSecondSeed = 0x62696f6772617068;  // any constant but zero
  struct Entry {
    KeyHash first = 0, second = 0;
    bool has_sketch = false;
    TextSketch sketch;
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

const TextSketch* sketch_of_biography(std::string_view bio) {
  if (bio.size() < kMinCharacters) return nullptr;
  thread_local Memory memory;
  const auto first = stable_hash(bio), second = stable_hash(bio, Memory::kSecondSeed);
  auto& entry = memory.entries[first % Memory::kEntries];
  if (entry.first != first || entry.second != second) {
    const auto folded = fold_biography(bio);
    entry.first = first;
    entry.second = second;
    entry.has_sketch = count_characters(folded) >= kMinCharacters;
    if (entry.has_sketch) entry.sketch = sketch_of(folded);
  }
  return entry.has_sketch ? &entry.sketch : nullptr;
}

}  // namespace lockstep::signals
