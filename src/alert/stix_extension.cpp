#include <algorithm>

#include "known_of.h"
#include "stix_objects.h"

namespace lockstep::alert::stix {
namespace {

void what(JsonWriter& json, const Alert& alert) {
  json.field("extension_type", "property-extension");
  json.field("schema_version", kExtensionVersion);
  json.field("alert_key", label(alert.alert_id));
  json.field_if_any("campaign_key", label(alert.campaign_id));
  json.field("alert_sequence", alert.version);
  json.field("alert_status", name(alert.status));
  json.field("assessment", name(alert.assessment));
  json.field("response_tier", name(alert.tier));
  json.field("first_alerted_at", alert.first_detected_at);
  json.field("detected_at", alert.detected_at);
  json.field("window_start", alert.window_start);
  json.field("window_end", alert.window_end);
  json.field("first_post_at", alert.first_post_at);
  write_retention(json, alert);
  json.field_if_any("admiralty_code", label(alert.admiralty));
  if (alert.admiralty.size() == 2 && alert.admiralty[1] >= '1' && alert.admiralty[1] <= '6') {
    json.field("source_reliability", label(alert.admiralty).substr(0, 1));
    json.field("information_credibility", alert.admiralty[1] - '0');
  }
  json.field("account_count", alert.account_count);
  json.field("post_count", alert.post_count);
  json.array_if_any("platforms", first(alert.platforms, kMaxPlatforms),
                    [&](const std::string& platform) { json.value(label(platform)); });
  json.array_if_any("languages", first(alert.languages, kMaxLanguages),
                    [&](const std::string& language) { json.value(label(language)); });
}

// Scores live here and not on the user-account, which is the same in every version and alert.
void members(JsonWriter& json, const Plan& plan) {
  json.array_if_any("members", plan.accounts, [&](const PlannedAccount& account) {
    const Member& member = *account.member;
    json.object([&] {
      json.field("account_ref", account.id);
      json.field("account", id(member.account));
      json.field_if_any("handle", excerpt(member.handle));
      json.field("platform", label(member.platform));
      if (!plan.is(Profile::kInternal)) return;
      json.field("role", name(member.role));
      json.field("basis", name(member.basis));
      json.field("membership_score", member.score);
      json.field("first_post_at", member.first_seen);
    });
  });
}

void content(JsonWriter& json, const Plan& plan) {
  const Alert& alert = plan.alert;
  json.array_if_any("narratives", first(alert.narratives, kMaxNarratives), [&](const Narrative& n) {
    json.object([&] {
      json.field("excerpt", excerpt(n.excerpt));
      json.field_if_any("language", label(n.lang));
      json.field_if_any("translated_excerpt", excerpt(n.translation));
      json.field("share", n.share);
    });
  });
  if (alert.reach) {
    json.field("reach_estimate", alert.reach->estimate);
    json.field("reach_lower", alert.reach->lower);
    json.field("reach_upper", alert.reach->upper);
    if (plan.is(Profile::kInternal)) json.field_if_any("reach_basis", sentence(alert.reach->basis));
  }
  json.array_if_any("geographic_targeting", first(alert.geo, kMaxCountries),
                    [&](const GeoTarget& g) {
                      json.object([&] {
                        json.field("country", label(g.country));
                        json.field("share", g.share);
                      });
                    });
}

void scores(JsonWriter& json, const Alert& alert) {
  json.field("coordination_score", alert.coordination);
  json.field("inauthenticity_score", alert.inauthenticity);
  json.array_if_any("score_components", first(alert.families, kMaxFamilies),
                    [&](const FamilyEvidence& f) {
                      json.object([&] {
                        json.field("family", label(f.name));
                        json.field("weight_nats", f.weight);
                        json.field_if_any("evidence", sentence(f.evidence));
                        json.field_if_any("baseline", sentence(f.baseline));
                      });
                    });
}

void evidence_post(JsonWriter& json, const EvidencePost& post) {
  json.object([&] {
    json.field("post", id(post.post));
    json.field("account", id(post.account));
    json.field("posted_at", post.at);
    json.field("topic", excerpt(post.source.topic));
    json.field("partition", post.source.partition);
    json.field("offset", post.source.offset);
    json.field_if_any("sha256", label(post.sha256));
    json.field_if_any("collector", excerpt(post.collector));
    json.field_if_any("request_id", excerpt(post.request_id));
  });
}

void evidence(JsonWriter& json, const Alert& alert, std::size_t room) {
  json.array_if_any("evidence", first(alert.evidence, kMaxEvidence), [&](const EvidenceItem& item) {
    const auto posts = first(item.posts, std::min(room, kMaxPostsPerEvidence));
    room -= posts.size();
    json.object([&] {
      json.field("kind", label(item.kind));
      json.field("signal", label(item.signal));
      json.field("key", excerpt(item.key));
      json.field("account_count", item.accounts);
      json.field("weight_nats", item.weight);
      json.field_if_any("text", sentence(item.text));
      json.field_if_any("indicator", label(item.indicator));
      json.array_if_any("posts", posts,
                        [&](const EvidencePost& post) { evidence_post(json, post); });
    });
  });
}

void reasoning(JsonWriter& json, const Plan& plan) {
  const Alert& alert = plan.alert;
  json.array_if_any("handoff_chain", first(alert.handoff, kMaxHandoffs), [&](const Handoff& h) {
    json.object([&] {
      json.field("platform", label(h.platform));
      json.field("account", id(h.account));
      json.field("first_post_at", h.at);
      json.field("delay_seconds", h.delay_s);
    });
  });
  json.array_if_any("exclusions_considered", first(alert.benign_checks, kMaxChecks),
                    [&](const BenignCheck& c) {
                      json.object([&] {
                        json.field("hypothesis", label(c.hypothesis));
                        json.field("outcome", label(c.outcome));
                        json.field_if_any("reason", sentence(c.reason));
                      });
                    });
  json.array_if_any("changes_since_previous", first(alert.changes, kMaxChanges),
                    [&](const std::string& change) { json.value(excerpt(change)); });
  json.array_if_any("successor_of", alert.successor_of,
                    [&](const std::string& id) { json.value(label(id)); });
  json.array_if_any("techniques", first(alert.techniques, kMaxTechniques),
                    [&](const std::string& technique) { json.value(label(technique)); });
  if (plan.note.empty()) return;  // the same texts
  json.object("inference_chain", [&] {
    json.field_if_any("observed", paragraph(alert.inference.observed));
    json.field_if_any("normalised", paragraph(alert.inference.normalised));
    json.field_if_any("matched", paragraph(alert.inference.matched));
    json.field_if_any("excluded", paragraph(alert.inference.excluded));
    json.field_if_any("remaining", paragraph(alert.inference.remaining));
  });
}

void provenance(JsonWriter& json, const Alert& alert) {
  json.field("detector_name", "Lockstep");
  json.field_if_any("detector_version", label(alert.engine_version));
  json.field_if_any("config_sha256", label(alert.config_sha256));
  json.field_if_any("baseline_sha256", label(alert.baseline_sha256));
}

}  // namespace

void write_extension(JsonWriter& json, const Plan& plan, Room room) {
  what(json, plan.alert);
  members(json, plan);
  content(json, plan);
  if (!plan.is(Profile::kInternal)) return;
  scores(json, plan.alert);
  evidence(json, plan.alert, room.evidence_posts);
  write_amplifiers(json, plan.alert);
  write_places(json, plan.alert);
  write_rhythm(json, plan.alert);
  write_evenness(json, plan.alert);
  write_structure(json, plan.alert);
  write_homogeneity(json, plan.alert);
  reasoning(json, plan);
  provenance(json, plan.alert);
}

std::vector<std::string_view> method_fields(const Plan& plan) {
  const Alert& alert = plan.alert;
  std::vector<std::string_view> out = {"coordination_score", "inauthenticity_score",
                                       "detector_name"};
  const auto add = [&out](std::string_view field, bool there) {
    if (there) out.push_back(field);
  };
  add("members", !plan.accounts.empty());  // their roles and scores
  add("reach_basis", alert.reach && !alert.reach->basis.empty());
  add("score_components", !alert.families.empty());
  add("evidence", !alert.evidence.empty());
  add("amplifiers", !alert.amplifiers.empty());
  add("audience_jump", alert.audience_jump.has_value());
  add("communities", !alert.communities.empty());
  add("community_count", !alert.communities.empty());
  add("cross_posted", !alert.communities.empty());
  add("engagement", alert.engagement.has_value());
  add("rhythm", alert.rhythm.has_value());
  add("evenness", alert.evenness.has_value());
  add("structure", !alert.structure.is_empty());
  add("homogeneity", !alert.homogeneity.is_empty());
  add("features_missing", !alert.features_missing.empty());
  add("handoff_chain", !alert.handoff.empty());
  add("exclusions_considered", !alert.benign_checks.empty());
  add("changes_since_previous", !alert.changes.empty());
  add("techniques", !alert.techniques.empty());
  add("inference_chain", !plan.note.empty());
  add("detector_version", !alert.engine_version.empty());
  add("config_sha256", !alert.config_sha256.empty());
  add("baseline_sha256", !alert.baseline_sha256.empty());
  return out;
}

}  // namespace lockstep::alert::stix
