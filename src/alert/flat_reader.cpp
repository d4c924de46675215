#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "field_reader.h"
#include "lockstep/alert/read_flat.h"

namespace lockstep::alert {
namespace {

using Value = FieldReader::Value;
using Object = FieldReader::Object;
using enum Need;
using Range = FieldReader::Range;

constexpr double kMostNats = 1e6, kMostSeconds = 1e12;

constexpr Range kShare{0, 1}, kNats{-kMostNats, kMostNats}, kDelay{0, kMostSeconds},
    kHours{-12, 12};

bool is_id(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix) || text.size() != prefix.size() + 16) return false;
  text.remove_prefix(prefix.size());
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// One line on its way to an alert.
class FlatReader : private FieldReader {
 public:
  StatusOr<Alert> read(std::string_view line) {
    simdjson::dom::parser parser;
    Value value;
    Object json;
    if (parser.parse(line.data(), line.size()).get(value) || value.get(json))
      return data_loss("not a JSON object");
    std::string_view schema;
    if (json["schema"].get(schema) || schema != "lockstep.alert/1")
      return data_loss("not a lockstep.alert/1 object");
    head(json);
    members(json);
    families(json);
    evidence(json);
    content(json);
    context(json);
    if (!fault().empty()) return data_loss(fault());
    alert_.first_detected_at = alert_.detected_at;
    return std::move(alert_);
  }

 private:
  void head(const Object& json) {
    text(json, "alert_id", alert_.alert_id, kRequired);
    if (!is_id(alert_.alert_id, "cib-")) fail("alert_id", "not cib- and 16 hex digits");
    text(json, "campaign_id", alert_.campaign_id);
    if (!alert_.campaign_id.empty() && !is_id(alert_.campaign_id, "campaign-"))
      fail("campaign_id", "not campaign- and 16 hex digits");
    whole(json, "version", alert_.version);
    if (alert_.version == 0) fail("version", "not 1 or more");
    word(json, "status", alert_.status,
         std::array{Status::kOpen, Status::kUpdated, Status::kClosed, Status::kDismissed});
    word(json, "assessment", alert_.assessment,
         std::array{Assessment::kCoordinatedInauthentic, Assessment::kCoordinated});
    time(json, "detected_at", alert_.detected_at, kRequired);
    inside(json, "window", kRequired, [&](const Object& window) {
      time(window, "start", alert_.window_start, kRequired);
      time(window, "end", alert_.window_end, kRequired);
    });
    time(json, "first_post_at", alert_.first_post_at, kRequired);
    whole(json, "confidence", alert_.confidence);
    if (alert_.confidence > 100) fail("confidence", "not from 0 to 100");
    text(json, "admiralty", alert_.admiralty);
    number(json, "coordination", alert_.coordination, kShare);
    number(json, "inauthenticity", alert_.inauthenticity, kShare);
    word(json, "tier", alert_.tier,
         std::array{Tier::kMonitor, Tier::kPreBunk, Tier::kRebut, Tier::kEscalate});
    text(json, "summary", alert_.summary, kRequired);
  }

  void members(const Object& json) {
    each(json, "accounts", [&](const Object& item) {
      Member m;
      text(item, "account", m.account, kRequired);
      text(item, "handle", m.handle);
      text(item, "platform", m.platform, kRequired);
      word(item, "role", m.role,
           std::array{Role::kUnknown, Role::kOriginator, Role::kBooster, Role::kEcho,
                      Role::kBridge});
      number(item, "score", m.score, kShare);
      time(item, "first_seen", m.first_seen, kRequired);
      if (!item["created_at"].error()) time(item, "created_at", m.created_at.emplace(), kRequired);
      text(item, "kind", m.kind);
      if (!item["basis"].error())
        word(item, "basis", m.basis,
             std::array{Basis::kClue, Basis::kActs, Basis::kOnce, Basis::kFollowed});
      alert_.accounts.push_back(std::move(m));
    });
    whole(json, "account_count", alert_.account_count);
    whole(json, "post_count", alert_.post_count);
    texts(json, "platforms", alert_.platforms);
    texts(json, "languages", alert_.languages);
  }

  void families(const Object& json) {
    inside(json, "families", kRequired, [&](const Object& all) {
      for (const auto field : all) {
        const std::string name(field.key);
        inside(all, name, kRequired, [&](const Object& one) {
          FamilyEvidence f{name, 0, {}, {}};
          number(one, "weight", f.weight, kNats);
          text(one, "evidence", f.evidence);
          text(one, "baseline", f.baseline);
          alert_.families.push_back(std::move(f));
        });
      }
    });
  }

  void evidence(const Object& json) {
    each(json, "evidence", [&](const Object& item) {
      EvidenceItem e;
      text(item, "kind", e.kind, kRequired);
      text(item, "signal", e.signal, kRequired);
      text(item, "key", e.key, kRequired);
      whole(item, "accounts", e.accounts);
      each(item, "posts", [&](const Object& p) { e.posts.push_back(post(p)); });
      number(item, "weight", e.weight, kNats);
      text(item, "text", e.text, kRequired);
      text(item, "indicator", e.indicator);
      alert_.evidence.push_back(std::move(e));
    });
  }

  EvidencePost post(const Object& json) {
    EvidencePost p;
    text(json, "post", p.post, kRequired);
    text(json, "account", p.account, kRequired);
    time(json, "at", p.at, kRequired);
    inside(json, "source", kRequired, [&](const Object& source) {
      text(source, "topic", p.source.topic, kRequired);
      whole(source, "partition", p.source.partition);
      whole(source, "offset", p.source.offset);
    });
    text(json, "sha256", p.sha256);
    text(json, "collector", p.collector);
    text(json, "request_id", p.request_id);
    return p;
  }

  void content(const Object& json) {
    each(json, "narratives", [&](const Object& item) {
      Narrative n;
      text(item, "excerpt", n.excerpt, kRequired);
      text(item, "lang", n.lang);
      text(item, "translation", n.translation);
      number(item, "share", n.share, kShare);
      alert_.narratives.push_back(std::move(n));
    });
    each(json, "handoff", [&](const Object& item) {
      Handoff h;
      text(item, "platform", h.platform, kRequired);
      text(item, "account", h.account, kRequired);
      time(item, "at", h.at, kRequired);
      number(item, "delay_s", h.delay_s, kDelay);
      alert_.handoff.push_back(std::move(h));
    });
    inside(json, "reach", kOptional, [&](const Object& reach) {
      Reach r;
      whole(reach, "estimate", r.estimate);
      whole(reach, "lower", r.lower);
      whole(reach, "upper", r.upper);
      text(reach, "basis", r.basis);
      alert_.reach = std::move(r);
    });
    audience(json);
    places(json);
    each(json, "geo", [&](const Object& item) {
      GeoTarget g;
      text(item, "country", g.country, kRequired);
      number(item, "share", g.share, kShare);
      alert_.geo.push_back(std::move(g));
    });
  }

  void audience(const Object& json) {
    if (Value found; find(json, "amplifiers", kOptional, found)) {
      each(json, "amplifiers", [&](const Object& item) {
        Amplifier a;
        text(item, "account", a.account, kRequired);
        whole_if_known(item, "followers", a.followers);
        whole_if_known(item, "views", a.views);
        whole_if_known(item, "top_views", a.top_views);
        alert_.amplifiers.push_back(std::move(a));
      });
    }
    inside(json, "audience_jump", kOptional, [&](const Object& item) {
      AudienceJump j;
      text(item, "from", j.from, kRequired);
      text(item, "to", j.to, kRequired);
      whole(item, "from_followers", j.from_followers);
      whole(item, "to_followers", j.to_followers);
      number(item, "delay_s", j.delay_s, kDelay);
      number(item, "jump", j.jump, kNats);
      text(item, "kind", j.kind, kRequired);
      text(item, "key", j.key, kRequired);
      alert_.audience_jump = std::move(j);
    });
  }

  void places(const Object& json) {
    if (Value found; find(json, "communities", kOptional, found)) {
      each(json, "communities", [&](const Object& item) {
        Community c;
        text(item, "community", c.community, kRequired);
        text(item, "kind", c.kind);
        whole(item, "accounts", c.accounts);
        whole(item, "posts", c.posts);
        alert_.communities.push_back(std::move(c));
      });
      whole(json, "community_count", alert_.community_count);
      whole(json, "cross_posted", alert_.cross_posted);
    }
    inside(json, "engagement", kOptional, [&](const Object& item) {
      auto& e = alert_.engagement.emplace();
      whole(item, "posts", e.posts);
      whole(item, "median", e.median);
      whole(item, "top", e.top);
      number(item, "popular_share", e.popular_share, kShare);
    });
  }

  void make(const Object& json) {
    inside(json, "rhythm", kOptional, [&](const Object& item) {
      auto& r = alert_.rhythm.emplace();
      whole(item, "accounts", r.accounts);
      whole(item, "controls", r.controls);
      number(item, "gap_entropy", r.gap_entropy, kNats);
      number(item, "usual_gap_entropy", r.usual_gap_entropy, kNats);
      number(item, "less_regular", r.less_regular, kShare);
      number_if_known(item, "gap_variation", r.gap_variation, kNats);
      number(item, "likeness", r.likeness, kShare);
      number(item, "usual_likeness", r.usual_likeness, kShare);
      number(item, "less_alike", r.less_alike, kShare);
      if (item["zone_claims"].error()) return;
      whole(item, "zone_claims", r.zone_claims);
      whole(item, "zone_skewed", r.zone_skewed);
      number(item, "zone_skew_hours", r.zone_skew_hours, kHours);
    });
    inside(json, "evenness", kOptional, [&](const Object& item) {
      auto& e = alert_.evenness.emplace();
      whole(item, "accounts", e.accounts);
      whole(item, "controls", e.controls);
      number(item, "variation", e.variation, kNats);
      number(item, "less_even", e.less_even, kShare);
    });
    inside(json, "structure", kOptional, [&](const Object& item) {
      auto& s = alert_.structure;
      number_if_known(item, "density", s.density, kShare);
      number_if_known(item, "conductance", s.conductance, kShare);
      number_if_known(item, "insider_share", s.insider_share, kShare);
      whole(item, "follows", s.follows);
      number_if_known(item, "reciprocity", s.reciprocity, kShare);
      number_if_known(item, "response_s", s.response_s, kDelay);
      number_if_known(item, "within_minute", s.within_minute, kShare);
      number_if_known(item, "pace_variation", s.pace_variation, kNats);
    });
    inside(json, "homogeneity", kOptional, [&](const Object& item) {
      auto& h = alert_.homogeneity;
      number_if_known(item, "creation_span_days", h.creation_span_days, kDelay);
      number_if_known(item, "creation_middle_days", h.creation_middle_days, kDelay);
      number_if_known(item, "young_share", h.young_share, kShare);
      number_if_known(item, "follow_ratio_spread", h.follow_ratio_spread, kNats);
      number_if_known(item, "language_share", h.language_share, kShare);
      number_if_known(item, "client_share", h.client_share, kShare);
      number_if_known(item, "avatar_share", h.avatar_share, kShare);
    });
    if (Value found; find(json, "features_missing", kOptional, found))
      texts(json, "features_missing", alert_.features_missing);
  }

  void context(const Object& json) {
    each(json, "benign_checks", [&](const Object& item) {
      BenignCheck c;
      text(item, "hypothesis", c.hypothesis, kRequired);
      text(item, "outcome", c.outcome, kRequired);
      text(item, "reason", c.reason);
      alert_.benign_checks.push_back(std::move(c));
    });
    texts(json, "changes", alert_.changes);
    if (Value found; find(json, "successor_of", kOptional, found))
      texts(json, "successor_of", alert_.successor_of);
    texts(json, "techniques", alert_.techniques);
    inside(json, "inference", kRequired, [&](const Object& chain) {
      text(chain, "observed", alert_.inference.observed);
      text(chain, "normalised", alert_.inference.normalised);
      text(chain, "matched", alert_.inference.matched);
      text(chain, "excluded", alert_.inference.excluded);
      text(chain, "remaining", alert_.inference.remaining);
    });
    make(json);
    if (Value found; find(json, "retention_until", kOptional, found)) {
      EventTime until{};
      time(json, "retention_until", until, kRequired);
      alert_.retention = until - alert_.detected_at;
    }
    text(json, "data_minimisation", alert_.data_minimisation);
    text(json, "config_sha256", alert_.config_sha256);
    text(json, "baseline_sha256", alert_.baseline_sha256);
    text(json, "engine_version", alert_.engine_version);
  }

  Alert alert_;
};

}  // namespace

StatusOr<Alert> from_flat_json(std::string_view line) { return FlatReader().read(line); }

}  // namespace lockstep::alert
