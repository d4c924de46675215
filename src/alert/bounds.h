// What keeps every output record below the size a broker accepts, whatever a post contained.
//
// Texts and lists are cut to the bounds below. With every bound reached by control characters (six
// bytes each once escaped) all but accounts and evidence posts need less than 750 KB; those two are
// cut until the record fits: first the posts of the lightest evidence, then the accounts least tied
// to the cluster. Counts in the alert tell how many there were.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/alert/utf8.h"
#include "lockstep/core/check.h"

namespace lockstep::alert {

inline constexpr std::size_t kMaxRecordBytes = 900'000;

inline constexpr std::size_t kMaxAccounts = 1000;
inline constexpr std::size_t kMaxEvidence = 50;
inline constexpr std::size_t kMaxPostsPerEvidence = 20;
inline constexpr std::size_t kMaxNarratives = 10;
inline constexpr std::size_t kMaxFamilies = 5;
inline constexpr std::size_t kMaxHandoffs = 10;
inline constexpr std::size_t kMaxChecks = 16;
inline constexpr std::size_t kMaxChanges = 16;
inline constexpr std::size_t kMaxCountries = 16;
inline constexpr double kTargetShare = 0.25;  // of the members, for a country to be a target
inline constexpr std::size_t kMaxTechniques = 64;
inline constexpr std::size_t kMaxPlatforms = 32;
inline constexpr std::size_t kMaxLanguages = 32;
inline constexpr std::size_t kMaxAmplifiers = 5;
inline constexpr std::size_t kMaxCommunities = 10;
inline constexpr std::size_t kMaxMissing = 16;

inline constexpr std::size_t kMaxName = 64;      // of a kind, signal, platform, language, hash
inline constexpr std::size_t kMaxId = 1100;      // platform, colon and an id of at most 1 KiB
inline constexpr std::size_t kMaxExcerpt = 280;  // of a post or a key
inline constexpr std::size_t kMaxSentence = 512;
inline constexpr std::size_t kMaxParagraph = 1500;

inline std::string_view id(std::string_view text) { return clip_utf8(text, kMaxId); }
inline std::string_view label(std::string_view text) { return clip_utf8(text, kMaxName); }
inline std::string_view excerpt(std::string_view text) { return clip_utf8(text, kMaxExcerpt); }
inline std::string_view sentence(std::string_view text) { return clip_utf8(text, kMaxSentence); }
inline std::string_view paragraph(std::string_view text) { return clip_utf8(text, kMaxParagraph); }

template <class T>
std::span<const T> first(const std::vector<T>& items, std::size_t count) {
  return {items.data(), std::min(items.size(), count)};
}

// How much of the two long lists a record has room for.
struct Room {
  std::size_t accounts = kMaxAccounts;
  std::size_t evidence_posts =
      kMaxEvidence * kMaxPostsPerEvidence;  // counted from the heaviest item
};

// The largest n <= limit for which fits(n), where fits(0) or nothing does.
template <class Fits>
std::size_t largest_that_fits(std::size_t limit, Fits&& fits) {
  std::size_t low = 0;
  while (low < limit) {
    const std::size_t middle = low + (limit - low + 1) / 2;
    if (fits(middle)) {
      low = middle;
    } else {
      limit = middle - 1;
    }
  }
  return low;
}

// The record with the most room that fits; `write(Room)` must not grow when the room shrinks.
template <class Write>
std::string write_within_bounds(Room room, Write&& write) {
  std::string record = write(room);
  if (record.size() <= kMaxRecordBytes) return record;
  const auto fits = [&](Room r) { return write(r).size() <= kMaxRecordBytes; };
  room.evidence_posts = largest_that_fits(room.evidence_posts, [&](std::size_t posts) {
    return fits({room.accounts, posts});
  });
  if (room.evidence_posts == 0) {
    room.accounts = largest_that_fits(room.accounts, [&](std::size_t accounts) {
      return fits({accounts, 0});
    });
  }
  record = write(room);
  LOCKSTEP_CHECK(record.size() <= kMaxRecordBytes);
  return record;
}

}  // namespace lockstep::alert
