#include "standing.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "clusters.h"
#include "lockstep/assess/assess.h"
#include "lockstep/evidence/credited_keys.h"

namespace lockstep::engine {
namespace {

using evidence::PairStanding;

class Enquiry {
 public:
  explicit Enquiry(const Tables& tables) : t_(tables) {}

  Why answer(std::span<const std::string> names) {
    why_.as_of = t_.tick;
    why_.bar = t_.evidence.pair_bar();
    why_.look_back = t_.config.join.look_back;
    why_.min_accounts = static_cast<std::size_t>(t_.config.graph.min_accounts);
    why_.require_clue = t_.config.assess.require_clue;
    why_.alert_explained = t_.config.assess.alert_explained;
    for (const auto& name : names) add(name);
    weigh_pairs();
    find_communities();
    suppose();
    return std::move(why_);
  }

 private:
  void add(const std::string& name);
  std::vector<WhyClue> clues_of(const evidence::Account& account) const;
  std::optional<WhyCampaign> campaign_of(std::uint64_t number, std::optional<AccountIndex>) const;
  void weigh_pairs();
  void find_communities();
  void place(const Part& part, const Cluster& cluster);
  std::uint64_t campaign_number(std::span<const AccountIndex> members) const;
  void suppose();
  Cluster supposed_cluster(const std::set<AccountIndex>& members) const;
  WhyCommunity weigh(const Cluster& cluster, const campaign::Campaign* campaign) const;

  const Tables& t_;
  Why why_;
  std::map<AccountIndex, std::size_t> places_;  // of the known accounts in why_.accounts
};

void Enquiry::add(const std::string& name) {
  const auto same = [&](const WhyAccount& a) { return a.name == name; };
  if (std::any_of(why_.accounts.begin(), why_.accounts.end(), same)) return;
  auto& out = why_.accounts.emplace_back();
  out.name = name;
  const auto index = t_.evidence.accounts().index_of(name);
  const auto* account = index ? t_.evidence.accounts().find(*index) : nullptr;
  if (account == nullptr || account->name != name) return;
  places_.emplace(*index, why_.accounts.size() - 1);
  out.known = true;
  out.posts = account->posts;
  out.first_seen = account->first_seen;
  out.last_seen = account->last_seen;
  out.accepted_pairs = t_.graph.degree(*index);
  out.clues = clues_of(*account);
  out.campaign = campaign_of(t_.tracker.campaign_of(*index), index);
}

std::vector<WhyClue> Enquiry::clues_of(const evidence::Account& account) const {
  std::vector<WhyClue> out;
  for (const auto& attribute : account.attributes) {
    const auto& kind = t_.evidence.kinds()[attribute.kind];
    const auto* value = kind.clue ? t_.evidence.attributes().find(attribute) : nullptr;
    if (value == nullptr || value->accounts < 2) continue;
    const double nats = t_.evidence.attributes().weight(*value);
    const bool telling = nats >= t_.config.assess.clues.nats && (kind.ties || value->spans_sites());
    out.push_back({value->kind, value->text, value->accounts - 1, nats, telling});
  }
  std::sort(out.begin(), out.end(), [](const WhyClue& a, const WhyClue& b) {
    if (a.nats != b.nats) return a.nats > b.nats;
    return a.kind != b.kind ? a.kind < b.kind : a.text < b.text;
  });
  return out;
}

bool names(const alert::Alert& alert, const std::string& account) {
  return std::any_of(alert.accounts.begin(), alert.accounts.end(),
                     [&](const auto& member) { return member.account == account; });
}

std::optional<WhyCampaign> Enquiry::campaign_of(std::uint64_t number,
                                                std::optional<AccountIndex> member) const {
  const auto* campaign = t_.tracker.find(number);
  if (campaign == nullptr) return std::nullopt;
  WhyCampaign out;
  out.alert_id = campaign->alert_id;
  out.campaign_id = campaign->campaign_id;
  out.current =
      !member || std::binary_search(campaign->members.begin(), campaign->members.end(), *member);
  if (const auto* alert = t_.versions.find(campaign->alert_id)) {
    out.version = alert->version;
    out.confidence = alert->confidence;
    out.status = alert->status;
    out.assessment = alert->assessment;
    out.named = !member || alert->account_count > alert->accounts.size() ||
                names(*alert, t_.evidence.accounts().find(*member)->name);
  }
  return out;
}

void Enquiry::weigh_pairs() {
  for (auto a = places_.begin(); a != places_.end(); ++a) {
    for (auto b = std::next(a); b != places_.end(); ++b)
      why_.pairs.push_back({std::min(a->second, b->second), std::max(a->second, b->second),
                            t_.evidence.standing(evidence::pair_key(a->first, b->first))});
  }
  std::sort(why_.pairs.begin(), why_.pairs.end(), [](const WhyPair& a, const WhyPair& b) {
    const auto &x = a.standing, &y = b.standing;
    if (x.accepted != y.accepted) return x.accepted;
    if (x.met != y.met) return x.met > y.met;
    if (x.total != y.total) return x.total > y.total;
    return std::pair(a.first, a.second) < std::pair(b.first, b.second);
  });
}

// As the engine would find them if it looked at all of them at this tick.
void Enquiry::find_communities() {
  std::set<AccountIndex> starts;
  for (const auto& [account, at] : places_) starts.insert(account);
  const ClusterFinder finder(t_.evidence, t_.claims, t_.graph, t_.config.assess.clues);
  std::vector<Part> parts;
  for (const auto& component : t_.graph.components_of(starts))
    finder.split(component, t_.config.graph.gamma, parts);
  std::sort(parts.begin(), parts.end(),
            [](const Part& a, const Part& b) { return a.members < b.members; });
  for (const auto& part : parts) place(part, finder.settle(part));
}

void Enquiry::place(const Part& part, const Cluster& cluster) {
  const auto& members = cluster.community.members;
  const auto among = [](const std::vector<AccountIndex>& list, AccountIndex account) {
    return std::binary_search(list.begin(), list.end(), account);
  };
  if (members.size() < 2) return;
  std::vector<std::size_t> named;
  bool any = false;
  for (const auto& [account, at] : places_) {
    auto& out = why_.accounts[at];
    const bool is_member = among(members, account), was_part = among(part.members, account);
    if (!is_member && !was_part) continue;
    any = true;
    if (is_member) named.push_back(at);
    out.place = !is_member  ? WhyAccount::Place::kLeftOut
                : !was_part ? WhyAccount::Place::kAssociate
                            : WhyAccount::Place::kMember;
    out.community = why_.communities.size();
  }
  if (!any) return;
  const auto number = campaign_number(members);
  auto& community = why_.communities.emplace_back(weigh(cluster, t_.tracker.find(number)));
  community.campaign = campaign_of(number, std::nullopt);
  std::sort(named.begin(), named.end());
  community.named = std::move(named);
}

// The campaign most of the members were last of, and half or more of them; 0: none.
std::uint64_t Enquiry::campaign_number(std::span<const AccountIndex> members) const {
  std::map<std::uint64_t, std::size_t> counts;
  for (const auto m : members) ++counts[t_.tracker.campaign_of(m)];
  counts.erase(0);
  if (counts.empty()) return 0;
  const auto most =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return 2 * most->second >= members.size() ? most->first : 0;
}

WhyCommunity Enquiry::weigh(const Cluster& cluster, const campaign::Campaign* campaign) const {
  const auto& members = cluster.community.members;
  static const std::vector<AccountIndex> kNobody;
  WhyCommunity out;
  out.members = members.size();
  out.finding = assess::assess(
      {members, cluster.edges, cluster.outward, cluster.associates, cluster.claims, cluster.keys,
       campaign == nullptr ? kNobody : campaign->founders,
       campaign == nullptr ? EventTime{} : campaign->founded, &t_.watchlist, t_.tick},
      t_.evidence, t_.config.assess, t_.judgement);
  out.explained = assess::explained(out.finding);
  out.clue_holders = assess::clue_holders(out.finding);
  out.holders_needed =
      static_cast<std::size_t>(std::ceil(t_.config.assess.clues.wide(members.size())));
  out.cap = assess::confidence_cap(out.finding);
  for (std::size_t i = 0; i < out.finding.shared.size(); ++i) {
    const auto& shared = out.finding.shared[i];
    if (shared.act || !t_.evidence.kinds()[shared.kind].clue) continue;
    if (const auto group = t_.evidence.clue_group(shared.key))
      out.clue_groups.push_back({i, *group});
  }
  return out;
}

// What would be said of the accounts asked for, if they were one community.
void Enquiry::suppose() {
  std::set<std::size_t> communities;
  std::set<AccountIndex> members;
  bool apart = false;
  for (const auto& [account, at] : places_) {
    const auto& a = why_.accounts[at];
    members.insert(account);
    communities.insert(a.community);
    apart |= a.place == WhyAccount::Place::kNone || a.place == WhyAccount::Place::kLeftOut;
  }
  if (members.size() < 2 || (!apart && communities.size() == 1)) return;
  const auto cluster = supposed_cluster(members);
  auto& out = why_.communities.emplace_back(weigh(cluster, nullptr));
  out.supposed = true;
  for (const auto& [account, at] : places_) out.named.push_back(at);
  std::sort(out.named.begin(), out.named.end());
  std::map<AccountIndex, std::size_t> degrees;
  for (const auto& edge : cluster.edges) {
    ++degrees[evidence::first_of(edge.record->pair)];
    ++degrees[evidence::second_of(edge.record->pair)];
  }
  out.two_pairs = static_cast<std::size_t>(
      std::count_if(degrees.begin(), degrees.end(), [](const auto& d) { return d.second >= 2; }));
}

// Its keys are those of all its pairs, accepted or not.
Cluster Enquiry::supposed_cluster(const std::set<AccountIndex>& members) const {
  Cluster cluster;
  cluster.community.members.assign(members.begin(), members.end());
  std::vector<evidence::AcceptedPair> met;
  for (const auto& pair : why_.pairs) {
    const auto* record = t_.evidence.pairs().find(pair.standing.pair);
    if (record == nullptr) continue;
    met.push_back({record, t_.evidence.pair_confidence(*record)});
    if (record->accepted) cluster.edges.push_back(met.back());
  }
  cluster.claims = t_.claims.about(cluster.community.members);
  cluster.keys = evidence::credited_keys(met);
  return cluster;
}

}  // namespace

Why standing_of(std::span<const std::string> names, const Tables& tables) {
  return Enquiry(tables).answer(names);
}

}  // namespace lockstep::engine
