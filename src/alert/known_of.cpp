#include "known_of.h"

#include <optional>
#include <string_view>

#include "bounds.h"

namespace lockstep::alert {
namespace {

template <class Number>
void field_if_known(JsonWriter& json, std::string_view name, const std::optional<Number>& number) {
  if (number) json.field(name, *number);
}

}  // namespace

bool Homogeneity::is_empty() const {
  return !(creation_span_days || creation_middle_days || young_share || follow_ratio_spread ||
           language_share || client_share || avatar_share);
}

bool Structure::is_empty() const {
  return !(density || conductance || insider_share || reciprocity || response_s || within_minute ||
           pace_variation) &&
         follows == 0;
}

void write_amplifiers(JsonWriter& json, const Alert& alert) {
  json.array_if_any("amplifiers", first(alert.amplifiers, kMaxAmplifiers), [&](const Amplifier& a) {
    json.object([&] {
      json.field("account", id(a.account));
      field_if_known(json, "followers", a.followers);
      field_if_known(json, "views", a.views);
      field_if_known(json, "top_views", a.top_views);
    });
  });
  if (!alert.audience_jump) return;
  const AudienceJump& jump = *alert.audience_jump;
  json.object("audience_jump", [&] {
    json.field("from", id(jump.from));
    json.field("to", id(jump.to));
    json.field("from_followers", jump.from_followers);
    json.field("to_followers", jump.to_followers);
    json.field("delay_s", jump.delay_s);
    json.field("jump", jump.jump);
    json.field("kind", label(jump.kind));
    json.field("key", excerpt(jump.key));
  });
}

void write_places(JsonWriter& json, const Alert& alert) {
  json.array_if_any("communities", first(alert.communities, kMaxCommunities),
                    [&](const Community& c) {
                      json.object([&] {
                        json.field("community", id(c.community));
                        json.field_if_any("kind", label(c.kind));
                        json.field("accounts", c.accounts);
                        json.field("posts", c.posts);
                      });
                    });
  if (!alert.communities.empty()) {
    json.field("community_count", alert.community_count);
    json.field("cross_posted", alert.cross_posted);
  }
  if (!alert.engagement) return;
  const Engagement& e = *alert.engagement;
  json.object("engagement", [&] {
    json.field("posts", e.posts);
    json.field("median", e.median);
    json.field("top", e.top);
    json.field("popular_share", e.popular_share);
  });
}

void write_rhythm(JsonWriter& json, const Alert& alert) {
  if (!alert.rhythm) return;
  const Rhythm& r = *alert.rhythm;
  json.object("rhythm", [&] {
    json.field("accounts", r.accounts);
    json.field("controls", r.controls);
    json.field("gap_entropy", r.gap_entropy);
    json.field("usual_gap_entropy", r.usual_gap_entropy);
    json.field("less_regular", r.less_regular);
    field_if_known(json, "gap_variation", r.gap_variation);
    json.field("likeness", r.likeness);
    json.field("usual_likeness", r.usual_likeness);
    json.field("less_alike", r.less_alike);
    if (r.zone_claims == 0) return;
    json.field("zone_claims", r.zone_claims);
    json.field("zone_skewed", r.zone_skewed);
    json.field("zone_skew_hours", r.zone_skew_hours);
  });
}

void write_evenness(JsonWriter& json, const Alert& alert) {
  if (!alert.evenness) return;
  const Evenness& e = *alert.evenness;
  json.object("evenness", [&] {
    json.field("accounts", e.accounts);
    json.field("controls", e.controls);
    json.field("variation", e.variation);
    json.field("less_even", e.less_even);
  });
}

void write_structure(JsonWriter& json, const Alert& alert) {
  const Structure& s = alert.structure;
  if (s.is_empty()) return;
  json.object("structure", [&] {
    field_if_known(json, "density", s.density);
    field_if_known(json, "conductance", s.conductance);
    field_if_known(json, "insider_share", s.insider_share);
    json.field("follows", s.follows);
    field_if_known(json, "reciprocity", s.reciprocity);
    field_if_known(json, "response_s", s.response_s);
    field_if_known(json, "within_minute", s.within_minute);
    field_if_known(json, "pace_variation", s.pace_variation);
  });
}

void write_retention(JsonWriter& json, const Alert& alert) {
  if (alert.retention > Duration{0})
    json.field("retention_until", alert.detected_at + alert.retention);
  json.field_if_any("data_minimisation", label(alert.data_minimisation));
}

void write_homogeneity(JsonWriter& json, const Alert& alert) {
  const Homogeneity& h = alert.homogeneity;
  if (!h.is_empty()) {
    json.object("homogeneity", [&] {
      field_if_known(json, "creation_span_days", h.creation_span_days);
      field_if_known(json, "creation_middle_days", h.creation_middle_days);
      field_if_known(json, "young_share", h.young_share);
      field_if_known(json, "follow_ratio_spread", h.follow_ratio_spread);
      field_if_known(json, "language_share", h.language_share);
      field_if_known(json, "client_share", h.client_share);
      field_if_known(json, "avatar_share", h.avatar_share);
    });
  }
  json.array_if_any("features_missing", first(alert.features_missing, kMaxMissing),
                    [&](const std::string& input) { json.value(label(input)); });
}

}  // namespace lockstep::alert
