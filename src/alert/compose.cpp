#include "lockstep/alert/compose.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "lockstep/alert/hidden_name.h"
#include "lockstep/assess/watchlist.h"
#include "places.h"
#include "quotes.h"
#include "wording.h"

namespace lockstep::alert {
namespace {

using assess::Finding;
using assess::SharedFinding;
using evidence::Evidence;

constexpr std::string_view kPlainAccount = "account";
constexpr std::size_t kMaxMembers = 1'000, kMaxEvidence = 50, kMaxPosts = 20, kMaxNarratives = 10,
                      kMaxWatched = 10;

Role role_of(assess::Role role) {
  switch (role) {
    case assess::Role::kOriginator:
      return Role::kOriginator;
    case assess::Role::kBooster:
      return Role::kBooster;
    case assess::Role::kEcho:
      return Role::kEcho;
    case assess::Role::kBridge:
      return Role::kBridge;
    case assess::Role::kUnknown:
      break;
  }
  return Role::kUnknown;
}

Basis basis_of(assess::Basis b) {
  switch (b) {
    case assess::Basis::kClue:
      return Basis::kClue;
    case assess::Basis::kOnce:
      return Basis::kOnce;
    case assess::Basis::kFollowed:
      return Basis::kFollowed;
    case assess::Basis::kActs:
      break;
  }
  return Basis::kActs;
}

void add_members(const Finding& f, const Evidence& evidence, Alert& out) {
  std::set<std::string> platforms, languages;
  for (const auto& m : f.members) {
    const auto& a = *evidence.accounts().find(m.account);
    platforms.insert(a.platform);
    if (!a.lang.empty()) languages.insert(a.lang);
    auto& to = out.accounts.size() < kMaxMembers ? out.accounts : out.further;
    to.push_back({a.name, a.facts.handle, a.platform, role_of(m.role), m.score, m.first_seen,
                  a.facts.created_at, a.facts.kind == kPlainAccount ? "" : a.facts.kind,
                  basis_of(m.basis)});
  }
  out.account_count = static_cast<std::uint32_t>(f.members.size());
  out.platforms.assign(platforms.begin(), platforms.end());
  out.languages.assign(languages.begin(), languages.end());
}

EvidencePost evidence_post(const evidence::Touch& touch, const Evidence& evidence,
                           const Provenance& provenance) {
  const auto& account = *evidence.accounts().find(touch.account);
  EvidencePost p;
  p.post = record_name(account.platform, touch.post->post_id, account.name);
  p.account = account.name;
  p.at = touch.time;
  const auto input = touch.post->source.input;
  p.source.topic = input < provenance.inputs.size() ? provenance.inputs[input] : "";
  p.source.partition = touch.post->source.partition;
  p.source.offset = touch.post->source.offset;
  p.sha256 = to_hex(touch.post->sha256);
  if (const auto& capture = touch.post->capture) {
    p.collector = capture->collector;
    p.request_id = capture->request_id;
  }
  return p;
}

EvidenceItem watched_item(const assess::WatchedFinding& w) {
  EvidenceItem item;
  item.kind = "watchlist-" + w.type;
  item.signal = "watchlist";
  item.key = w.value;
  item.accounts = w.members;
  item.weight = assess::kWatchNats;
  item.text = watched_sentence(w);
  item.indicator = w.id;
  return item;
}

// The name of a shared object, as far as it may be shown, into an item of evidence or the like.
template <class Shared, class Item>
void name_object(const Shared& s, const signals::Registry& registry, const Provenance& provenance,
                 Item& out) {
  const bool content = registry.kind(s.kind).signal->family == Family::kContent;
  const bool hidden = s.text.empty() || (content && !provenance.excerpts);
  out.key = hidden ? hidden_name(s.key) : s.text;
  out.object = s.key;
  out.quoted = hidden ? 0 : s.quoted;
  out.author = hidden ? 0 : s.author;
}

// The heaviest, and what the summary names: so that it can be looked up, and taken out of both.
std::vector<const SharedFinding*> listed(const Finding& f, std::size_t room) {
  const auto named = named_clues(f);
  auto to_come = named.size();
  std::vector<const SharedFinding*> out;
  for (const auto& s : f.shared) {
    const bool is_named = std::find(named.begin(), named.end(), &s) != named.end();
    if (!is_named && out.size() + to_come >= room) continue;
    to_come -= is_named ? 1 : 0;
    out.push_back(&s);
  }
  return out;
}

void add_evidence(const Finding& f, const Evidence& evidence, const signals::Registry& registry,
                  const Provenance& provenance, Alert& out) {
  for (const auto& w : f.watched) {
    if (out.evidence.size() == kMaxWatched) break;
    out.evidence.push_back(watched_item(w));
  }
  for (const auto* shared : listed(f, kMaxEvidence - out.evidence.size())) {
    const auto& s = *shared;
    const auto& kind = registry.kind(s.kind);
    EvidenceItem item;
    item.kind = std::string{kind.def->name};
    item.signal = std::string{kind.signal->name};
    name_object(s, registry, provenance, item);
    item.attribute = !s.act;
    item.accounts = s.members;
    item.weight = s.weight;
    item.text = evidence_sentence(s, f.members.size(), *kind.def);
    for (const auto& t : s.touches) {
      if (item.posts.size() == kMaxPosts) break;
      if (t.post != nullptr && evidence.accounts().find(t.account) != nullptr) {
        item.posts.push_back(evidence_post(t, evidence, provenance));
      }
    }
    std::sort(item.posts.begin(), item.posts.end(),
              [](const EvidencePost& a, const EvidencePost& b) {
                return a.at != b.at ? a.at < b.at : a.account < b.account;
              });
    out.evidence.push_back(std::move(item));
  }
  sort_evidence(out.evidence);
}

void add_narratives(const Finding& f, const Evidence& evidence, const signals::Registry& registry,
                    Alert& out) {
  for (const auto& s : f.shared) {
    if (!s.act || s.text.empty() || registry.kind(s.kind).def->name != "text") continue;
    Narrative n;
    n.excerpt = s.text;
    n.quoted = s.quoted;
    n.author = s.author;
    n.share = static_cast<double>(s.members) / static_cast<double>(f.members.size());
    std::map<std::string, std::size_t> languages;
    for (const auto& t : s.touches) {
      if (!t.post->lang.empty()) ++languages[t.post->lang];
      if (!n.translation.empty()) continue;
      n.translation = evidence.translation_of(t);
      if (n.translation.empty()) continue;
      n.translated = evidence.hash_of(t);
      n.translated_author = evidence.hash_of_author(t);
    }
    const auto most =
        std::max_element(languages.begin(), languages.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most != languages.end()) n.lang = most->first;
    out.narratives.push_back(std::move(n));
  }
  std::sort(out.narratives.begin(), out.narratives.end(),
            [](const Narrative& a, const Narrative& b) {
              return a.share != b.share ? a.share > b.share : a.excerpt < b.excerpt;
            });
  if (out.narratives.size() > kMaxNarratives) out.narratives.resize(kMaxNarratives);
}

bool crosses_platforms(const SharedFinding& s, const Evidence& evidence) {
  const auto platform = [&](const evidence::Touch& t) -> const std::string& {
    return evidence.accounts().find(t.account)->platform;
  };
  return std::any_of(s.touches.begin(), s.touches.end(),
                     [&](const auto& t) { return platform(t) != platform(s.touches.front()); });
}

// The first member on each platform that touched something another platform touched too.
void add_handoff(const Finding& f, const Evidence& evidence, Alert& out) {
  std::map<std::string, const evidence::Touch*> first;
  for (const auto& s : f.shared) {
    if (!s.act || !crosses_platforms(s, evidence)) continue;
    for (const auto& t : s.touches) {
      auto& slot = first[evidence.accounts().find(t.account)->platform];
      if (slot == nullptr || t.time < slot->time ||
          (t.time == slot->time && t.account < slot->account))
        slot = &t;
    }
  }
  if (first.size() < 2) return;
  for (const auto& [platform, touch] : first) {
    out.handoff.push_back(
        {platform, evidence.accounts().find(touch->account)->name, touch->time, 0});
  }
  std::sort(out.handoff.begin(), out.handoff.end(), [](const Handoff& a, const Handoff& b) {
    return a.at != b.at ? a.at < b.at : a.platform < b.platform;
  });
  for (auto& h : out.handoff) {
    h.delay_s = std::chrono::duration<double>(h.at - out.handoff.front().at).count();
  }
}

void add_reach(const Finding& f, const Evidence& evidence, Alert& out) {
  Reach r;
  bool known = false;
  for (const auto& m : f.members) {
    const auto& a = *evidence.accounts().find(m.account);
    known = known || a.has_views;
    r.upper += a.views;
    r.lower = std::max(r.lower, a.top_views);
  }
  if (!known) return;
  r.estimate = static_cast<std::int64_t>(
      std::sqrt(static_cast<double>(r.lower) * static_cast<double>(r.upper)));
  r.basis =
      "views reported with the members' posts: lower, the most seen post; upper, their sum as if "
      "nobody saw "
      "two of them; estimate, the geometric mean";
  out.reach = r;
}

void add_amplifiers(const Finding& f, const Evidence& evidence, const signals::Registry& registry,
                    const Provenance& provenance, Alert& out) {
  const auto name_of = [&](AccountIndex a) { return evidence.accounts().find(a)->name; };
  for (const auto& a : f.amplifiers)
    out.amplifiers.push_back({name_of(a.account), a.followers, a.views, a.top_views});
  if (!f.audience_jump) return;
  const auto& jump = *f.audience_jump;
  out.audience_jump = AudienceJump{name_of(jump.from),
                                   name_of(jump.to),
                                   jump.from_followers,
                                   jump.to_followers,
                                   jump.delay_s,
                                   jump.jump,
                                   std::string{registry.kind(jump.kind).def->name},
                                   {}};
  name_object(jump, registry, provenance, *out.audience_jump);
}

void add_rhythm(const Finding& f, Alert& out) {
  if (!f.rhythm) return;
  const auto& r = *f.rhythm;
  out.rhythm = Rhythm{r.members,      r.controls,      r.gap_entropy, r.usual_gap_entropy,
                      r.less_regular, r.gap_variation, r.likeness,    r.usual_likeness,
                      r.less_alike,   r.zone_claims,   r.zone_skewed, r.zone_skew_hours};
}

void add_evenness(const Finding& f, Alert& out) {
  if (!f.evenness) return;
  const auto& e = *f.evenness;
  out.evenness = Evenness{e.members, e.controls, e.variation, e.less_even};
}

void add_structure(const Finding& f, Alert& out) {
  const auto& s = f.structure;
  out.structure = {f.pairs > 0 ? std::optional(f.density) : std::nullopt,
                   s.conductance,
                   s.insider_share,
                   s.follows,
                   s.reciprocity,
                   s.response_s,
                   s.within_minute,
                   s.pace_variation};
}

void add_homogeneity(const Finding& f, const signals::Registry& registry, Alert& out) {
  const auto& h = f.homogeneity;
  out.homogeneity = {h.creation_span_days,  h.creation_middle_days, h.young_share,
                     h.follow_ratio_spread, h.language_share,       h.client_share,
                     std::nullopt};
  for (const auto& s : f.shared) {
    if (registry.kind(s.kind).def->name != "avatar") continue;
    const double share = static_cast<double>(s.members) / static_cast<double>(f.members.size());
    out.homogeneity.avatar_share = std::max(out.homogeneity.avatar_share.value_or(0), share);
  }
  out.features_missing = f.missing;
}

void add_geo(const Finding& f, const Evidence& evidence, Alert& out) {
  std::map<std::string, std::size_t> countries;
  for (const auto& m : f.members) {
    const auto& a = *evidence.accounts().find(m.account);
    if (!a.country.empty()) ++countries[a.country];
  }
  for (const auto& [country, n] : countries) {
    out.geo.push_back({country, static_cast<double>(n) / static_cast<double>(f.members.size())});
  }
  std::stable_sort(out.geo.begin(), out.geo.end(),
                   [](const GeoTarget& a, const GeoTarget& b) { return a.share > b.share; });
}

// The letter of the input that most of the evidence came from; of equally many, the least reliable.
std::string reliability_of(const Finding& f, const Provenance& provenance) {
  std::map<std::string, std::size_t> records;  // by letter
  for (const auto& s : f.shared) {
    for (const auto& t : s.touches) {
      if (t.post == nullptr) continue;
      const auto input = t.post->source.input;
      const bool own =
          input < provenance.reliability.size() && !provenance.reliability[input].empty();
      ++records[own ? provenance.reliability[input] : provenance.source_reliability];
    }
  }
  const auto most =
      std::max_element(records.rbegin(), records.rend(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == records.rend() ? provenance.source_reliability : most->first;
}

}  // namespace

Alert compose(const Finding& f, const campaign::Campaign& campaign, const Evidence& evidence,
              const signals::Registry& registry, EventTime tick, const Provenance& provenance) {
  Alert out;
  out.alert_id = campaign.alert_id;
  out.campaign_id = campaign.campaign_id;
  out.successor_of = campaign.successor_of;
  out.detected_at = tick;
  out.first_detected_at = tick;
  out.assessment = f.verdict == assess::Verdict::kCoordinatedInauthentic
                       ? Assessment::kCoordinatedInauthentic
                       : Assessment::kCoordinated;
  out.window_start = f.window_start;
  out.window_end = f.window_end;
  out.first_post_at = f.window_start;
  out.confidence = f.confidence;
  out.admiralty = fmt::format("{}{}", reliability_of(f, provenance), f.credibility);
  out.coordination = f.coordination;
  out.inauthenticity = f.inauthenticity;
  out.tier = static_cast<Tier>(f.tier);
  out.post_count = f.posts;
  add_members(f, evidence, out);
  add_evidence(f, evidence, registry, provenance, out);
  if (provenance.excerpts) add_narratives(f, evidence, registry, out);
  add_handoff(f, evidence, out);
  add_reach(f, evidence, out);
  add_amplifiers(f, evidence, registry, provenance, out);
  add_places(f, out);
  add_rhythm(f, out);
  add_evenness(f, out);
  add_structure(f, out);
  add_homogeneity(f, registry, out);
  add_geo(f, evidence, out);
  for (const auto& b : f.benign) out.benign_checks.push_back({b.hypothesis, b.outcome, b.reason});
  out.families = families_of(f, registry);
  out.techniques = techniques_of(f, out, registry);
  out.summary = summary_of(f, out, registry);
  out.inference = inference_of(f, out);
  out.retention = provenance.retention;
  if (!provenance.excerpts) out.data_minimisation = "no-excerpts";
  out.config_sha256 = provenance.config_sha256;
  out.baseline_sha256 = provenance.baseline_sha256;
  out.engine_version = provenance.engine_version;
  return out;
}

}  // namespace lockstep::alert
