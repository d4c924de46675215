#include "lockstep/hunt/seed.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "lockstep/alert/hidden_name.h"
#include "lockstep/similar/likeness.h"

namespace lockstep::hunt {
namespace {

constexpr std::size_t kDhashDigits = 16;
constexpr std::string_view kAccount = "account";

std::string with_scheme(const std::string& address) {
  return address.find("://") == std::string::npos ? "https://" + address : address;
}

void put_link(Post& post, const std::string& value) {
  post.urls.emplace_back();
  post.urls.back().url = with_scheme(value);
}

// Outputs call a hash "pdq:..." or "dhash:...".
std::string without_prefix(const std::string& hash) { return hash.substr(hash.rfind(':') + 1); }

// 64 digits may be a PDQ hash or a SHA-256: what it may be is looked for.
void put_media(Post& post, const std::string& value) {
  const auto bare = without_prefix(value);
  post.media.resize(2);
  (bare.size() == kDhashDigits ? post.media[0].dhash : post.media[0].pdq) = bare;
  post.media[1].sha256 = value;
}

void put_avatar(Post& post, const std::string& value) {
  post.author.avatar_pdq = without_prefix(value);
}

// Where in a post the values of a kind stand, if a normaliser or a signal changes them.
struct Place {
  std::string_view kind;
  void (*put)(Post& post, const std::string& value);
};
constexpr std::array<Place, 9> kPlaces{{
    {"avatar", put_avatar},
    {"bio", [](Post& p, const std::string& v) { p.author.bio = v; }},
    {"domain", put_link},
    {"hashtag", [](Post& p, const std::string& v) { p.hashtags = {v}; }},
    {"ip", [](Post& p, const std::string& v) { p.infra.ip = v; }},
    {"media", put_media},
    {"registration-ip", [](Post& p, const std::string& v) { p.infra.registration_ip = v; }},
    {"text", [](Post& p, const std::string& v) { p.text = v; }},
    {"url", put_link},
}};

const Place* place_of(std::string_view kind) {
  const auto* found = std::find_if(kPlaces.begin(), kPlaces.end(),
                                   [&](const Place& place) { return place.kind == kind; });
  return found == kPlaces.end() ? nullptr : found;
}

std::string_view unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    return text.substr(1, text.size() - 2);
  return text;
}

std::string known_kinds(const signals::Registry& registry) {
  std::string names{kAccount};
  for (const auto& kind : registry.kinds()) names += fmt::format(", {}", kind.def->name);
  return names;
}

Post probe_at(EventTime time) {
  Post post;
  post.platform = post.post_id = post.author.id = "-";
  post.created_at = time;
  return post;
}

}  // namespace

SeedReader::SeedReader(std::unique_ptr<normalize::Normalizer> normalizer,
                       const similar::SimilarConfig& similar, const signals::Registry& registry,
                       EventTime any_time)
    : normalizer_(std::move(normalizer)),
      similar_(similar),
      registry_(registry),
      any_time_(any_time) {}

StatusOr<std::unique_ptr<SeedReader>> SeedReader::make(const normalize::NormalizeConfig& config,
                                                       const similar::SimilarConfig& similar,
                                                       const signals::Registry& registry) {
  LOCKSTEP_ASSIGN(auto normalizer, normalize::Normalizer::make(config));
  return std::unique_ptr<SeedReader>(
      new SeedReader(std::move(normalizer), similar, registry, config.time_min));
}

StatusOr<Seed> SeedReader::read(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos)
    return invalid_argument(
        fmt::format("'{}' is no KIND:VALUE such as url:https://a.example/p", text));
  Seed seed;
  seed.given = text;
  seed.kind = text.substr(0, colon);
  seed.value = unquoted(text.substr(colon + 1));
  if (seed.value.empty()) return invalid_argument(fmt::format("'{}' has no value", text));
  if (seed.is_account()) {
    const auto at = seed.value.find(':');
    if (at == 0 || at == std::string::npos || at + 1 == seed.value.size())
      return invalid_argument(fmt::format("'{}' is no account:platform:id", text));
    seed.understood = seed.value;
    return seed;
  }
  const auto kind = registry_.find_kind(seed.kind);
  if (!kind)
    return invalid_argument(fmt::format("'{}': no kind of seed is called '{}'; there are {}", text,
                                        seed.kind, known_kinds(registry_)));
  seed.kind_id = *kind;
  LOCKSTEP_TRY(understand(seed));
  return seed;
}

Status SeedReader::understand(Seed& seed) {
  const auto* place = place_of(seed.kind);
  if (place == nullptr) {
    seed.keys = {signals::key_of(seed.kind, seed.value)};
    seed.understood = seed.value;
    return absl::OkStatus();
  }
  Post probe = probe_at(any_time_);
  place->put(probe, seed.value);
  if (const auto object = alert::object_of_hidden_name(seed.value);
      object && registry_.kind(seed.kind_id).def->quotes)
    seed.keys.push_back(*object);
  const auto refused = normalizer_->normalize(probe, std::nullopt);
  if (!refused) {
    const auto traced = signals::trace(probe, registry_);
    for (const auto& trace : traced.traces) {
      if (trace.kind != seed.kind_id) continue;
      seed.keys.push_back(trace.key);
      seed.understood = trace.text;
    }
    for (const auto& sketch : traced.sketches) {
      if (sketch.kind != seed.kind_id) continue;
      seed.sketches.push_back(sketch);
      seed.understood = sketch.excerpt;
    }
    if (seed.kind == "text") seed.understood = seed.phrase = probe.folded_text;
  }
  const bool is_phrase = seed.phrase.size() >= kMinPhrase;
  if (seed.keys.empty() && seed.sketches.empty() && !is_phrase)
    return invalid_argument(
        fmt::format("'{}' cannot be read as a value of '{}'", seed.given, seed.kind));
  if (!is_phrase) seed.phrase.clear();
  return absl::OkStatus();
}

bool SeedReader::touches(const Seed& seed, const Trace& trace) {
  if (seed.is_account() || trace.kind != seed.kind_id) return false;
  return calls(seed, trace) || holds_phrase(seed, trace.text);
}

bool SeedReader::calls(const Seed& seed, const Trace& trace) {
  return trace.text == seed.value ||
         std::find(seed.keys.begin(), seed.keys.end(), trace.key) != seed.keys.end();
}

bool SeedReader::touches(const Seed& seed, const Sketch& sketch) {
  if (seed.is_account() || sketch.kind != seed.kind_id) return false;
  return std::any_of(seed.sketches.begin(), seed.sketches.end(),
                     [&](const Sketch& s) { return similar::alike(s, sketch, similar_); }) ||
         holds_phrase(seed, sketch.excerpt);
}

bool SeedReader::holds_phrase(const Seed& seed, std::string_view excerpt) {
  return !seed.phrase.empty() && fold(excerpt).find(seed.phrase) != std::string::npos;
}

std::string SeedReader::fold(std::string_view text) {
  Post post = probe_at(any_time_);
  post.text = text;
  if (normalizer_->normalize(post, std::nullopt)) return {};
  return post.folded_text;
}

}  // namespace lockstep::hunt
