// The canonical post, lockstep.post/1: one action by one account, whatever the platform calls it.
//
// Adapters fill it from a platform's bytes; the normaliser then checks it and fills the fields
// marked "normalised". An empty string, an empty vector or an empty optional means "not known":
// a missing field makes a feature absent, never zero. A plain value; no invariants before
// normalisation.
//
// Next: normalize/normalizer.h (who fills it), core/trace.h (what becomes of it).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/hash.h"
#include "lockstep/core/time.h"

namespace lockstep {

// The order of both enumerations is part of the total order of posts and of outputs: append only.
enum class EventKind : std::uint8_t { kPost, kDelete, kAccount, kLogin };
enum class Action : std::uint8_t { kPost, kReply, kRepost, kQuote, kForward, kLike };
// By Action.
inline constexpr std::array<std::string_view, 6> kActionNames{"post",  "reply",   "repost",
                                                              "quote", "forward", "like"};

// Where the raw record lies. `input` indexes the run's list of inputs (files or topics);
// `offset` is a Kafka offset, or the zero-based number of the record in its file.
struct Coordinates {
  std::uint32_t input = 0;
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  friend auto operator<=>(const Coordinates&, const Coordinates&) = default;
};

// Minutes east of UTC that a claimed time zone, or a claimed country, may mean at one moment; one
// offset for a zone, the widest two for a country.
struct ClaimedZone {
  std::int16_t west = 0, east = 0;  // west <= east
  friend bool operator==(const ClaimedZone&, const ClaimedZone&) = default;
};

struct Author {
  std::string id;  // native
  std::string handle, display_name, bio;
  std::string kind;  // account, page, channel, group; empty = account
  std::optional<EventTime> created_at;
  std::optional<std::int64_t> followers, following, posts;
  std::optional<bool> verified, automated;  // automated: the account says so itself
  std::string avatar_pdq;                   // 64 hex digits
  std::string location, timezone, client;
};

struct Url {
  std::string url;                     // as posted
  std::string expanded;                // as the platform expanded it
  std::vector<std::string> redirects;  // chain of hops, last = landing
  // normalised
  std::string canonical;  // of the landing page; empty if it is no web address
  std::string domain;     // registrable domain of the landing page, or its host
  // Registrable domains on the way, landing excluded, in order. Of pages that carry their target
  // with them, as link wrappers of platforms do, none: they are nobody's own.
  std::vector<std::string> hop_domains;
  // "name=value" of dropped parameters that name whose link it is, of the landing page and of those
  // on the way; four at most, each once
  std::vector<std::string> marks;
};

struct Media {
  std::string pdq;     // 64 hex digits
  std::string dhash;   // 16 hex digits
  std::string sha256;  // 64 hex digits; platforms without one may give another stable content id
  std::string kind;    // image, video, audio, ...
  std::string exif_camera, exif_gps;
};

struct Engagement {
  std::optional<std::int64_t> likes, reposts, replies, quotes, views;
};

struct Infra {
  std::string ip, registration_ip;
  std::optional<std::uint32_t> asn;
  std::string device_id, session_id, ja4, user_agent, email_hash, phone_hash, payment_hash;
  // normalised: "203.0.113.0/24" or "2001:db8:1::/48" of `ip`; empty if it is no public address
  std::string ip_prefix, registration_ip_prefix;
};

struct DomainFacts {
  std::string domain, registrar, cert_issuer;
  std::optional<EventTime> registered_at;
  std::vector<std::string> nameservers, analytics_ids;
  std::optional<std::uint32_t> asn;
};

// A key made upstream, for archives that name the shared object instead of showing the post:
// `kind` names the kind of trace, `id` is the key as it came.
struct ObjectRef {
  std::string kind, id;
};

inline constexpr std::size_t kMaxEmbedding = 4096;

struct Post {
  std::string platform;
  std::string post_id;  // native; optional for kAccount and kLogin
  std::string part;     // tells records apart that carry parts of one post (long CSV layouts)
  EventKind event = EventKind::kPost;
  Action action = Action::kPost;
  std::optional<EventTime> created_at;   // what the author's side claims
  std::optional<EventTime> observed_at;  // the collector's clock
  std::string repost_of, in_reply_to, quote_of, target_author, conversation_id;
  std::string community_kind, community_id;
  Author author;
  std::string text;
  bool text_is_html = false;
  std::string lang;
  std::string translation_lang, translation_text;
  std::vector<Url> urls;
  std::vector<std::string> hashtags, mentions;
  std::vector<Media> media;
  Engagement engagement;
  Infra infra;
  std::vector<DomainFacts> domains;
  std::string geo_country, geo_source;
  std::optional<double> llm_origin, machine_translated;
  std::string narrative;         // upstream's key of it
  std::vector<float> embedding;  // of the text; at most kMaxEmbedding components, all finite
  std::string collector, request_id;
  std::vector<ObjectRef> objects;

  Coordinates source;
  Digest sha256{};  // of the raw record

  // normalised
  EventTime time{};                 // created_at, clamped to the trusted clock
  bool time_clamped = false;        // created_at was ahead of the trusted clock
  std::optional<ClaimedZone> zone;  // of author.timezone, else of a profile's country; at `time`
  std::string plain_text;           // NFC, HTML stripped; for excerpts
  std::string folded_text;  // for comparison: DETECTION 4.1, with <u>, <m>, <n> placeholders
  std::uint32_t ignorable_count = 0;   // invisible characters removed: an evasion feature
  std::uint32_t confusable_count = 0;  // mixed-script words unmixed: an evasion feature
};

// "platform:native id", the name of an account everywhere outside.
inline std::string account_key(const Post& post) { return post.platform + ':' + post.author.id; }
// "platform:native id" of a post.
inline std::string post_key(const Post& post) { return post.platform + ':' + post.post_id; }

}  // namespace lockstep
