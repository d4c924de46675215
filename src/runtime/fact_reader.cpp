#include "fact_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "opinions.h"
#include "side_record.h"
#include "watch_record.h"

namespace lockstep::runtime {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxKey = 1100;

// Keys of a trace are what posts are told alike by, so an indicator is traced like a post that
// shows it.
Post post_that_shows(const assess::Indicator& indicator) {
  Post post;
  post.platform = "watchlist";
  post.post_id = post.author.id = "1";
  post.created_at = *parse_rfc3339("2020-01-01T00:00:00Z");
  if (indicator.type == "domain") post.urls.emplace_back().url = "https://" + indicator.value + "/";
  if (indicator.type == "url") post.urls.emplace_back().url = indicator.value;
  if (indicator.type == "ip") post.infra.ip = indicator.value.substr(0, indicator.value.find('/'));
  if (indicator.type == "media") post.media.emplace_back().sha256 = indicator.value;
  return post;
}

std::vector<std::string_view> kinds_of(const assess::Indicator& indicator) {
  if (indicator.type == "domain") return {"domain"};
  if (indicator.type == "url") return {"url"};
  if (indicator.type == "media") return {"media"};
  if (indicator.value.find('/') != std::string::npos) return {"ip-prefix"};
  return {"ip"};
}

StatusOr<engine::SideFact> read_verdict(const std::string& key, const Json& json) {
  static constexpr std::pair<std::string_view, alert::Verdict> kVerdicts[] = {
      {"confirmed", alert::Verdict::kConfirmed},
      {"dismissed", alert::Verdict::kDismissed},
      {"reopened", alert::Verdict::kReopened}};
  engine::VerdictFact fact;
  fact.alert_id = word(json, "alert_id");
  if (fact.alert_id.empty()) fact.alert_id = key;
  if (!is_alert_id(fact.alert_id))
    return invalid_argument("alert_id, or the record's key, is no id of an alert");
  const std::string said = word(json, "verdict");
  const auto* const found = std::find_if(std::begin(kVerdicts), std::end(kVerdicts),
                                         [&](const auto& v) { return v.first == said; });
  if (found == std::end(kVerdicts))
    return invalid_argument("verdict is none of confirmed, dismissed, reopened");
  fact.verdict = found->second;
  fact.reason = note(json, "reason");
  return engine::SideFact(std::move(fact));
}

}  // namespace

StatusOr<FactReader> FactReader::make(SideTopics topics, const normalize::NormalizeConfig& config,
                                      const signals::Registry& registry) {
  LOCKSTEP_ASSIGN(auto canonical, normalize::find_adapter("canonical")->make({}));
  LOCKSTEP_ASSIGN(auto normalizer, normalize::Normalizer::make(config));
  return FactReader(std::move(topics), std::move(canonical), std::move(normalizer), registry);
}

StatusOr<std::vector<engine::SideFact>> FactReader::read(const Decision& decision) {
  if (decision.key.size() > kMaxKey) return invalid_argument("its key is too long");
  if (decision.topic == topics_.feedback) return read_feedback(decision);
  const auto read = decision.topic == topics_.watchlist    ? &FactReader::read_watch
                    : decision.topic == topics_.enrichment ? &FactReader::read_site
                    : decision.topic == topics_.erasure    ? &FactReader::read_erasure
                                                           : nullptr;
  if (read == nullptr) return invalid_argument("its topic is no side input");
  LOCKSTEP_ASSIGN(auto fact, (this->*read)(decision));
  return std::vector{std::move(fact)};
}

StatusOr<std::vector<engine::SideFact>> FactReader::read_feedback(const Decision& decision) {
  LOCKSTEP_ASSIGN(const Json json, parse_side_record(decision.value.value_or("")));
  if (is_of_stix(json)) return read_opinions(decision.key, json);
  LOCKSTEP_ASSIGN(auto verdict, read_verdict(decision.key, json));
  return std::vector{std::move(verdict)};
}

StatusOr<engine::SideFact> FactReader::read_watch(const Decision& decision) {
  if (decision.key.empty()) return invalid_argument("it has no key");
  engine::WatchFact fact;
  fact.entry = decision.key;
  if (decision.value) {
    LOCKSTEP_ASSIGN(const Json json, parse_side_record(*decision.value));
    LOCKSTEP_ASSIGN(fact.indicators, read_watch_record(json));
    for (auto& indicator : fact.indicators)
      if (const auto status = find_keys(indicator); !status.ok())
        return invalid_argument(indicator.id.empty()
                                    ? message_of(status)
                                    : fmt::format("value {}: {}",
                                                  &indicator - fact.indicators.data() + 1,
                                                  message_of(status)));
  }
  return engine::SideFact(std::move(fact));
}

Status FactReader::find_keys(assess::Indicator& indicator) {
  static constexpr std::string_view kTypes[] = {"account", "domain", "ip", "media", "url"};
  if (std::find(std::begin(kTypes), std::end(kTypes), indicator.type) == std::end(kTypes))
    return invalid_argument("type is none of account, domain, ip, media, url");
  if (indicator.value.empty() || indicator.value.size() > kMaxKey)
    return invalid_argument("value is missing or too long");
  if (indicator.type == "account") {
    indicator.keys = {assess::watched_account(indicator.value)};
    return absl::OkStatus();
  }
  Post post = post_that_shows(indicator);
  if (normalizer_->normalize(post, std::nullopt)) return invalid_argument("value cannot be read");
  const auto kinds = kinds_of(indicator);
  for (const Trace& trace : signals::trace(post, *registry_).traces) {
    const auto name = registry_->kind(trace.kind).def->name;
    if (std::find(kinds.begin(), kinds.end(), name) == kinds.end()) continue;
    if (name == "ip-prefix" && trace.text != indicator.value) continue;
    indicator.keys.push_back(trace.key);
    indicator.value = trace.text;
  }
  if (indicator.keys.empty())
    return invalid_argument(fmt::format("value is no {} that any post could show", indicator.type));
  // A site can also be where links pass through, an address where accounts were registered.
  if (indicator.type == "domain")
    indicator.keys.push_back(signals::key_of("redirect", indicator.value));
  if (kinds.front() == "ip")
    indicator.keys.push_back(signals::key_of("registration-ip", indicator.value));
  return absl::OkStatus();
}

// The traces of a post that links to the site and carries the facts itself.
StatusOr<engine::SideFact> FactReader::read_site(const Decision& decision) {
  Json facts = Json::object();
  if (decision.value) {
    LOCKSTEP_ASSIGN(facts, parse_side_record(*decision.value));
  }
  if (facts.contains("domain") && facts["domain"] != decision.key)
    return invalid_argument("domain is not the record's key");
  facts["domain"] = decision.key;
  const Json record = {{"platform", "enrichment"},
                       {"post_id", "1"},
                       {"author", {{"id", "1"}}},
                       {"created_at", "2020-01-01T00:00:00Z"},
                       {"urls", {"https://" + decision.key + "/"}},
                       {"domains", {std::move(facts)}}};
  normalize::ParseOutput read;
  canonical_->parse(record.dump(-1, ' ', false, Json::error_handler_t::replace), read);
  if (read.posts.empty()) return invalid_argument(read.rejections.front().detail);
  Post& post = read.posts.front();
  if (normalizer_->normalize(post, std::nullopt)) return invalid_argument("it cannot be read");
  engine::SiteFact fact;
  for (Trace& trace : signals::trace(post, *registry_).traces) {
    const KindDef& kind = *registry_->kind(trace.kind).def;
    if (kind.name == "domain") fact.site = trace.key;
    if (kind.among == "domain") fact.traces.push_back(std::move(trace));
  }
  if (fact.site == 0) return invalid_argument("its key is no domain that any post could link to");
  return engine::SideFact(std::move(fact));
}

StatusOr<engine::SideFact> FactReader::read_erasure(const Decision& decision) {
  const std::string_view name = decision.key;
  const auto colon = name.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == name.size())
    return invalid_argument("its key is no account such as x:12345");
  engine::ErasureFact fact;
  fact.account = decision.key;
  fact.erased = decision.value.has_value();
  if (!fact.erased) return engine::SideFact(std::move(fact));
  LOCKSTEP_ASSIGN(const Json json, parse_side_record(*decision.value));
  if (json.contains("account") && json["account"] != decision.key)
    return invalid_argument("account is not the record's key");
  const std::string handle = word(json, "handle");
  if (handle.size() > kMaxKey) return invalid_argument("handle is too long");
  fact.mentions = mentions_of(name.substr(0, colon), {std::string(name.substr(colon + 1)), handle});
  return engine::SideFact(std::move(fact));
}

// Keys by which posts are told alike that mention an account by one of its names.
std::vector<KeyHash> FactReader::mentions_of(std::string_view platform,
                                             std::vector<std::string> names) {
  Post post = post_that_shows({});
  post.platform = platform;
  post.mentions = std::move(names);
  std::vector<KeyHash> keys;
  if (normalizer_->normalize(post, std::nullopt)) return keys;
  for (const Trace& trace : signals::trace(post, *registry_).traces)
    if (registry_->kind(trace.kind).def->name == "mention") keys.push_back(trace.key);
  return keys;
}

}  // namespace lockstep::runtime
