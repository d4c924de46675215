#include "benign.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "declared.h"
#include "families.h"
#include "lockstep/core/median.h"
#include "shares.h"
#include "structure.h"

namespace lockstep::assess {
namespace {

using evidence::Evidence;

constexpr double kOneAim = 0.4;

double established_share(std::span<const AccountIndex> members, const Evidence& evidence,
                         const AssessConfig& config) {
  const Duration age = std::chrono::hours{24 * config.established_days};
  return share_of(members, evidence, [&](const auto& a) {
    return a.facts.created_at && a.first_seen - *a.facts.created_at >= age;
  });
}

BenignFinding established_accounts(std::span<const AccountIndex> members, const Evidence& evidence,
                                   const AssessConfig& config) {
  const auto dated =
      share_of(members, evidence, [](const auto& a) { return a.facts.created_at.has_value(); });
  if (dated < 0.5) {
    return {"long-lived community", "not assessed",
            "the creation dates of most accounts are not known"};
  }
  const double old = established_share(members, evidence, config);
  const auto reason = fmt::format("{} % of the accounts were more than {} days old when first seen",
                                  percent(old), config.established_days);
  return {"long-lived community", old >= 0.5 ? "possible" : "excluded", reason};
}

// Are the members a minority of the many who shared the same things?
constexpr double kPublic = 64;
BenignFinding public_event(std::span<const SharedFinding> shared) {
  std::vector<double> crowds;
  for (const auto& f : shared) {
    if (f.act) crowds.push_back(static_cast<double>(f.accounts));
  }
  if (crowds.empty()) return {"public event", "not assessed", "no shared acts are remembered"};
  const double typical = *insider_share(shared), crowd = upper_median(crowds);
  const auto reason = fmt::format(
      "the cluster makes up {} % of the accounts that shared the typical object, {:.0f} in all",
      percent(typical), crowd);
  return {"public event",
          typical < 0.2 && crowd >= kPublic ? "explains"
          : typical < 0.5                   ? "possible"
                                            : "excluded",
          reason};
}

// What the members' posts were about: whom they acted upon, where they linked.
struct Aims {
  std::size_t posts = 0, replies = 0, targets = 0;
  double one_target = 0, one_site = 0;  // share of posts on the most frequent target, site
};

template <class Map>
double largest_share(const Map& counts, std::size_t all) {
  std::size_t most = 0;
  for (const auto& [key, n] : counts) most = std::max(most, n);
  return all == 0 ? 0 : static_cast<double>(most) / static_cast<double>(all);
}

// Over the posts of `accounts`; of everybody if it is null.
Aims aims_of(std::span<const SharedFinding> shared, const std::vector<AccountIndex>* accounts) {
  std::set<const evidence::PostInfo*> posts;
  for (const auto& s : shared) {
    if (!s.act) continue;
    for (const auto& t : s.touches) {
      if (accounts == nullptr || std::binary_search(accounts->begin(), accounts->end(), t.account))
        posts.insert(t.post.get());
    }
  }
  Aims out;
  std::map<std::uint64_t, std::size_t> targets, sites;
  for (const auto* p : posts) {
    if (p->target != 0) ++targets[p->target];
    if (p->site != 0) ++sites[p->site];
    if (p->action == Action::kReply) ++out.replies;
  }
  out.posts = posts.size();
  out.targets = targets.size();
  out.one_target = largest_share(targets, posts.size());
  out.one_site = largest_share(sites, posts.size());
  return out;
}

// Whether no clue is anything but an address, or a fact about pages.
bool only_places(const Finding& f, const Evidence& evidence) {
  return std::none_of(f.shared.begin(), f.shared.end(), [&](const auto& s) {
    const auto& kind = evidence.kinds()[s.kind];
    return s.clue && kind.ties && !kind.place;
  });
}

// Fans, followers, a congregation: they meet because they follow one account.
BenignFinding audience(const Aims& aims, const Finding& f) {
  const auto reason =
      fmt::format("{} % of the posts act upon one account", percent(aims.one_target));
  return {"audience of one account",
          aims.one_target < 0.3                          ? "excluded"
          : aims.one_target < 0.5 || f.clue_coverage > 0 ? "possible"
                                                         : "explains",
          reason};
}

// A desk answers many different people; a swarm answers one.
BenignFinding support_desk(const Aims& aims, const Finding& f, const Evidence& evidence) {
  const double share =
      aims.posts == 0 ? 0 : static_cast<double>(aims.replies) / static_cast<double>(aims.posts);
  const auto reason = fmt::format("{} % of the posts are replies, to {} different accounts",
                                  percent(share), aims.targets);
  const bool desk = share >= 0.6 && 3 * aims.targets >= aims.replies;
  return {"support desk",
          !desk                      ? "excluded"
          : only_places(f, evidence) ? "explains"
                                     : "possible",
          reason};
}

// Sorted.
std::vector<AccountIndex> holders_of(const SharedFinding& s) {
  std::vector<AccountIndex> holders;
  for (const auto& t : s.touches) holders.push_back(t.account);
  std::sort(holders.begin(), holders.end());
  return holders;
}

// How much of what the holders of an address do is about one account or site.
double aim_of(const std::vector<AccountIndex>& holders, const Finding& f) {
  const auto aims = aims_of(f.shared, &holders);
  return std::max(aims.one_target, aims.one_site);
}

// Colleagues and students share an address, and an employer or a paper to talk about. Each address
// is looked at by itself: a viral post may bring two offices together. Of long-lived accounts an
// address alone is no clue: it would call every office that shares its news an operation.
bool is_workplace(double aim, const std::vector<AccountIndex>& holders, const Evidence& evidence,
                  const AssessConfig& config) {
  return aim >= kOneAim || established_share(holders, evidence, config) >= 0.5;
}

// Where somebody was seen; of who has not acted yet, that is where the account was registered.
bool is_place(const SharedFinding& s, const Finding& f, const Evidence& evidence) {
  const auto kinds = evidence.kinds();
  if (kinds[s.kind].place || acted(f)) return kinds[s.kind].place;
  return std::any_of(kinds.begin(), kinds.end(), [&](const auto& kind) {
    return kind.place && kind.group == kinds[s.kind].group;
  });
}

// They share none that few others use. One that many use may be a carrier's, or a campus's.
BenignFinding at_common_address(const Finding& f, const Evidence& evidence) {
  const SharedFinding* most = nullptr;
  for (const auto& s : f.shared)
    if (is_place(s, f, evidence) && (most == nullptr || s.members > most->members)) most = &s;
  if (most == nullptr) return {"employer or campus", "excluded", "the accounts share no address"};
  return {"employer or campus", 2 * most->members >= f.members.size() ? "possible" : "excluded",
          fmt::format("{} of the accounts share an address, of {} accounts seen with it",
                      most->members, most->accounts)};
}

BenignFinding employer(const Finding& f, const Evidence& evidence, const AssessConfig& config) {
  if (!f.clues_visible) {
    return {"employer or campus", "not assessed", "addresses of most accounts are not known"};
  }
  std::size_t places = 0, busy = 0;
  double least = 1;
  for (const auto& s : f.shared) {
    if (!s.clue || !evidence.kinds()[s.kind].place) continue;
    ++places;
    const auto holders = holders_of(s);
    const double aim = aim_of(holders, f);
    least = std::min(least, aim);
    if (is_workplace(aim, holders, evidence, config)) ++busy;
  }
  if (places == 0) return at_common_address(f, evidence);
  const auto reason = fmt::format(
      "the accounts share {}; those at each are about one account or site in {} % of their posts "
      "or more, and at {} of them they are mostly that or long-lived",
      places == 1 ? "one address" : fmt::format("{} addresses", places), percent(least), busy);
  return {"employer or campus",
          busy == places && only_places(f, evidence) ? "explains" : "possible", reason};
}

// Whether devices, sessions or the like are known of most: what one operator's accounts would
// share.
bool shows_belongings(std::span<const AccountIndex> accounts, const Evidence& evidence) {
  return most_show(accounts, evidence, [](const evidence::KindModel& kind) {
    return kind.ties && !kind.place && kind.family == kInfrastructure;
  });
}

// Colleagues share a line, and no more of what they own: at least half of the holders must hold
// another clue, of accounts and not of pages, for the address to count all the same.
bool tied_otherwise(const std::vector<AccountIndex>& holders, const Finding& f,
                    const Evidence& evidence) {
  std::set<AccountIndex> tied;
  for (const auto& s : f.shared) {
    const auto& kind = evidence.kinds()[s.kind];
    if (!s.clue || kind.place || !kind.ties) continue;
    for (const auto a : holders_of(s)) {
      if (std::binary_search(holders.begin(), holders.end(), a)) tied.insert(a);
    }
  }
  return 2 * tied.size() >= holders.size();
}

BenignFinding innocent_clues(const Finding& f, bool covered) {
  const auto clues =
      std::count_if(f.shared.begin(), f.shared.end(), [](const auto& s) { return s.clue; });
  const auto excused =
      std::count_if(f.shared.begin(), f.shared.end(), [](const auto& s) { return s.excused; });
  const auto reason = clues == 0
                          ? std::string("no attribute that they share is a clue")
                          : fmt::format(
                                "{} of {} shared attributes are held mostly by outlets, declared "
                                "bots, or colleagues at one address",
                                excused, clues);
  return {"attributes with an innocent reason",
          excused == 0                      ? "excluded"
          : covered && f.clue_coverage <= 0 ? "explains"
                                            : "possible",
          reason};
}

// The share of the posts among the evidence that are about listed objects.
double share_about(const std::vector<std::string>& listed, std::span<const SharedFinding> shared) {
  std::set<const evidence::PostInfo*> all, about;
  std::set<KeyHash> sites;  // a page is of its site
  for (const auto& s : shared) {
    if (!s.act) continue;
    const bool named = std::find(listed.begin(), listed.end(), s.text) != listed.end();
    if (named) sites.insert(s.key);
    for (const auto& t : s.touches) {
      all.insert(t.post.get());
      if (named) about.insert(t.post.get());
    }
  }
  for (const auto* post : all)
    if (sites.contains(post->site)) about.insert(post);
  return all.empty() ? 0 : static_cast<double>(about.size()) / static_cast<double>(all.size());
}

BenignFinding allow_listed(std::span<const AccountIndex> members, const Finding& f,
                           const Evidence& evidence, const AssessConfig& config) {
  if (config.allow_list.empty() && config.allow_objects.empty()) {
    return {"allow-list", "not assessed", "no accounts or objects are listed"};
  }
  const double accounts = share_of(members, evidence, [&](const auto& a) {
    return std::find(config.allow_list.begin(), config.allow_list.end(), a.name) !=
           config.allow_list.end();
  });
  const double posts = share_about(config.allow_objects, f.shared);
  // A subject everybody may talk about excuses nobody who shares a device.
  const bool explains = accounts >= 0.5 || (posts >= 0.5 && f.clue_coverage <= 0);
  return {"allow-list",
          explains                        ? "explains"
          : std::max(accounts, posts) > 0 ? "possible"
                                          : "excluded",
          fmt::format("{} % of the accounts are listed, and {} % of their posts are about listed "
                      "objects",
                      percent(accounts), percent(posts))};
}

}  // namespace

void excuse_clues(std::span<const AccountIndex> members, Finding& f, const Evidence& evidence,
                  const AssessConfig& config) {
  const auto rest = undeclared(members, evidence);
  for (auto& s : f.shared) {
    if (!s.clue) continue;
    const auto holders = holders_of(s);
    s.excused = is_of_the_declared(s, holders, rest, evidence, config) ||
                (evidence.kinds()[s.kind].place && !tied_otherwise(holders, f, evidence) &&
                 (shows_belongings(holders, evidence) ||
                  is_workplace(aim_of(holders, f), holders, evidence, config)));
  }
}

std::vector<BenignFinding> benign_checks(std::span<const AccountIndex> members, const Finding& f,
                                         bool covered, const Evidence& evidence,
                                         const AssessConfig& config) {
  const auto aims = aims_of(f.shared, nullptr);
  const bool rest_tied = is_rest_tied(members, f, evidence, config);
  return {declared_automation(members, rest_tied, evidence),
          one_publisher(members, rest_tied, evidence),
          established_accounts(members, evidence, config),
          public_event(f.shared),
          audience(aims, f),
          support_desk(aims, f, evidence),
          employer(f, evidence, config),
          innocent_clues(f, covered),
          allow_listed(members, f, evidence, config)};
}

}  // namespace lockstep::assess
