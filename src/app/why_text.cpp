#include "why_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "lockstep/alert/text_page.h"

namespace lockstep::app {
namespace {

using alert::count_of;
using alert::second_of;
using engine::Why;
using engine::WhyAccount;
using engine::WhyCommunity;
using engine::WhyPair;
using Met = evidence::PairStanding::Met;

constexpr std::size_t kMostPairs = 20, kMostNames = 6, kMostClues = 4;

class Answer {
 public:
  Answer(const Why& why, const signals::Registry& registry) : why_(why), registry_(registry) {}

  std::string write() {
    if (why_.as_of == EventTime::min()) {
      page_.paragraph(0, 2, "Why: there was no post to judge by");
      return page_.take();
    }
    page_.heading(fmt::format("Why, as of {} UTC", second_of(why_.as_of)));
    for (const auto& a : why_.accounts) account(a);
    if (!why_.pairs.empty()) pairs();
    for (std::size_t i = 0; i < why_.communities.size(); ++i) community(i);
    return page_.take();
  }

 private:
  template <class... T>
  void line(std::size_t indent, fmt::format_string<T...> format, T&&... values) {
    page_.paragraph(indent, 2, fmt::format(format, std::forward<T>(values)...));
  }
  std::string_view name(KindId kind) const { return registry_.kind(kind).def->name; }
  const std::string& name_of(std::size_t account) const { return why_.accounts[account].name; }
  std::string both(const WhyPair& p) const {
    return fmt::format("{} and {}", name_of(p.first), name_of(p.second));
  }

  void account(const WhyAccount& a);
  void clues_of(const WhyAccount& a);
  std::string standing_of(const WhyAccount& a) const;
  void campaign(const engine::WhyCampaign& c, bool of_account);
  void pairs();
  void pair(const WhyPair& p);
  std::string verdict_on(const WhyPair& p) const;
  void counted(Met met, std::string_view what);
  void community(std::size_t i);
  void alerted(const WhyCommunity& c);
  void supposed(const WhyCommunity& c);
  void gate(const WhyCommunity& c);
  void clues(const WhyCommunity& c);

  const Why& why_;
  const signals::Registry& registry_;
  alert::TextPage page_;
};

void Answer::account(const WhyAccount& a) {
  page_.heading(a.name);
  if (!a.known) {
    line(2,
         "Not among the accounts that were read: misspelt, outside the input, or so long ago "
         "that it is forgotten.");
    return;
  }
  line(2, "{}, seen {} UTC.", count_of(a.posts, "post"), alert::span_of(a.first_seen, a.last_seen));
  if (a.campaign)
    campaign(*a.campaign, true);
  else
    line(2, "Never a member of anything that was followed; in no alert.");
  line(2, "{}", standing_of(a));
  clues_of(a);
}

// Only telling ones: the rest says nothing by itself.
void Answer::clues_of(const WhyAccount& a) {
  std::size_t telling = 0;
  for (const auto& c : a.clues) {
    if (!c.telling || ++telling > kMostClues) continue;
    line(2, "{} {}: {} it; worth {:.1f} nats to a pair.", name(c.kind), c.text,
         c.others == 1 ? "1 other shows" : fmt::format("{} others show", c.others), c.nats);
  }
  if (telling > kMostClues) line(2, "and {} more like these", telling - kMostClues);
  if (telling == 0)
    line(2, "Shows no clue: nothing others show that is rare enough to tie a pair.");
}

std::string Answer::standing_of(const WhyAccount& a) const {
  switch (a.place) {
    case WhyAccount::Place::kMember:
      return fmt::format("Now in community {}, with {}{}.", a.community + 1,
                         count_of(a.accepted_pairs, "accepted pair"),
                         a.accepted_pairs < 2 ? ", by what is claimed of the group" : "");
    case WhyAccount::Place::kAssociate:
      return fmt::format("Now in community {}, as one that keeps it company.", a.community + 1);
    case WhyAccount::Place::kLeftOut:
      return fmt::format(
          "Left out of community {}: it meets it on what is popular only, or without its clue.",
          a.community + 1);
    case WhyAccount::Place::kNone:
      break;
  }
  return fmt::format("In no community now: {}.",
                     a.accepted_pairs == 0
                         ? "no pair of it with anybody is accepted"
                         : fmt::format("it has {}, and a member needs two that hang together",
                                       count_of(a.accepted_pairs, "accepted pair")));
}

void Answer::campaign(const engine::WhyCampaign& c, bool of_account) {
  const auto who = !of_account ? "Alerted as" : c.current ? "A member of" : "Once a member of";
  if (c.version == 0) {
    line(2, "{} {}, which was followed and never alerted.",
         of_account ? who : "The community behind", c.alert_id);
    return;
  }
  line(2, "{} {} ({}), version {}, {}: {}, confidence {}.{}", who, c.alert_id, c.campaign_id,
       c.version, alert::name(c.status), alert::name(c.assessment), c.confidence,
       c.current && !c.named ? " That version does not name it: it has joined since, and so few "
                               "are said when the alert is closed."
                             : "");
}

void Answer::pairs() {
  page_.heading("Pairs, strongest first");
  line(
      2,
      "A nat of evidence is 2.7 to 1 against chance, three are 20 to 1; kinds of act are averaged, "
      "since one copied post shows several. {} met at least once, and of so many some have much in "
      "common by chance: a pair is accepted from {:.1f} nats on.",
      count_of(why_.bar.pairs, "pair"), why_.bar.nats);
  std::size_t again = 0;
  for (const auto& p : why_.pairs) {
    if (p.standing.met == Met::kAgain && ++again <= kMostPairs) pair(p);
  }
  if (again > kMostPairs) line(2, "and {}, none stronger", count_of(again - kMostPairs, "pair"));
  counted(Met::kOnce,
          "met once. One coincidence is free: any two people may meet, and nothing was weighed.");
  counted(Met::kNever,
          fmt::format("never met on an object within {} of each other. What more than {:.0f} "
                      "accounts touched is not counted.",
                      format_duration(why_.look_back), why_.bar.popular));
}

void Answer::pair(const WhyPair& p) {
  const auto& s = p.standing;
  line(2, "{}: {}", both(p), verdict_on(p));
  for (const auto& kind : s.kinds)
    line(4, "{}: {} in common, {:.2g} by chance: {:.1f} nats", name(kind.kind), kind.shared,
         kind.by_chance, kind.nats);
  line(4, "kinds averaged {:.1f}, timing on {} {:+.1f}; last met {} UTC", s.selection,
       count_of(s.occasions, "occasion"), s.timing, second_of(s.last_met));
}

std::string Answer::verdict_on(const WhyPair& p) const {
  const auto& s = p.standing;
  if (s.accepted && s.total < why_.bar.nats)
    return fmt::format("accepted before; it has {:.1f} nats and stays down to {:.1f}", s.total,
                       why_.bar.keep);
  if (s.accepted) return fmt::format("accepted, {:.1f} nats", s.total);
  const auto short_by =
      fmt::format("not accepted, {:.1f} nats: short by {:.1f}", s.total, why_.bar.nats - s.total);
  if (!s.further)
    return short_by + fmt::format("; {} more objects would not do", evidence::kMostFurther);
  return short_by + fmt::format("; about {} more in common ({}) would do", s.further->objects,
                                name(s.further->kind));
}

void Answer::counted(Met met, std::string_view what) {
  std::size_t count = 0;
  std::string names;
  for (const auto& p : why_.pairs) {
    if (p.standing.met != met) continue;
    if (++count > kMostNames) continue;
    names += fmt::format("{}{}", names.empty() ? "" : "; ", both(p));
    if (met == Met::kOnce) names += fmt::format(" ({})", name(p.standing.kinds.front().kind));
  }
  if (count == 0) return;
  line(2, "{} {} {}{}", count_of(count, "pair"), what, names,
       count > kMostNames ? fmt::format("; and {} more", count - kMostNames) : "");
}

void Answer::community(std::size_t i) {
  const auto& c = why_.communities[i];
  std::vector<std::string> names;
  for (const auto n : c.named) names.push_back(name_of(n));
  if (names.size() > kMostNames) {
    const auto more = names.size() - kMostNames;
    names.resize(kMostNames);
    names.push_back(fmt::format("and {} more", more));
  }
  const auto who = fmt::format("{}", fmt::join(names, ", "));
  if (c.supposed) {
    page_.heading(fmt::format("Taken as one community: {}", who));
    supposed(c);
  } else {
    page_.heading(fmt::format("Community {}: {}, {}{}{}", i + 1, count_of(c.members, "account"),
                              count_of(c.finding.pairs, "accepted pair"),
                              who.empty() ? "" : "; of those asked for ", who));
    alerted(c);
  }
  for (const auto& claim : c.finding.claims)
    line(2, "Claimed of {} as a group: {}.", count_of(claim.accounts, "account"), claim.hypothesis);
  gate(c);
  clues(c);
}

void Answer::alerted(const WhyCommunity& c) {
  if (c.campaign && c.campaign->version > 0) {
    campaign(*c.campaign, false);
    if (c.campaign->status == alert::Status::kDismissed)
      line(2, "A person dismissed it: no further version until it is opened again.");
    return;
  }
  if (c.members < why_.min_accounts) {
    line(2, "Not alerted: a community has at least {} (graph.min_accounts).",
         count_of(why_.min_accounts, "account"));
  } else if (c.explained && !why_.alert_explained) {
    line(2,
         "Not alerted: a harmless explanation covers it. (assess.alert_explained has such "
         "communities alerted, as coordinated.)");
  } else {
    line(2,
         "Not alerted yet: it has not been looked at as it is now; where little changed it "
         "waits for graph.refresh.");
  }
}

void Answer::supposed(const WhyCommunity& c) {
  line(2,
       "They are no community: of their {}, {} accepted, and a member needs two such pairs; {} of "
       "the {} accounts {} them.",
       count_of(c.members * (c.members - 1) / 2, "pair"),
       c.finding.pairs == 1 ? "1 is" : fmt::format("{} are", c.finding.pairs), c.two_pairs,
       c.members, c.two_pairs == 1 ? "has" : "have");
  if (c.two_pairs >= why_.min_accounts)
    line(2,
         "What hangs together more closely with others is parted (graph.gamma), and who only "
         "meets a community on what is popular is left out of it: see above.");
  if (c.members < why_.min_accounts)
    line(2, "They are too few: a community has at least {} (graph.min_accounts).",
         count_of(why_.min_accounts, "account"));
  if (c.finding.claims.empty())
    line(2,
         "Nor is anything claimed of them as a group: no first wave (assess.burst_rules), no "
         "holders of one clue that keep meeting.");
}

// Whether the word inauthentic may be used, and how sure it is.
void Answer::gate(const WhyCommunity& c) {
  const auto explains = [](const auto& b) { return b.outcome == "explains"; };
  const auto& f = c.finding;
  // Of supposed ones that did nothing together, what would be said if they had.
  const bool would_be = (c.clue_holders >= c.holders_needed || !why_.require_clue) &&
                        std::none_of(f.benign.begin(), f.benign.end(), explains);
  const bool called = f.verdict == assess::Verdict::kCoordinatedInauthentic;
  line(2, "{}: clues cover {} of {} accounts, and {}.",
       c.supposed ? fmt::format("If they were one, they would {}be called inauthentic",
                                would_be ? "" : "not ")
       : called   ? "Called inauthentic"
                  : "Not called inauthentic",
       c.clue_holders, c.members,
       why_.require_clue ? fmt::format("{} are needed", c.holders_needed)
                         : "none are needed (assess.require_clue)");
  for (const auto& b : f.benign) {
    if (explains(b)) line(4, "explains it: {} ({})", b.hypothesis, b.reason);
  }
  if (!c.supposed)
    line(2, "Confidence {}, of {} at most: {}.", f.confidence, c.cap.most, c.cap.because);
}

void Answer::clues(const WhyCommunity& c) {
  std::size_t shown = 0;
  for (std::size_t i = 0; i < c.finding.shared.size() && shown < kMostClues; ++i) {
    const auto& s = c.finding.shared[i];
    if (s.act || !registry_.kind(s.kind).def->clue) continue;
    if (!s.clue && c.clue_holders >= c.holders_needed) continue;  // what lacks, where some does
    ++shown;
    line(2, "{} {}: {} of them and {}, {:.1f} nats{}", name(s.kind), s.text, s.members,
         count_of(s.accounts - s.members, "other"), s.weight,
         s.excused ? "; excused, its holders are mostly outlets, declared bots or colleagues"
         : s.clue  ? ""
                   : "; no clue: too few hold it, it is common, or shows on one site only");
    const auto group = std::find_if(c.clue_groups.begin(), c.clue_groups.end(),
                                    [&](const auto& g) { return g.shared == i; });
    if (group == c.clue_groups.end()) continue;
    const auto& g = group->standing;
    line(4,
         "its {} weighed as a group: {:.1f} nats ({:.1f} needed), {} of them keep meeting ({} "
         "needed)",
         count_of(g.holders, "holder"), g.nats, g.bar, g.regulars,
         evidence::ClueGroups::kMinMembers);
  }
}

}  // namespace

std::string to_text(const engine::Why& why, const signals::Registry& registry) {
  return Answer(why, registry).write();
}

}  // namespace lockstep::app
