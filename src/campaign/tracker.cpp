#include "lockstep/campaign/tracker.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "lockstep/core/state_archive.h"

namespace lockstep::campaign {

template <class Archive>
void archive(Archive& ar, Campaign& c) {
  auto& [number, alert_id, campaign_id, members, founders, founded, last_evidence, dormant,
         merged_into, merged, successor_of] = c;
  ar(number, alert_id, campaign_id, members, founders, founded, last_evidence, dormant, merged_into,
     merged, successor_of);
}

namespace {

constexpr double kSameJaccard = 0.3, kSameContainment = 0.7, kPart = 0.5;
constexpr std::size_t kMaxMerged = 32, kMaxForebears = 16;

struct Match {
  double jaccard;
  std::uint64_t campaign;
  std::size_t community;
};

template <class T>
void push_bounded(std::vector<T>& list, T value, std::size_t most) {
  if (std::find(list.begin(), list.end(), value) != list.end()) return;
  if (list.size() == most) list.erase(list.begin());
  list.push_back(std::move(value));
}

std::size_t overlap(const std::vector<AccountIndex>& a, const std::vector<AccountIndex>& b) {
  std::size_t n = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (*i == *j) ++n;
    if (*i <= *j) {
      ++i;
    } else {
      ++j;
    }
  }
  return n;
}

}  // namespace

void CampaignConfig::describe(ConfigVisitor& v) {
  v.field("dormant_after", dormant_after,
          {Duration{std::chrono::minutes{1}}, Duration{std::chrono::hours{24 * 90}}},
          "A campaign without new evidence for this long is closed; it reopens under its old "
          "identity.");
  v.field("max_campaigns", max_campaigns, {10, 10'000'000},
          "Campaigns remembered; the one longest without evidence goes first.");
}

struct Tracker::Impl {
  // By (last evidence, number). No RecencyList: merging makes a campaign dormant out of turn.
  using Order = std::set<std::pair<EventTime, std::uint64_t>>;

  CampaignConfig config;
  std::map<std::uint64_t, Campaign> campaigns;                   // by number
  std::map<AccountIndex, std::uint64_t> campaign_of;             // latest campaign of an account
  std::set<std::pair<std::uint64_t, AccountIndex>> accounts_of;  // the same, by campaign
  Order awake, dormant;
  std::uint64_t next_number = 1, forgotten = 0;

  std::set<std::uint64_t> near(const Community& community) const;
  std::vector<Match> matches(std::span<const Community> communities) const;
  const Campaign* origin_of(const Community& community) const;
  Campaign& found(const Community& community, EventTime tick);
  bool merges(const Campaign& c, const Community& community) const;
  bool stays_dormant(const Campaign& c, const Community& community) const;
  void merge(Campaign& c, Campaign& heir);
  void part(Campaign& c);
  void refresh(Campaign& c, const Community& community, EventTime tick);
  Order& order_of(const Campaign& c) { return c.dormant ? dormant : awake; }
  void put(Campaign& c, EventTime last_evidence, bool is_dormant);
  Forgotten forget(std::uint64_t number);
  void make_room(EventTime tick, std::vector<Forgotten>& out);

  template <class Archive>
  void archive(Archive& ar) {
    auto& [config_, campaigns_, campaign_of_, accounts_of_, awake_, dormant_, next_number_,
           forgotten_] = *this;
    ar(campaigns_, campaign_of_, next_number_, forgotten_);
    if constexpr (Archive::kReading) {
      for (const auto& [number, c] : campaigns_) order_of(c).insert({c.last_evidence, number});
      for (const auto& [account, number] : campaign_of_) {
        ar.require(campaigns_.contains(number), "a member of no campaign");
        accounts_of_.insert({number, account});
      }
      for (const auto& [number, c] : campaigns_)
        for (const auto merged : c.merged)
          ar.require(campaigns_.contains(merged), "a campaign that is none merged");
    }
  }
};

// The campaigns its members are of, and those that merged into these.
std::set<std::uint64_t> Tracker::Impl::near(const Community& community) const {
  std::set<std::uint64_t> out;
  for (const auto account : community.members) {
    const auto found = campaign_of.find(account);
    if (found == campaign_of.end() || !out.insert(found->second).second) continue;
    const auto& merged = campaigns.at(found->second).merged;
    out.insert(merged.begin(), merged.end());
  }
  return out;
}

std::vector<Match> Tracker::Impl::matches(std::span<const Community> communities) const {
  std::vector<Match> out;
  for (std::size_t i = 0; i < communities.size(); ++i) {
    for (const auto number : near(communities[i])) {
      const auto& members = campaigns.at(number).members;
      const auto common = static_cast<double>(overlap(communities[i].members, members));
      const auto a = static_cast<double>(communities[i].members.size()),
                 b = static_cast<double>(members.size());
      const double jaccard = common / (a + b - common);
      if (jaccard >= kSameJaccard || common / std::min(a, b) >= kSameContainment)
        out.push_back({jaccard, number, i});
    }
  }
  std::sort(out.begin(), out.end(), [](const Match& x, const Match& y) {
    if (x.jaccard != y.jaccard) return x.jaccard > y.jaccard;
    return x.campaign != y.campaign ? x.campaign < y.campaign : x.community < y.community;
  });
  return out;
}

// The campaign that half of the community or more was of.
const Campaign* Tracker::Impl::origin_of(const Community& community) const {
  for (const auto number : near(community)) {
    const auto& c = campaigns.at(number);
    const auto common = overlap(community.members, c.members);
    if (static_cast<double>(common) >= kPart * static_cast<double>(community.members.size()))
      return &c;
  }
  return nullptr;
}

// Whether the campaign, if no community continues it, ends in what this one continues.
bool Tracker::Impl::merges(const Campaign& c, const Community& community) const {
  const auto common = static_cast<double>(overlap(community.members, c.members));
  return c.merged_into == 0 && common >= kPart * static_cast<double>(c.members.size());
}

void Tracker::Impl::merge(Campaign& c, Campaign& heir) {
  put(c, c.last_evidence, true);
  c.merged.push_back(c.number);  // ... with those that merged into it before
  for (const auto number : c.merged) {
    if (const auto place = campaigns.find(number); place != campaigns.end()) {
      place->second.merged_into = heir.number;
      push_bounded(heir.merged, number, kMaxMerged);
    }
  }
  c.merged.clear();
  push_bounded(heir.successor_of, c.alert_id, kMaxForebears);
}

// What is left of it is looked at again when pairs and claims are forgotten.
bool Tracker::Impl::stays_dormant(const Campaign& c, const Community& community) const {
  return c.dormant && c.merged_into == 0 && community.newest <= c.last_evidence;
}

// It stands on its own again.
void Tracker::Impl::part(Campaign& c) {
  if (const auto heir = campaigns.find(c.merged_into); heir != campaigns.end()) {
    std::erase(heir->second.merged, c.number);
    std::erase(heir->second.successor_of, c.alert_id);
  }
  c.merged_into = 0;
}

// The only way in which a campaign moves in the orders.
void Tracker::Impl::put(Campaign& c, EventTime last_evidence, bool is_dormant) {
  order_of(c).erase({c.last_evidence, c.number});
  c.last_evidence = last_evidence;
  c.dormant = is_dormant;
  order_of(c).insert({last_evidence, c.number});
}

Forgotten Tracker::Impl::forget(std::uint64_t number) {
  const auto victim = campaigns.find(number);
  const auto& c = victim->second;
  order_of(c).erase({c.last_evidence, number});
  const auto first = accounts_of.lower_bound({number, 0}),
             last = accounts_of.lower_bound({number + 1, 0});
  Forgotten out{c.alert_id, {}};
  for (auto a = first; a != last; ++a) {
    out.accounts.push_back(a->second);
    campaign_of.erase(a->second);
  }
  accounts_of.erase(first, last);
  if (const auto heir = campaigns.find(c.merged_into); heir != campaigns.end())
    std::erase(heir->second.merged, number);
  campaigns.erase(victim);
  ++forgotten;
  return out;
}

// Dormant ones first, then by age of their evidence; founded first, forgotten first. Never one with
// evidence of this tick: the caller is about to be told of it.
void Tracker::Impl::make_room(EventTime tick, std::vector<Forgotten>& out) {
  while (static_cast<std::int64_t>(campaigns.size()) > config.max_campaigns) {
    const auto [last_evidence, number] = *(dormant.empty() ? awake : dormant).begin();
    if (dormant.empty() && last_evidence == tick) return;
    out.push_back(forget(number));
  }
}

Campaign& Tracker::Impl::found(const Community& community, EventTime tick) {
  const auto* before = origin_of(community);
  const std::string origin = before == nullptr ? "" : before->alert_id;
  const auto number = next_number++;
  const auto identity =
      mix64(community.fingerprint ^ mix64(static_cast<std::uint64_t>(to_micros(tick))));
  auto& c = campaigns[number];
  c.number = number;
  c.alert_id = fmt::format("cib-{:016x}", identity);
  c.campaign_id = fmt::format("campaign-{:016x}", mix64(identity));
  c.founded = tick;
  c.founders = community.members;
  if (!origin.empty()) c.successor_of = {origin};
  return c;
}

void Tracker::Impl::refresh(Campaign& c, const Community& community, EventTime tick) {
  c.members = community.members;
  put(c, tick, false);
  for (const auto account : community.members) {
    auto& latest = campaign_of[account];
    if (latest == c.number) continue;
    accounts_of.erase({latest, account});
    accounts_of.insert({c.number, account});
    latest = c.number;
  }
}

Tracker::Tracker(const CampaignConfig& config) : impl_(std::make_unique<Impl>()) {
  impl_->config = config;
}
Tracker::~Tracker() = default;

template <class Archive>
void Tracker::archive(Archive& ar) {
  impl_->archive(ar);
}
LOCKSTEP_ARCHIVE(Tracker);

Tracks Tracker::track(std::span<const Community> communities, EventTime tick) {
  auto& t = *impl_;
  std::vector<std::uint64_t> chosen(communities.size(), 0);
  std::set<std::uint64_t> taken;
  for (const auto& m : t.matches(communities)) {
    if (chosen[m.community] != 0 || taken.contains(m.campaign)) continue;
    chosen[m.community] = m.campaign;
    taken.insert(m.campaign);
  }
  Tracks out;
  for (std::size_t i = 0; i < communities.size(); ++i) {
    const bool goes_on = chosen[i] != 0;
    auto& c = goes_on ? t.campaigns.at(chosen[i]) : t.found(communities[i], tick);
    if (t.stays_dormant(c, communities[i])) {
      out.campaigns.push_back(nullptr);
      continue;
    }
    if (goes_on) {
      if (c.merged_into != 0) t.part(c);
      for (const auto number : t.near(communities[i])) {
        auto& other = t.campaigns.at(number);
        if (taken.contains(number) || !t.merges(other, communities[i])) continue;
        t.merge(other, c);
        out.merges.push_back({other.alert_id, c.alert_id, number});
      }
    }
    t.refresh(c, communities[i], tick);
    out.campaigns.push_back(&c);
  }
  t.make_room(tick, out.forgotten);
  return out;
}

std::vector<std::string> Tracker::erase(AccountIndex account) {
  std::vector<std::string> out;
  for (auto& [number, c] : impl_->campaigns) {
    std::erase(c.founders, account);
    if (std::erase(c.members, account) > 0) out.push_back(c.alert_id);
  }
  impl_->accounts_of.erase({campaign_of(account), account});
  impl_->campaign_of.erase(account);
  return out;
}

std::vector<Campaign> Tracker::fall_dormant(EventTime tick) {
  std::vector<Campaign> out;
  while (!impl_->awake.empty() && next_timer() <= tick) {
    const auto [last, number] = *impl_->awake.begin();
    auto& c = impl_->campaigns.at(number);
    impl_->put(c, last, true);
    out.push_back(c);
  }
  return out;
}

EventTime Tracker::next_timer() const {
  if (impl_->awake.empty()) return EventTime::max();
  return impl_->awake.begin()->first + impl_->config.dormant_after;
}

std::uint64_t Tracker::campaign_of(AccountIndex account) const {
  const auto found = impl_->campaign_of.find(account);
  return found == impl_->campaign_of.end() ? 0 : found->second;
}

std::vector<AccountIndex> Tracker::accounts_of(std::uint64_t number) const {
  std::vector<AccountIndex> out;
  const auto& all = impl_->accounts_of;
  for (auto a = all.lower_bound({number, 0}); a != all.end() && a->first == number; ++a)
    out.push_back(a->second);
  return out;
}

std::vector<AccountIndex> Tracker::accounts_of(std::string_view alert_id) const {
  for (const auto& [number, c] : impl_->campaigns)
    if (c.alert_id == alert_id) return accounts_of(number);
  return {};
}

const Campaign* Tracker::find(std::uint64_t number) const {
  const auto found = impl_->campaigns.find(number);
  return found == impl_->campaigns.end() ? nullptr : &found->second;
}

std::size_t Tracker::size() const { return impl_->campaigns.size(); }
std::uint64_t Tracker::forgotten() const { return impl_->forgotten; }

}  // namespace lockstep::campaign
