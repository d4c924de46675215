#include "lockstep/report/case_graph.h"

#include <algorithm>
#include <optional>
#include <set>

#include "case_kinds.h"
#include "lockstep/alert/read_flat.h"
#include "lockstep/core/trace.h"

namespace lockstep::report {
namespace {

using alert::Alert;

constexpr std::string_view kAccount = "account", kAlert = "alert", kCampaign = "campaign",
                           kCommunity = "community", kDomain = "domain", kPost = "post",
                           kRecord = "record", kText = "text", kUrl = "url";
constexpr std::string_view kOfAccount = "account ", kOnSite = " on ";

std::string_view platform_of(std::string_view name) { return name.substr(0, name.find(':')); }

// As alert/stix_observables.cpp has it: a key that long may be half of what it was.
bool may_be_cut(std::string_view key) { return key.size() + 3 >= kMaxKeyText; }

// "UA-1 on a.example", "ref=anna on https://a.example/1"
struct SiteValue {
  std::string_view value, site;
};
std::optional<SiteValue> split_site(std::string_view key) {
  const auto at = key.rfind(kOnSite);
  if (at == std::string_view::npos || at == 0 || may_be_cut(key)) return std::nullopt;
  const auto site = key.substr(at + kOnSite.size());
  if (site.empty() || site.find(' ') != std::string_view::npos) return std::nullopt;
  return SiteValue{key.substr(0, at), site};
}

std::string_view host_of(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos)
    url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  return url.substr(0, url.rfind(':'));
}

class Builder {
 public:
  explicit Builder(CaseGraph& graph) : graph_(graph) {}

  void add(const Alert& a) {
    ++graph_.alerts;
    alert_ = &node(kAlert, a.alert_id);
    describe(a, alert_->fields);
    if (!a.campaign_id.empty()) tie(*alert_, Verb::kPartOf, node(kCampaign, a.campaign_id));
    for (const auto& id : a.successor_of) tie(*alert_, Verb::kSucceeds, node(kAlert, id));
    for (const auto& member : a.accounts) add_member(member);
    for (const auto& item : a.evidence) add_evidence(item);
    for (const auto& community : a.communities) add_community(community);
    for (const auto& narrative : a.narratives) add_narrative(narrative);
    add_audience(a);
  }

  // What shows only when all are there.
  void finish() {
    tie_links_to_sites();
    count_alerts();
  }

 private:
  CaseNode& node(std::string_view kind, std::string_view value) {
    std::string id = case_node_id(kind, value);
    auto found = graph_.nodes.find(id);
    if (found != graph_.nodes.end()) return found->second;
    CaseNode made{id, std::string(kind), {}};
    made.fields.set(Field::kValue, std::string(value));
    return graph_.nodes.emplace(std::move(id), std::move(made)).first->second;
  }

  CaseNode& account(std::string_view name) {
    CaseNode& out = node(kAccount, name);
    if (name.find(':') != std::string_view::npos)
      out.fields.set(Field::kPlatform, std::string(platform_of(name)));
    return out;
  }

  Fields& tie(const CaseNode& from, Verb verb, const CaseNode& to, std::string_view as = {}) {
    Fields& fields = graph_.edges[{&from, &to, verb, std::string(as)}];
    fields.set(Field::kAs, std::string(as));
    return fields;
  }

  void describe(const Alert& a, Fields& out) {
    out.set(Field::kVersion, std::int64_t{a.version});
    out.set(Field::kStatus, std::string(alert::name(a.status)));
    out.set(Field::kAssessment, std::string(alert::name(a.assessment)));
    out.set(Field::kTier, std::string(alert::name(a.tier)));
    out.set(Field::kConfidence, std::int64_t{a.confidence});
    out.set(Field::kAdmiralty, a.admiralty);
    out.set(Field::kCoordination, a.coordination);
    out.set(Field::kInauthenticity, a.inauthenticity);
    out.set(Field::kDetectedAt, a.detected_at);
    out.set(Field::kWindowStart, a.window_start);
    out.set(Field::kWindowEnd, a.window_end);
    out.set(Field::kFirstPostAt, a.first_post_at);
    out.set(Field::kAccounts, std::int64_t{a.account_count});
    out.set(Field::kPosts, static_cast<std::int64_t>(a.post_count));
    out.set(Field::kPlatforms, a.platforms);
    out.set(Field::kLanguages, a.languages);
    out.set(Field::kTechniques, a.techniques);
    for (const auto& target : a.geo) out.add_to(Field::kCountries, target.country);
    for (const auto& family : a.families) out.add_to(Field::kFamilies, family.name);
    out.set(Field::kSummary, a.summary);
    out.set(Field::kDataMinimisation, a.data_minimisation);
    if (a.retention > Duration{0}) out.set(Field::kRetentionUntil, a.detected_at + a.retention);
  }

  void add_member(const alert::Member& m) {
    CaseNode& to = account(m.account);
    to.fields.set(Field::kPlatform, m.platform);
    to.fields.set(Field::kHandle, m.handle);
    to.fields.set(Field::kPlatformKind, m.kind);
    if (m.created_at) to.fields.set(Field::kCreatedAt, *m.created_at);
    to.fields.set_earliest(Field::kFirstSeen, m.first_seen);
    Fields& names = tie(*alert_, Verb::kNames, to);
    names.set(Field::kRole, std::string(alert::name(m.role)));
    names.set(Field::kBasis, std::string(alert::name(m.basis)));
    names.set(Field::kScore, m.score);
  }

  void add_evidence(const alert::EvidenceItem& item) {
    std::string own;
    const KindRule rule = kind_rule_of(item.kind, own);
    CaseNode& to = object(rule, item.key);
    Fields& rests = tie(*alert_, Verb::kRestsOn, to, item.kind);
    rests.set(Field::kAccounts, std::int64_t{item.accounts});
    rests.set(Field::kSignal, item.signal);
    rests.set(Field::kWeight, item.weight);
    rests.set(Field::kSentence, item.text);
    for (const auto& p : item.posts) add_record(item, p, rule, to);
  }

  CaseNode& object(const KindRule& rule, std::string_view key) {
    const auto split = rule.names_site ? split_site(key) : std::nullopt;
    CaseNode& out =
        rule.node == kAccount ? account(key) : node(rule.node, split ? split->value : key);
    if (may_be_cut(key)) out.fields.set(Field::kShortened, true);
    const bool page = split && split->site.starts_with("https://");
    if (split) tie(node(page ? kUrl : kDomain, split->site), Verb::kCarries, out);
    return out;
  }

  // A post, or what else was recorded of an account, that is evidence of an object.
  void add_record(const alert::EvidenceItem& item, const alert::EvidencePost& p,
                  const KindRule& rule, const CaseNode& object) {
    const bool is_post = !p.post.starts_with(kOfAccount);
    CaseNode& record = node(is_post ? kPost : kRecord, p.post);
    record.fields.set(Field::kPlatform, std::string(platform_of(p.account)));
    record.fields.set(Field::kAt, p.at);
    record.fields.set(Field::kTopic, p.source.topic);
    record.fields.set(Field::kPartition, std::int64_t{p.source.partition});
    record.fields.set(Field::kOffset, p.source.offset);
    record.fields.set(Field::kSha256, p.sha256);
    record.fields.set(Field::kCollector, p.collector);
    record.fields.set(Field::kRequestId, p.request_id);
    CaseNode& who = account(p.account);
    tie(who, is_post ? Verb::kPosted : Verb::kRecordedAs, record).set(Field::kAt, p.at);
    if (!rule.of_account) {
      tie(record, rule.verb, object, item.kind);
      return;
    }
    Fields& has = tie(who, rule.verb, object, item.kind);
    has.set_earliest(Field::kFirstAt, p.at);
    has.set_latest(Field::kLastAt, p.at);
    has.add_to(Field::kRecords, p.post);
  }

  void add_community(const alert::Community& c) {
    CaseNode& to = node(kCommunity, c.community);
    to.fields.set(Field::kPlatform, std::string(platform_of(c.community)));
    to.fields.set(Field::kPlatformKind, c.kind);
    Fields& placed = tie(*alert_, Verb::kPlacedIn, to);
    placed.set(Field::kAccounts, std::int64_t{c.accounts});
    placed.set(Field::kPosts, std::int64_t{c.posts});
  }

  void add_narrative(const alert::Narrative& n) {
    CaseNode& to = node(kText, n.excerpt);
    to.fields.set(Field::kLang, n.lang);
    to.fields.set(Field::kTranslation, n.translation);
    if (may_be_cut(n.excerpt)) to.fields.set(Field::kShortened, true);
    tie(*alert_, Verb::kTells, to).set(Field::kShare, n.share);
  }

  void add_audience(const Alert& a) {
    for (const auto& h : a.handoff) {
      Fields& names = tie(*alert_, Verb::kNames, account(h.account));
      names.set(Field::kAt, h.at);
      names.set(Field::kDelay, h.delay_s);
    }
    for (const auto& amplifier : a.amplifiers) {
      Fields& names = tie(*alert_, Verb::kNames, account(amplifier.account));
      if (amplifier.followers) names.set(Field::kFollowers, *amplifier.followers);
      if (amplifier.views) names.set(Field::kViews, *amplifier.views);
      if (amplifier.top_views) names.set(Field::kTopViews, *amplifier.top_views);
    }
    if (!a.audience_jump) return;
    const auto& jump = *a.audience_jump;
    std::string own;
    const CaseNode& what = object(kind_rule_of(jump.kind, own), jump.key);
    Fields& passed = tie(account(jump.from), Verb::kPassedTo, account(jump.to), jump.kind);
    passed.set(Field::kDelay, jump.delay_s);
    passed.set(Field::kJump, jump.jump);
    passed.set(Field::kFromFollowers, jump.from_followers);
    passed.set(Field::kToFollowers, jump.to_followers);
    passed.set(Field::kObject, what.id);
  }

  // To the narrowest site that an alert lists, which is part of the link's own name.
  void tie_links_to_sites() {
    for (const auto& [id, link] : graph_.nodes) {
      if (link.kind != kUrl) continue;
      const auto* url = link.fields.find(Field::kValue);
      std::string_view host = url != nullptr ? host_of(std::get<std::string>(*url)) : "";
      while (!host.empty()) {
        const auto site = graph_.nodes.find(case_node_id(kDomain, host));
        if (site != graph_.nodes.end()) {
          tie(link, Verb::kOnSite, site->second);
          break;
        }
        const auto dot = host.find('.');
        host = dot == std::string_view::npos ? "" : host.substr(dot + 1);
      }
    }
  }

  // How many alerts and campaigns name an account, rest on an object or reach a community.
  void count_alerts() {
    struct Met {
      std::set<std::string_view> alerts, campaigns;
    };
    std::map<std::string_view, Met> met;                     // by node
    std::map<std::string_view, std::string_view> campaigns;  // by alert
    for (const auto& [edge, fields] : graph_.edges)
      if (edge.verb == Verb::kPartOf) campaigns[edge.from->id] = edge.to->id;
    for (const auto& [edge, fields] : graph_.edges) {
      if (edge.from->kind != kAlert || edge.verb == Verb::kSucceeds) continue;
      Met& to = met[edge.to->id];
      to.alerts.insert(edge.from->id);
      const auto campaign = campaigns.find(edge.from->id);
      if (campaign != campaigns.end()) to.campaigns.insert(campaign->second);
    }
    for (const auto& [id, of] : met) {
      CaseNode& counted = graph_.nodes.find(id)->second;
      counted.fields.set(Field::kAlerts, static_cast<std::int64_t>(of.alerts.size()));
      if (counted.kind != kCampaign)
        counted.fields.set(Field::kCampaigns, static_cast<std::int64_t>(of.campaigns.size()));
    }
  }

  CaseGraph& graph_;
  CaseNode* alert_ = nullptr;  // the one that is being added
};

}  // namespace

StatusOr<CaseGraph> case_graph_of(std::span<const BookEntry* const> ranked,
                                  const CaseGraphOptions& options) {
  CaseGraph graph;
  Builder builder(graph);
  for (const BookEntry* entry : ranked) {
    const bool full = graph.nodes.size() + graph.edges.size() >= options.max_elements;
    if (entry->line.empty() || full) {
      ++graph.alerts_left_out;
      continue;
    }
    LOCKSTEP_ASSIGN(const Alert alert, alert::from_flat_json(entry->line));
    builder.add(alert);
  }
  builder.finish();
  return graph;
}

}  // namespace lockstep::report
