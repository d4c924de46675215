#include "lockstep/sequence/codec.h"

#include <variant>

#include "lockstep/core/bytes.h"

namespace lockstep::sequence {
namespace {

constexpr std::size_t kTimeAt = 1;
constexpr std::size_t kEventAt = 9;
constexpr std::size_t kStringsAt = 10;
constexpr std::int64_t kMostWest = -24 * 60, kMostEast = 24 * 60;  // of a zone, minutes

using Writer = ByteWriter;
using Reader = ByteReader;

enum Flag : std::uint8_t {
  kClamped = 1,
  kAutomated = 2,
  kVerified = 4,
  kCreatedAt = 8,
  kFollowers = 16,
  kViews = 32,
  kFollowing = 64,
  kZone = 128,
};

void write(Writer& w, const Sketch& s) {
  w.u8(s.kind);
  w.u8(static_cast<std::uint8_t>(s.body.index()));
  w.text(s.excerpt);
  if (const auto* text = std::get_if<TextSketch>(&s.body)) {
    w.words(text->bands);
    w.raw(text->bins);
  } else if (const auto* pdq = std::get_if<PdqSketch>(&s.body)) {
    w.words(pdq->bits);
  } else if (const auto* dhash = std::get_if<DhashSketch>(&s.body)) {
    w.u64(dhash->bits);
  } else if (const auto* embedding = std::get_if<EmbeddingSketch>(&s.body)) {
    w.words(embedding->bits);
  }
}

bool read(Reader& r, Sketch& s) {
  s.kind = r.u8();
  const std::uint8_t body = r.u8();
  s.excerpt = r.text();
  switch (body) {
    case 0: {
      auto& text = s.body.emplace<TextSketch>();
      r.words(text.bands);
      r.raw(text.bins);
      break;
    }
    case 1:
      r.words(s.body.emplace<PdqSketch>().bits);
      break;
    case 2:
      s.body.emplace<DhashSketch>().bits = r.u64();
      break;
    case 3:
      r.words(s.body.emplace<EmbeddingSketch>().bits);
      break;
    default:
      return false;
  }
  return r.ok();
}

std::strong_ordering order(std::string_view a, std::string_view b) noexcept {
  return a.compare(b) <=> 0;
}

}  // namespace

// The bindings name every member: a member added to TracedPost or AccountFacts breaks the build
// here and in decode(), not a run.
void encode(const TracedPost& post, std::string& out) {
  const auto& [time, event, action, time_clamped, platform, post_id, part, account_id, source,
               sha256, author, lang, geo_country, translation_lang, translation, target_author,
               collector, request_id, community_kind, community_id, views, interactions, traces,
               sketches, keyed, erased] = post;
  const auto& [handle, location, client, kind, created_at, followers, following, zone, automated,
               verified] = author;
  Writer w(out);
  w.u8(kPostCodecVersion);
  w.number(to_micros(time));
  w.u8(static_cast<std::uint8_t>(event));
  for (const std::string* s : {&platform, &post_id, &part}) w.text(*s);
  w.raw(sha256);

  w.u8(static_cast<std::uint8_t>(action));
  w.u8(static_cast<std::uint8_t>((time_clamped ? kClamped : 0) | (automated ? kAutomated : 0) |
                                 (verified ? kVerified : 0) | (created_at ? kCreatedAt : 0) |
                                 (followers ? kFollowers : 0) | (views ? kViews : 0) |
                                 (following ? kFollowing : 0) | (zone ? kZone : 0)));
  if (created_at) w.number(to_micros(*created_at));
  if (followers) w.number(*followers);
  if (views) w.number(*views);
  w.varint(interactions ? std::uint64_t{*interactions} + 1 : 0);
  if (following) w.number(*following);
  if (zone) {
    w.number(zone->west);
    w.number(zone->east);
  }
  w.varint(source.input);
  w.varint(static_cast<std::uint32_t>(source.partition));
  w.number(source.offset);
  for (const std::string* s :
       {&account_id, &handle, &location, &client, &kind, &lang, &geo_country, &translation_lang,
        &translation, &target_author, &collector, &request_id, &community_kind, &community_id})
    w.text(*s);
  w.varint(traces.size());
  for (const Trace& t : traces) {
    w.u8(t.kind);
    w.u64(t.key);
    w.text(t.text);
  }
  w.varint(sketches.size());
  for (const Sketch& s : sketches) write(w, s);
}

bool decode(std::string_view bytes, TracedPost& out) {
  auto& [time, event, action, time_clamped, platform, post_id, part, account_id, source, sha256,
         author, lang, geo_country, translation_lang, translation, target_author, collector,
         request_id, community_kind, community_id, views, interactions, traces, sketches, keyed,
         erased] = out;
  auto& [handle, location, client, kind, created_at, followers, following, zone, automated,
         verified] = author;
  Reader r(bytes);
  if (r.u8() != kPostCodecVersion) return false;
  time = from_micros(r.number());
  r.choice(event, EventKind::kLogin);
  for (std::string* s : {&platform, &post_id, &part}) *s = r.text();
  r.raw(sha256);

  r.choice(action, Action::kLike);
  const std::uint8_t flags = r.u8();
  time_clamped = (flags & kClamped) != 0;
  automated = (flags & kAutomated) != 0;
  verified = (flags & kVerified) != 0;
  created_at.reset();
  followers.reset();
  views.reset();
  following.reset();
  zone.reset();
  if ((flags & kCreatedAt) != 0) created_at = from_micros(r.number());
  if ((flags & kFollowers) != 0) followers = r.number();
  if ((flags & kViews) != 0) views = r.number();
  interactions.reset();
  if (const auto sum = r.varint(); sum > 0) interactions = static_cast<std::uint32_t>(sum - 1);
  if ((flags & kFollowing) != 0) following = r.number();
  if ((flags & kZone) != 0) {
    const auto west = r.number(), east = r.number();
    if (west < kMostWest || east > kMostEast || west > east) return false;
    zone = ClaimedZone{static_cast<std::int16_t>(west), static_cast<std::int16_t>(east)};
  }
  source.input = static_cast<std::uint32_t>(r.varint());
  source.partition = static_cast<std::int32_t>(r.varint());
  source.offset = r.number();
  for (std::string* s :
       {&account_id, &handle, &location, &client, &kind, &lang, &geo_country, &translation_lang,
        &translation, &target_author, &collector, &request_id, &community_kind, &community_id})
    *s = r.text();
  traces.resize(r.count(10));
  for (Trace& t : traces) {
    t.kind = r.u8();
    t.key = r.u64();
    t.text = r.text();
    t.quoted = t.author = 0;
  }
  keyed = erased = false;  // posts travel before they are given keys
  sketches.resize(r.count(11));
  for (Sketch& s : sketches)
    if (!read(r, s)) return false;
  return r.done();
}

EventTime time_of_encoded(std::string_view bytes) noexcept {
  return from_micros(Reader(bytes.substr(kTimeAt)).number());
}

std::strong_ordering compare_encoded(std::string_view a, std::string_view b) noexcept {
  if (const auto c = time_of_encoded(a) <=> time_of_encoded(b); c != 0) return c;
  if (const auto c =
          static_cast<std::uint8_t>(a[kEventAt]) <=> static_cast<std::uint8_t>(b[kEventAt]);
      c != 0)
    return c;
  Reader left(a.substr(kStringsAt)), right(b.substr(kStringsAt));
  for (int field = 0; field < 3; ++field)  // platform, post id, part
    if (const auto c = order(left.text(), right.text()); c != 0) return c;
  return order(left.take(sizeof(Digest)), right.take(sizeof(Digest)));
}

}  // namespace lockstep::sequence
