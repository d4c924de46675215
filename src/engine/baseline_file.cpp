#include "lockstep/engine/baseline_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "lockstep/core/hash.h"

namespace lockstep::engine {
namespace {

using Json = nlohmann::ordered_json;
using evidence::DelayShape;
using evidence::KindBaseline;
using evidence::ReuseVelocity;
constexpr std::string_view kSchema = "lockstep.baseline/1";

void put_times(const ReuseVelocity::Times& times, Json& out) {
  out["reuse"] = times.fifth;
  if (times.crossing != ReuseVelocity::Counts{}) out["crossings"] = times.crossing;
}

Json to_json(const KindBaseline& kind) {
  Json out = {{"touches", kind.touches}, {"coincidences", kind.coincidences}};
  out["delays"] = Json::array();
  for (const auto& shape : kind.delays) out["delays"].push_back(shape);
  put_times(kind.reuse.all, out);
  if (kind.reuse.origins.empty()) return out;
  out["origins"] = Json::array();
  for (const auto& [origin, times] : kind.reuse.origins) {
    auto& item = out["origins"].emplace_back();
    item = {{"platform", origin.platform},
            {"action", kActionNames[static_cast<std::size_t>(origin.action)]}};
    put_times(times, item);
  }
  return out;
}

bool is_count(const Json& value) {
  return value.is_number() && std::isfinite(value.get<double>()) && value.get<double>() >= 0;
}

template <class Array>
Status read_numbers(const Json& from, std::string_view what, Array& out) {
  if (!from.is_array() || from.size() != out.size())
    return invalid_argument(fmt::format("{}: not {} numbers", what, out.size()));
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!is_count(from[i]))
      return invalid_argument(fmt::format("{}: item {} is no count", what, i));
    out[i] = from[i].get<typename Array::value_type>();
  }
  return absl::OkStatus();
}

Status read_shape(const Json& from, std::string_view what, DelayShape::Shape& out) {
  LOCKSTEP_TRY(read_numbers(from, what, out));
  float least = 0;
  for (const float share : out) {
    if (share < least || share > 1)
      return invalid_argument(fmt::format("{}: no distribution", what));
    least = share;
  }
  if (least < 1) return invalid_argument(fmt::format("{}: shares do not end at one", what));
  return absl::OkStatus();
}

// `from` has a field 'reuse'.
Status read_times(const Json& from, std::string_view what, ReuseVelocity::Times& out) {
  LOCKSTEP_TRY(read_numbers(from["reuse"], fmt::format("{}: reuse", what), out.fifth));
  if (!from.contains("crossings")) return absl::OkStatus();
  return read_numbers(from["crossings"], fmt::format("{}: crossings", what), out.crossing);
}

// Files of before counted by kind alone.
Status read_origins(const Json& from, std::string_view kind, ReuseVelocity::OfKind& out) {
  if (!from.is_array() || from.size() > ReuseVelocity::kMaxOrigins) {
    return invalid_argument(
        fmt::format("{}: origins: no list of at most {}", kind, ReuseVelocity::kMaxOrigins));
  }
  for (const auto& item : from) {
    const auto what = fmt::format("{}: origin {}", kind, &item - &from[0]);
    const bool named = item.is_object() && item.contains("platform") &&
                       item["platform"].is_string() && item.contains("action") &&
                       item.contains("reuse");
    if (!named) return invalid_argument(fmt::format("{}: no platform, action and reuse", what));
    const auto said = item["action"].is_string() ? item["action"].get<std::string>() : "";
    const auto action = std::find(kActionNames.begin(), kActionNames.end(), said);
    if (action == kActionNames.end())
      return invalid_argument(fmt::format("{}: no such action", what));
    const ReuseVelocity::Origin origin{item["platform"].get<std::string>(),
                                       static_cast<Action>(action - kActionNames.begin())};
    const auto [place, fresh] = out.origins.try_emplace(origin);
    if (!fresh) return invalid_argument(fmt::format("{}: told twice", what));
    LOCKSTEP_TRY(read_times(item, what, place->second));
  }
  return absl::OkStatus();
}

StatusOr<KindBaseline> kind_of(const Json& from, std::string_view name) {
  KindBaseline kind;
  for (const auto* field : {"touches", "coincidences", "delays", "reuse"}) {
    if (!from.is_object() || !from.contains(field))
      return invalid_argument(fmt::format("{}: no '{}'", name, field));
  }
  if (!is_count(from["touches"]) || !is_count(from["coincidences"]))
    return invalid_argument(fmt::format("{}: touches and coincidences are counts", name));
  kind.touches = from["touches"].get<double>();
  kind.coincidences = from["coincidences"].get<double>();
  const auto& delays = from["delays"];
  if (!delays.is_array() || delays.size() != kind.delays.size())
    return invalid_argument(fmt::format("{}: not {} delays", name, kind.delays.size()));
  for (std::size_t c = 0; c < kind.delays.size(); ++c)
    LOCKSTEP_TRY(read_shape(delays[c], fmt::format("{}: delays {}", name, c), kind.delays[c]));
  LOCKSTEP_TRY(read_times(from, name, kind.reuse.all));
  if (from.contains("origins")) LOCKSTEP_TRY(read_origins(from["origins"], name, kind.reuse));
  return kind;
}

// By the acts from which on; activities this build has not are passed over.
Status read_evenness(const Json& from, evidence::Evenness& out) {
  if (!from.is_object()) return invalid_argument("evenness: no object");
  for (std::size_t a = 0; a < evidence::kActivities.size(); ++a) {
    const auto name = std::to_string(evidence::kActivities[a]);
    if (from.contains(name))
      LOCKSTEP_TRY(read_numbers(from[name], "evenness: " + name, out.counts[a]));
  }
  return absl::OkStatus();
}

}  // namespace

std::string to_json(const evidence::Baseline& baseline, const BaselineOrigin& origin,
                    const signals::Registry& registry) {
  Json out = {{"schema", kSchema},
              {"posts", origin.posts},
              {"accounts", origin.accounts},
              {"campaigns_left_out", origin.campaigns_left_out},
              {"from", format_rfc3339(origin.from)},
              {"to", format_rfc3339(origin.to)},
              {"config_sha256", origin.config_sha256},
              {"engine_version", origin.engine_version}};
  out["kinds"] = Json::object();
  for (const auto& [id, kind] : baseline.kinds)
    out["kinds"][std::string{registry.kind(id).def->name}] = to_json(kind);
  for (std::size_t a = 0; a < evidence::kActivities.size(); ++a)
    out["evenness"][std::to_string(evidence::kActivities[a])] = baseline.evenness.counts[a];
  return out.dump() + '\n';
}

StatusOr<evidence::Baseline> baseline_of(std::string_view text, const signals::Registry& registry) {
  if (text.size() > kMaxBaselineBytes) return invalid_argument("too large for a baseline");
  const auto json = Json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object()) return invalid_argument("no JSON object");
  const auto schema = json.find("schema");
  if (schema == json.end() || *schema != Json(kSchema))
    return invalid_argument(fmt::format("schema is not {}", kSchema));
  const auto kinds = json.find("kinds");
  if (kinds == json.end() || !kinds->is_object()) return invalid_argument("no 'kinds'");
  evidence::Baseline out;
  out.sha256 = to_hex(sha256(text));
  for (const auto& [name, value] : kinds->items()) {
    LOCKSTEP_ASSIGN(auto kind, kind_of(value, name));
    const auto id = registry.find_kind(name);
    if (id && registry.kind(*id).def->weighing == Weighing::kCoaction)
      out.kinds.emplace(*id, std::move(kind));
  }
  if (const auto evenness = json.find("evenness"); evenness != json.end())
    LOCKSTEP_TRY(read_evenness(*evenness, out.evenness));
  return out;
}

}  // namespace lockstep::engine
