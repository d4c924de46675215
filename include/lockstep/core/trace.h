// Traces: what an account did that another could do too, and the slim form of a post that carries
// them through the deterministic half of the program.
//
// A *signal* is a plug-in that turns a post into traces; a *kind* is one key space of a signal
// (signal "infrastructure" has kinds "ip", "device", ...). Kinds are numbered by their place in the
// sorted registry (signals/signal.h); a number never leaves the process.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "lockstep/core/hash.h"
#include "lockstep/core/post.h"
#include "lockstep/core/recycled.h"
#include "lockstep/core/time.h"

namespace lockstep {

using KindId = std::uint8_t;
using AccountIndex = std::uint32_t;  // account, numbered in the total order by the engine
using PostSeq = std::uint64_t;       // post, numbered in the total order by the engine

// Whose words a text is, as far as it is anyone's.
struct Whose {
  KeyHash post = 0;    // TracedPost::hash(); 0: no post's
  KeyHash author = 0;  // hash_of_account(); 0: nobody's
};

// An exact key. `text` names it to a reader (at most kMaxKeyText bytes, UTF-8); empty if it was the
// words of a post that was deleted, or of an account that was erased.
struct Trace {
  KindId kind = 0;
  KeyHash key = 0;
  std::string text;
  KeyHash quoted = 0;  // TracedPost::hash() of the post whose words `text` is; 0: of none
  KeyHash author = 0;  // hash_of_account() of the account whose words `text` is; 0: of none

  template <class Archive>
  void archive(Archive& ar) {
    auto& [kind_, key_, text_, quoted_, author_] = *this;
    ar(kind_, key_, text_, quoted_, author_);
  }
};
inline constexpr std::size_t kMaxKeyText = 280;

// MinHash signature by one-permutation hashing with optimal densification (Li et al. 2012;
// Shrivastava 2017): 120 bins over 32-bit shingle hashes. `bands` are 20 hashes of 6 bins each;
// `bins` keeps the low 8 bits of each bin for verification (b-bit MinHash, Li & Koenig 2010).
struct TextSketch {
  static constexpr std::size_t kBins = 120;
  static constexpr std::size_t kBands = 20;
  std::array<std::uint64_t, kBands> bands{};
  std::array<std::uint8_t, kBins> bins{};
};
struct PdqSketch {
  std::array<std::uint64_t, 4> bits{};  // 256-bit PDQ hash, most significant word first
};
struct DhashSketch {
  std::uint64_t bits = 0;
};
// On which side of 256 random planes a vector lies (SimHash, Charikar 2002,
// doi:10.1145/509907.509965): the share of bits in which two differ is their angle / pi.
struct EmbeddingSketch {
  std::array<std::uint64_t, 4> bits{};
};

// Something that still needs a key: similar/ finds the cluster of near-duplicates it belongs to.
// `excerpt` (at most kMaxKeyText bytes) names the cluster if this sketch founds it.
struct Sketch {
  KindId kind = 0;
  // Numbered in encoded posts (sequence/codec.h): append only.
  std::variant<TextSketch, PdqSketch, DhashSketch, EmbeddingSketch> body;
  std::string excerpt;
};

inline KeyHash hash_of_post(std::string_view platform, std::string_view post_id) noexcept {
  return stable_hash(post_id, stable_hash(platform));
}

// Of an account's name, "platform:id".
inline KeyHash hash_of_account(std::string_view name) noexcept { return stable_hash(name); }

using Traces = Recycled<Trace, 16>;
using Sketches = Recycled<Sketch, 4>;

// Facts about the author as of this post; absent ones stay empty.
struct AccountFacts {
  std::string handle, location, client;
  std::string kind;  // account, page, channel, group
  std::optional<EventTime> created_at;
  std::optional<std::int64_t> followers, following;
  std::optional<ClaimedZone> zone;
  bool automated = false;
  bool verified = false;
};

// A normalised post with everything but its traces and facts forgotten: no full text.
struct TracedPost {
  EventTime time{};
  EventKind event = EventKind::kPost;
  Action action = Action::kPost;
  bool time_clamped = false;
  std::string platform, post_id, part;
  std::string account_id;  // native
  Coordinates source;
  Digest sha256{};
  AccountFacts author;
  std::string lang, geo_country;
  std::string translation_lang,
      translation;                    // of the excerpt, if upstream supplied one; <= kMaxKeyText
  std::string target_author;          // native id of the account acted upon
  std::string collector, request_id;  // who collected it, in which request
  std::string community_kind, community_id;  // group, channel, ... it was put into; native id
  std::optional<std::int64_t> views;
  std::optional<std::uint32_t> interactions;  // likes, reposts, replies and quotes, as reported
  Traces traces;
  Sketches sketches;
  bool keyed = false;   // Engine::give_keys() has seen it ...
  bool erased = false;  // ... and its account is erased: it counts for nothing

  std::string account_key() const { return platform + ':' + account_id; }
  std::string post_key() const { return platform + ':' + post_id; }
  // Stands for post_key(): the same for a post, all its parts, and its delete.
  KeyHash hash() const noexcept { return hash_of_post(platform, post_id); }
};

}  // namespace lockstep
