#include <algorithm>
#include <limits>

#include "lockstep/core/check.h"
#include "lockstep/signals/signal.h"

namespace lockstep {
namespace {

// The longest prefix of at most kMaxKeyText bytes that does not end inside a UTF-8 sequence.
std::string_view cut(std::string_view text) {
  if (text.size() <= kMaxKeyText) return text;
  auto end = kMaxKeyText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

bool full(const TracedPost& post) {
  return post.traces.size() + post.sketches.size() >= TraceSink::kMaxTracesPerPost;
}

void add_trace(TracedPost& post, KindId kind, KeyHash key, std::string_view text) {
  const auto same = [&](const Trace& t) { return t.kind == kind && t.key == key; };
  if (full(post) || std::any_of(post.traces.begin(), post.traces.end(), same)) return;
  auto& trace = post.traces.add();
  trace.kind = kind;
  trace.key = key;
  trace.text.assign(cut(text));
  trace.quoted = trace.author = 0;
}

template <class Body>
void add_sketch(TracedPost& post, KindId kind, const Body& body, std::string_view excerpt) {
  if (full(post)) return;
  auto& sketch = post.sketches.add();
  sketch.kind = kind;
  sketch.body = body;
  sketch.excerpt.assign(cut(excerpt));
}

}  // namespace

std::string_view name(Family family) noexcept {
  switch (family) {
    case Family::kBehaviour:
      return "behaviour";
    case Family::kContent:
      return "content";
    case Family::kInfrastructure:
      return "infrastructure";
    case Family::kIdentity:
      return "identity";
    case Family::kRhythm:
      return "rhythm";
  }
  return "unknown";
}

KindId TraceSink::id_of(std::size_t kind) const {
  LOCKSTEP_CHECK(kind < kinds_.size());
  return static_cast<KindId>(first_kind_ + kind);
}

void TraceSink::add(std::size_t kind, std::string_view value) { add(kind, value, value); }

void TraceSink::add(std::size_t kind, std::string_view value, std::string_view text) {
  const auto id = id_of(kind);
  if (value.empty()) return;
  add_trace(out_, id, signals::key_of(kinds_[kind].name, value), text);
}

void TraceSink::add(std::size_t kind, const TextSketch& sketch, std::string_view excerpt) {
  add_sketch(out_, id_of(kind), sketch, excerpt);
}

void TraceSink::add(std::size_t kind, const PdqSketch& sketch, std::string_view text) {
  add_sketch(out_, id_of(kind), sketch, text);
}

void TraceSink::add(std::size_t kind, const DhashSketch& sketch, std::string_view text) {
  add_sketch(out_, id_of(kind), sketch, text);
}

void TraceSink::add(std::size_t kind, const EmbeddingSketch& sketch, std::string_view text) {
  add_sketch(out_, id_of(kind), sketch, text);
}

namespace signals {

KeyHash key_of(std::string_view kind_name, std::string_view value) noexcept {
  return stable_hash(value, stable_hash(kind_name));
}

Registry::Registry(std::span<const std::string> names, std::vector<std::string>* unknown) {
  const auto chosen = [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const auto* signal : all()) {
    if (!chosen(signal->name)) continue;
    LOCKSTEP_CHECK(kinds_.size() + signal->kinds.size() <= 256);  // what a KindId can number
    signals_.push_back({signal, static_cast<KindId>(kinds_.size())});
    for (const auto& kind : signal->kinds) kinds_.push_back({&kind, signal});
  }
  if (unknown == nullptr) return;
  for (const auto& name : names) {
    const auto known = [&](const SignalDef* signal) { return signal->name == name; };
    if (std::none_of(all().begin(), all().end(), known)) unknown->push_back(name);
  }
}

Registry Registry::with_all() {
  std::vector<std::string> names;
  for (const auto* signal : all()) names.emplace_back(signal->name);
  return Registry{names};
}

std::optional<KindId> Registry::find_kind(std::string_view name) const noexcept {
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    if (kinds_[i].def->name == name) return static_cast<KindId>(i);
  }
  return std::nullopt;
}

void Registry::extract(const Post& post, TracedPost& out) const {
  if (post.event == EventKind::kDelete) return;  // taking something back is no act to share
  for (const auto& entry : signals_) {
    TraceSink sink{out, entry.signal->kinds, entry.first_kind};
    entry.signal->extract(post, sink);
  }
  for (const auto& object : post.objects) {
    const auto kind = find_kind(object.kind);
    if (kind && !object.id.empty())
      add_trace(out, *kind, key_of(object.kind, object.id), object.id);
  }
}

TracedPost trace(const Post& post, const Registry& registry) {
  TracedPost out;
  trace(post, registry, out);
  return out;
}

// Saturates.
std::optional<std::uint32_t> interactions_of(const Engagement& e) noexcept {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  std::optional<std::uint32_t> sum;
  for (const auto& count : {e.likes, e.reposts, e.replies, e.quotes}) {
    if (count) sum = static_cast<std::uint32_t>(std::min(sum.value_or(0) + *count, kMost));
  }
  return sum;
}

// Strings are assigned one by one, so that they keep their memory.
void trace(const Post& post, const Registry& registry, TracedPost& out) {
  out.time = post.time;
  out.event = post.event;
  out.action = post.action;
  out.time_clamped = post.time_clamped;
  out.platform = post.platform;
  out.post_id = post.post_id;
  out.part = post.part;
  out.account_id = post.author.id;
  out.source = post.source;
  out.sha256 = post.sha256;
  auto& [handle, location, client, kind, created_at, followers, following, zone, automated,
         verified] = out.author;
  handle = post.author.handle;
  location = post.author.location;
  client = post.author.client;
  kind = post.author.kind;
  created_at = post.author.created_at;
  followers = post.author.followers;
  following = post.author.following;
  zone = post.zone;
  automated = post.author.automated.value_or(false);
  verified = post.author.verified.value_or(false);
  out.lang = post.lang;
  // Where an address lies says where the author is, not whom a post is for.
  const bool told = post.geo_source != "ip";
  out.geo_country.assign(told ? std::string_view(post.geo_country) : std::string_view());
  out.translation_lang = post.translation_lang;
  out.translation = cut(post.translation_text);
  out.target_author = post.target_author;
  out.collector = cut(post.collector);
  out.request_id = cut(post.request_id);
  out.community_kind = cut(post.community_kind);
  out.community_id = cut(post.community_id);
  out.views = post.engagement.views;
  out.interactions = interactions_of(post.engagement);
  out.traces.clear();
  out.sketches.clear();
  out.keyed = out.erased = false;
  registry.extract(post, out);
}

}  // namespace signals
}  // namespace lockstep
