#include "frame.h"

#include <fmt/format.h>

#include <algorithm>

#include "lockstep/core/bytes.h"
#include "lockstep/core/hash.h"
#include "lockstep/runtime/normalized_source.h"
#include "lockstep/sequence/codec.h"
#include "outbox.h"

namespace lockstep::runtime {
namespace {

constexpr std::uint8_t kFrameVersion = 1;
constexpr std::size_t kMostChunk = 256 << 10;  // beside headers, a post and its JSON
constexpr std::size_t kMostHeaders = 64, kMostHeader = 1024;

Headers bounded(const Headers& headers) {
  Headers out;
  for (std::size_t i = 0; i < std::min(headers.size(), kMostHeaders); ++i)
    out.emplace_back(headers[i].first.substr(0, kMostHeader),
                     headers[i].second.substr(0, kMostHeader));
  return out;
}

void read_head(ByteReader& r, Frame& f) {
  f.from = static_cast<std::int64_t>(r.varint());
  if (f.has(kTimed)) f.time = from_micros(r.number());
  if (const auto key = r.varint(); key > 0) f.key_size = key - 1;
  const std::size_t headers = r.count(2);
  for (std::size_t i = 0; i < headers; ++i) {
    const auto name = r.text();
    f.headers.emplace_back(name, r.text());
  }
  f.whole_size = r.varint();
}

// For people, and for readers of posts, who know by it that this is none.
std::string place_json(std::string_view topic, std::int32_t partition, std::int64_t next) {
  return fmt::format(R"({{"schema":"lockstep.place/1","topic":"{}","partition":{},"next":{}}})",
                     topic, partition, next);  // a topic's name has nothing to escape
}

}  // namespace

bool read_frame(std::string_view bytes, Frame& f) {
  ByteReader r(bytes);
  if (r.u8() != kFrameVersion) return false;
  f.kinds = r.u64();
  f.flags = r.u8();
  f.offset = static_cast<std::int64_t>(r.varint());
  f.from = f.offset;
  f.time.reset();
  f.key_size.reset();
  f.headers.clear();
  f.whole_size = 0;
  if (!f.has(kContinues)) read_head(r, f);
  f.chunk = r.text();
  f.post_count = r.count(2);
  f.posts = r.rest();
  const bool whole = !f.has(kMore) && !f.has(kContinues);
  return r.ok() && f.offset >= 0 && f.from >= 0 && f.from <= f.offset &&
         (!whole || (f.chunk.size() == f.whole_size && f.key_size.value_or(0) <= f.whole_size));
}

void write_frame(const Frame& f, std::string& out) {
  ByteWriter w(out);
  w.u8(kFrameVersion);
  w.u64(f.kinds);
  w.u8(f.flags);
  w.varint(static_cast<std::uint64_t>(f.offset));
  if (!f.has(kContinues)) {
    w.varint(static_cast<std::uint64_t>(f.from));
    if (f.has(kTimed)) w.number(to_micros(*f.time));
    w.varint(f.key_size ? *f.key_size + 1 : 0);
    w.varint(f.headers.size());
    for (const auto& [name, value] : f.headers) {
      w.text(name);
      w.text(value);
    }
    w.varint(f.whole_size);
  }
  w.text(f.chunk);
  w.varint(f.post_count);
  out += f.posts;
}

void write_post(const BatchPost& post, std::string& out) {
  ByteWriter w(out);
  w.u8(post.trusted_clock ? 1 : 0);
  if (post.trusted_clock) w.number(to_micros(*post.trusted_clock));
  std::string encoded;
  sequence::encode(post.post, encoded);
  w.text(encoded);
}

bool read_posts(std::string_view posts, std::size_t count, BatchPosts& out) {
  ByteReader r(posts);
  for (std::size_t i = 0; i < count; ++i) {
    auto& post = out.add();
    post.trusted_clock.reset();
    if (r.u8() != 0) post.trusted_clock = from_micros(r.number());
    if (!sequence::decode(r.text(), post.post)) return false;
  }
  return r.done();
}

std::uint64_t kinds_of(const signals::Registry& registry) {
  std::uint64_t kinds = sequence::kPostCodecVersion;
  for (const auto& kind : registry.kinds()) kinds = stable_hash(kind.def->name, mix64(kinds));
  return kinds;
}

void write_frames(std::uint64_t kinds, const FramedRecord& record, std::vector<OutputRecord>& out) {
  const RecordEnvelope& envelope = *record.envelope;
  std::string both;  // key and raw record, if there is a key
  if (envelope.key) (both = *envelope.key) += record.bytes;
  std::string_view left = envelope.key ? std::string_view(both) : record.bytes;
  Frame f;
  f.kinds = kinds;
  f.offset = record.offset;
  f.from = record.from;
  f.time = envelope.time;
  if (envelope.key) f.key_size = envelope.key->size();
  f.headers = bounded(envelope.headers);
  f.whole_size = left.size();
  for (std::size_t post = 0; post < record.post_count || !left.empty(); ++post) {
    f.chunk = left.substr(0, kMostChunk);
    left.remove_prefix(f.chunk.size());
    const bool has_post = post < record.post_count;
    f.post_count = has_post ? 1 : 0;
    f.posts = has_post ? std::string_view(record.posts[post].framed) : std::string_view();
    const bool more = post + 1 < record.post_count || !left.empty();
    f.flags = static_cast<std::uint8_t>((more ? kMore : 0) | (post > 0 ? kContinues : 0) |
                                        (f.time ? kTimed : 0));
    OutputRecord& to = out.emplace_back();
    if (has_post) to.key = record.posts[post].id;
    to.value = has_post ? record.posts[post].json
                        : place_json(record.topic, record.partition, record.offset);
    to.headers.emplace_back(kFrameHeader, std::string());
    write_frame(f, to.headers.back().second);
  }
}

OutputRecord write_place(std::uint64_t kinds, std::string_view topic, std::int32_t partition,
                         std::int64_t from, std::int64_t next) {
  Frame f;
  f.kinds = kinds;
  f.flags = kPlace;
  f.offset = next;
  f.from = from;
  OutputRecord record;
  record.value = place_json(topic, partition, next);
  record.headers.emplace_back(kFrameHeader, std::string());
  write_frame(f, record.headers.back().second);
  return record;
}

std::optional<FrameCover> cover_of(std::string_view bytes) {
  Frame f;
  if (!read_frame(bytes, f)) return std::nullopt;
  if (f.has(kPlace)) return FrameCover{f.from, f.offset};
  return FrameCover{f.has(kContinues) ? f.offset + 1 : f.from, f.offset + 1};
}

}  // namespace lockstep::runtime
