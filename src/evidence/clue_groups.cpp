#include "lockstep/evidence/clue_groups.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "lockstep/core/state_archive.h"
#include "lockstep/evidence/log_mean.h"

namespace lockstep::evidence {
namespace {

constexpr std::size_t kMaxGroups = 50'000, kMaxKeys = 256;
constexpr Duration kRefresh = std::chrono::hours{1};

// Acts of holders by how many had been at the key before: on a key of few, to find one of one's own
// there is no accident.
constexpr std::size_t kCrowds = 6;  // 1, 2-3, 4-7, ... predecessors
constexpr std::array<double, kCrowds> kTypical{1, 2.5, 5.5, 11, 23, 46};
std::size_t crowd_of(std::size_t predecessors) noexcept {
  return std::min<std::size_t>(std::bit_width(predecessors), kCrowds) - 1;
}

struct Company {
  std::array<std::uint16_t, kCrowds> acts{}, met{};

  template <class Archive>
  void archive(Archive& ar) {
    auto& [acts_, met_] = *this;
    ar(acts_, met_);
  }
};

// Of an account with other holders.
struct Meetings {
  std::uint32_t keys = 0, posts = 0;  // one post may share several
  PostSeq last = 0;

  template <class Archive>
  void archive(Archive& ar) {
    auto& [keys_, posts_, last_] = *this;
    ar(keys_, posts_, last_);
  }
};

struct Group {
  std::vector<AccountIndex> holders;  // sorted
  std::map<AccountIndex, Meetings> meetings;
  std::map<KeyHash, std::vector<AccountIndex>> keys;  // who met there, sorted
  std::array<Company, kMaxCoactionKinds> company{};   // by dense kind
  PostSeq last_post = 0;                              // whose acts were counted last ...
  std::uint16_t last_kinds = 0;                       // ... in these dense kinds
  EventTime newest{};                                 // meeting; its seeding until there is one
  EventTime acted{};                                  // when a holder last did, likewise

  template <class Archive>
  void archive(Archive& ar) {
    auto& [holders_, meetings_, keys_, company_, last_post_, last_kinds_, newest_, acted_] = *this;
    ar(holders_, meetings_, keys_, company_, last_post_, last_kinds_, newest_, acted_);
  }
};

// Likelihood ratio of finding company theta times as often as chance gives it, averaged over theta.
double company_nats(const Company& company, double share) {
  static constexpr std::array<double, 4> kThetas{3, 10, 100, 1'000};
  std::array<double, kThetas.size()> terms{};
  for (std::size_t t = 0; t < kThetas.size(); ++t) {
    for (std::size_t c = 0; c < kCrowds; ++c) {
      if (company.acts[c] == 0) continue;
      const double rate = ClueGroups::kHomophily * share * kTypical[c];
      const double p0 = std::clamp(-std::expm1(-rate), 1e-6, 0.99);
      const double p1 = std::clamp(-std::expm1(-kThetas[t] * rate), p0, 0.99);
      const double met = company.met[c], missed = company.acts[c] - company.met[c];
      terms[t] += met * std::log(p1 / p0) + missed * std::log((1 - p1) / (1 - p0));
    }
  }
  return log_mean_exp(terms);
}

// Sorted. Who shares a page shows what is known of its site by that alone, so all who share one
// post would meet on its link, its picture and its words: some must have met in another one, too.
std::vector<AccountIndex> regulars_of(const Group& g) {
  std::vector<AccountIndex> out;
  std::uint32_t returning = 0;
  for (const auto& [account, meetings] : g.meetings) {
    if (meetings.keys >= ClueGroups::kMinMeetings) out.push_back(account);
    if (meetings.posts >= ClueGroups::kMinMeetings) ++returning;
  }
  if (returning < ClueGroups::kMinReturning) out.clear();
  return out;
}

void insert_sorted(std::vector<AccountIndex>& list, AccountIndex value) {
  const auto place = std::lower_bound(list.begin(), list.end(), value);
  if (place == list.end() || *place != value) list.insert(place, value);
}

}  // namespace

struct ClueGroups::Impl {
  std::vector<KindModel> kinds;
  double alpha = 0.05;
  absl::flat_hash_map<KeyHash, Group> groups;          // by value; never iterated
  std::set<std::pair<EventTime, KeyHash>> by_meeting;  // (newest, value)
  std::set<KeyHash> changed;
  std::uint64_t examined = 0, forgotten = 0, evicted = 0;
  std::vector<KeyHash> told;  // telling values at the last look-up; reused

  void refresh(AccountIndex index, Account& a, const AttributeTable& values, EventTime now);
  void act(KeyHash value, const join::Arrival& arrival, std::size_t dense_kind,
           std::span<Account* const> peers);
  void meet(Group& g, const join::Arrival& arrival, const join::Predecessor& other);
  void add_holder(KeyHash value, AccountIndex account, EventTime now);
  void forget(std::pair<EventTime, KeyHash> meeting);
  bool is_read(KeyHash value, const Reading&, const AttributeTable&) const;
  double nats(const Group& g, std::span<const double> weights, const Chance& chance) const;
  double bar() const { return std::log(static_cast<double>(examined) / alpha); }

  template <class Archive>
  void archive(Archive& ar) {
    auto& [kinds_, alpha_, groups_, by_meeting_, changed_, examined_, forgotten_, evicted_, told_] =
        *this;
    ar.sorted(groups_);
    ar(changed_, examined_, forgotten_, evicted_);
    if constexpr (Archive::kReading) {
      for (const auto& [value, g] : groups_) by_meeting_.insert({g.newest, value});
      for (const auto value : changed_) ar.require(groups_.contains(value), "a change of no group");
    }
  }
};

void ClueGroups::Impl::forget(std::pair<EventTime, KeyHash> meeting) {
  by_meeting.erase(meeting);
  groups.erase(meeting.second);
  changed.erase(meeting.second);
  ++forgotten;
}

void ClueGroups::Impl::add_holder(KeyHash value, AccountIndex account, EventTime now) {
  const auto [place, fresh] = groups.try_emplace(value);
  auto& g = place->second;
  insert_sorted(g.holders, account);
  if (!fresh) return;
  ++examined;
  g.newest = g.acted = now;
  by_meeting.insert({now, value});
  for (; groups.size() > kMaxGroups; ++evicted) forget(*by_meeting.begin());
}

void ClueGroups::Impl::refresh(AccountIndex index, Account& a, const AttributeTable& values,
                               EventTime now) {
  const auto known = static_cast<std::uint32_t>(a.attributes.size());
  if (a.telling_of == known && now - a.telling_at < kRefresh) return;
  for (const auto& attribute : a.attributes) {
    if (kinds[attribute.kind].clue) values.prefetch(attribute);
  }
  told.assign(a.telling.begin(), a.telling.end());
  a.telling.clear();
  const bool all_kept = std::exchange(a.telling_forgotten, forgotten) == forgotten;
  for (const auto& attribute : a.attributes) {
    const auto& kind = kinds[attribute.kind];
    if (!kind.clue || !(kind.ties || kind.of_pages)) continue;
    const auto* value = values.find(attribute);
    const auto most = ties_pages(kind) ? kMaxLinkers : kMaxHolders;
    if (value == nullptr || value->accounts < kMinHolders || value->accounts > most ||
        values.weight_of_all(*value) < kTellingNats)
      continue;
    if (!kind.ties && !value->spans_sites()) continue;
    a.telling.push_back(attribute.key);
    const bool known_holder =
        all_kept && std::find(told.begin(), told.end(), attribute.key) != told.end();
    if (!known_holder) add_holder(attribute.key, index, now);
  }
  a.telling_of = known;
  a.telling_at = now;
}

void ClueGroups::Impl::meet(Group& g, const join::Arrival& arrival,
                            const join::Predecessor& other) {
  auto key = g.keys.find(arrival.key);
  if (key == g.keys.end()) {
    if (g.keys.size() >= kMaxKeys) return;
    key = g.keys.emplace(arrival.key, std::vector<AccountIndex>{}).first;
  }
  for (const auto& [account, post] :
       {std::pair(arrival.account, arrival.post), std::pair(other.account, other.post)}) {
    const auto before = key->second.size();
    insert_sorted(key->second, account);
    if (key->second.size() == before) continue;
    auto& meetings = g.meetings[account];
    ++meetings.keys;
    if (meetings.posts == 0 || meetings.last != post) ++meetings.posts;
    meetings.last = post;
  }
}

// Whether who reads the pages that show the value would make such a post.
bool ClueGroups::Impl::is_read(KeyHash value, const Reading& reading,
                               const AttributeTable& values) const {
  if (!reading.links && reading.of == nullptr) return false;
  const auto* known = values.find(value);
  if (known == nullptr || !ties_pages(kinds[known->kind])) return false;
  const auto is_value = [&](const Attribute& a) { return a.key == value; };
  return reading.links ||
         std::any_of(reading.of->attributes.begin(), reading.of->attributes.end(), is_value);
}

void ClueGroups::Impl::act(KeyHash value, const join::Arrival& arrival, std::size_t dense_kind,
                           std::span<Account* const> peers) {
  const auto found = groups.find(value);
  if (found == groups.end()) return;
  auto& g = found->second;
  g.acted = arrival.time;
  bool met = false;
  for (std::size_t i = 0; i < peers.size(); ++i) {
    if (peers[i] == nullptr) continue;
    const auto& telling = peers[i]->telling;
    if (std::find(telling.begin(), telling.end(), value) == telling.end()) continue;
    meet(g, arrival, arrival.predecessors[i]);
    met = true;
  }
  // One post is one act of a kind, whatever it shares.
  const auto bit = static_cast<std::uint16_t>(1U << dense_kind);
  if (g.last_post != arrival.post) g.last_kinds = 0;
  if ((g.last_kinds & bit) == 0) {
    g.last_post = arrival.post;
    g.last_kinds = static_cast<std::uint16_t>(g.last_kinds | bit);
    auto& company = g.company[dense_kind];
    const auto crowd = crowd_of(peers.size());
    if (company.acts[crowd] < std::numeric_limits<std::uint16_t>::max()) {
      ++company.acts[crowd];
      if (met) ++company.met[crowd];
    }
  }
  if (!met) return;
  by_meeting.erase({g.newest, value});
  g.newest = arrival.time;
  by_meeting.insert({g.newest, value});
  changed.insert(value);
}

double ClueGroups::Impl::nats(const Group& g, std::span<const double> weights,
                              const Chance& chance) const {
  double sum = 0;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const auto& acts = g.company[k].acts;
    const bool idle = std::all_of(acts.begin(), acts.end(), [](auto n) { return n == 0; });
    const double w = idle ? 0 : company_nats(g.company[k], chance(k, g.holders));
    sum += weights[k] * std::exp(std::min(w, 700.0));
  }
  return std::log(sum);
}

ClueGroups::ClueGroups(std::span<const KindModel> kinds, double alpha)
    : impl_(std::make_unique<Impl>()) {
  impl_->kinds.assign(kinds.begin(), kinds.end());
  impl_->alpha = alpha;
}
ClueGroups::~ClueGroups() = default;

template <class Archive>
void ClueGroups::archive(Archive& ar) {
  impl_->archive(ar);
}
LOCKSTEP_ARCHIVE(ClueGroups);

void ClueGroups::observe(const join::Arrival& arrival, std::size_t dense_kind, Account& self,
                         std::span<Account* const> peers, const AttributeTable& values,
                         const Reading& reading) {
  impl_->refresh(arrival.account, self, values, arrival.time);
  if (self.telling.empty() || peers.empty()) return;
  for (std::size_t i = 0; i < peers.size(); ++i) {
    if (peers[i] != nullptr)
      impl_->refresh(arrival.predecessors[i].account, *peers[i], values, arrival.time);
  }
  for (const auto value : self.telling) {
    if (!impl_->is_read(value, reading, values)) impl_->act(value, arrival, dense_kind, peers);
  }
}

void ClueGroups::expire(EventTime before) {
  auto& t = *impl_;
  for (auto at = t.by_meeting.begin(); at != t.by_meeting.end() && at->first < before;) {
    const auto meeting = *at++;
    if (t.groups.find(meeting.second)->second.acted < before) t.forget(meeting);
  }
}

void ClueGroups::erase(AccountIndex account) {
  for (const auto& [newest, value] : impl_->by_meeting) {
    auto& g = impl_->groups.find(value)->second;
    std::erase(g.holders, account);
    g.meetings.erase(account);
    for (auto& [key, met] : g.keys) std::erase(met, account);
  }
}

std::vector<GroupClaim> ClueGroups::settle(std::span<const double> kind_weights,
                                           const Chance& chance) {
  std::vector<GroupClaim> out;
  const double need = impl_->bar();
  for (const auto value : impl_->changed) {
    const auto& g = impl_->groups.find(value)->second;
    GroupClaim claim;
    claim.members = regulars_of(g);
    if (claim.members.size() < kMinMembers) continue;
    claim.nats = impl_->nats(g, kind_weights, chance);
    if (claim.nats < need) continue;
    for (const auto& [key, met] : g.keys) claim.keys.push_back(key);
    claim.identity = value;
    claim.hypothesis = "accounts that share a rare clue meet on the same objects again and again";
    out.push_back(std::move(claim));
  }
  impl_->changed.clear();
  return out;
}

std::optional<ClueGroupStanding> ClueGroups::standing(KeyHash value,
                                                      std::span<const double> kind_weights,
                                                      const Chance& chance) const {
  const auto found = impl_->groups.find(value);
  if (found == impl_->groups.end()) return std::nullopt;
  const auto& g = found->second;
  return ClueGroupStanding{g.holders.size(), regulars_of(g).size(),
                           impl_->nats(g, kind_weights, chance), impl_->bar()};
}

std::size_t ClueGroups::size() const noexcept { return impl_->groups.size(); }
std::uint64_t ClueGroups::evicted() const noexcept { return impl_->evicted; }

}  // namespace lockstep::evidence
