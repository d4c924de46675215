#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "bounds.h"
#include "lockstep/alert/alert.h"
#include "lockstep/alert/text_page.h"

namespace lockstep::alert {
namespace {

constexpr double kBatchDays = 30;   // accounts made closer together than this are worth a line
constexpr double kOneMake = 0.9;    // as is what so many of them have in common
constexpr double kSameRatio = 0.1;  // and ratios of followers this close
constexpr double kEven = 0.8;       // people's delays are exponential or heavier: 1 and more
constexpr double kOwn = 0.5, kOneWay = 0.2;
constexpr std::uint64_t kOrders = 10;
constexpr std::size_t kNamedCommunities = 3, kNamedFollowed = 3;

void add_rhythm(const Rhythm& r, std::vector<std::string>& out) {
  out.push_back(
      fmt::format("{} of them, held against {} others as active: gaps more regular than of {:.0f} "
                  "%, hours more alike than of {:.0f} %",
                  r.accounts, r.controls, 100 * r.less_regular, 100 * r.less_alike));
  if (r.zone_skewed > 0)
    out.push_back(fmt::format(
        "{} of {} keep other hours than those of the time zone or country they claim, typically "
        "{:.0f} h off",
        r.zone_skewed, count_of(r.zone_claims, "account"), std::abs(r.zone_skew_hours)));
}

void add_evenness(const Evenness& e, std::vector<std::string>& out) {
  out.push_back(
      fmt::format("{} of them, held against {} others as active: pace within a sitting more even "
                  "than of {:.0f} % (variation {:.1f})",
                  e.accounts, e.controls, std::floor(100 * e.less_even), e.variation));
}

// What stands out, not everything that could be told.
void add_structure(const Structure& s, std::vector<std::string>& out) {
  if (s.response_s)
    out.push_back(
        fmt::format("typically there {} after an object first appears, {:.0f} % within a "
                    "minute",
                    plain_span(*s.response_s), 100 * s.within_minute.value_or(0)));
  if (s.pace_variation && *s.pace_variation < kEven)
    out.push_back(fmt::format("one follows the next more evenly than people do (variation {:.1f})",
                              *s.pace_variation));
  if (s.insider_share && *s.insider_share >= kOwn)
    out.push_back(fmt::format("{:.0f} % of the accounts on the typical object are of the cluster",
                              100 * *s.insider_share));
  if (s.reciprocity && s.follows >= kOrders && *s.reciprocity <= kOneWay)
    out.push_back(
        fmt::format("the same ones come first: {} orders of two accounts, {:.0f} % of "
                    "them ever reversed",
                    s.follows, 100 * *s.reciprocity));
}

// Who is copied is a member like who copies.
void add_followed(const Alert& alert, std::vector<std::string>& out) {
  std::vector<std::string_view> named;
  std::size_t all = 0;
  for (const Member& m : alert.accounts) {
    if (m.basis != Basis::kFollowed) continue;
    if (++all <= kNamedFollowed) named.push_back(id(m.account));
  }
  if (all == 0) return;
  out.push_back(
      fmt::format("{} came first and show no clue, so others may just copy them: {}{}",
                  count_of(all, "account"), fmt::join(named, ", "),
                  all > named.size() ? fmt::format(" and {} more", all - named.size()) : ""));
}

void add_make(const Homogeneity& h, std::vector<std::string>& out) {
  if (h.creation_middle_days && *h.creation_middle_days <= kBatchDays)
    out.push_back(
        fmt::format("half of them were created within {:.1f} days", *h.creation_middle_days));
  if (h.young_share && *h.young_share >= 0.5)
    out.push_back(fmt::format("{:.0f} % were created less than 30 days before they were first seen",
                              100 * *h.young_share));
  if (h.client_share && *h.client_share >= kOneMake)
    out.push_back(fmt::format("{:.0f} % post with the same app", 100 * *h.client_share));
  if (h.follow_ratio_spread && *h.follow_ratio_spread <= kSameRatio)
    out.emplace_back("most have the same ratio of followers to followed");
}

void add_reach(const Alert& alert, std::vector<std::string>& out) {
  for (const Amplifier& a : first(alert.amplifiers, 1)) {
    std::string line = fmt::format("most seen: {}", id(a.account));
    if (a.views) line += ", " + count_of(*a.views, "view");
    if (a.followers) line += ", " + count_of(*a.followers, "follower");
    out.push_back(std::move(line));
  }
  if (!alert.audience_jump) return;
  const AudienceJump& j = *alert.audience_jump;
  out.push_back(fmt::format("within {:.0f} s one object was shared by {} ({}) and next by {} ({})",
                            j.delay_s, id(j.from), count_of(j.from_followers, "follower"), id(j.to),
                            count_of(j.to_followers, "follower")));
}

void add_places(const Alert& alert, std::vector<std::string>& out) {
  if (!alert.communities.empty()) {
    std::vector<std::string> named;
    for (const Community& c : first(alert.communities, kNamedCommunities))
      named.push_back(fmt::format("{} ({})", id(c.community), count_of(c.posts, "post")));
    if (alert.community_count > named.size())
      named.push_back(fmt::format("{} more", alert.community_count - named.size()));
    std::string line = fmt::format("put into {}", fmt::join(named, ", "));
    if (alert.cross_posted > 0)
      line += fmt::format("; {} into more than one", count_of(alert.cross_posted, "object"));
    out.push_back(std::move(line));
  }
  if (!alert.engagement) return;
  const Engagement& e = *alert.engagement;
  const auto most = e.median == 0 ? "no interaction"
                                  : fmt::format("{} or fewer", count_of(e.median, "interaction"));
  out.push_back(fmt::format("half of {} had {} when collected, the most {}",
                            count_of(e.posts, "post"), most, e.top));
}

}  // namespace

std::vector<std::string> known_in_words(const Alert& alert) {
  std::vector<std::string> out;
  if (alert.rhythm) add_rhythm(*alert.rhythm, out);
  if (alert.evenness) add_evenness(*alert.evenness, out);
  add_structure(alert.structure, out);
  add_followed(alert, out);
  add_make(alert.homogeneity, out);
  add_reach(alert, out);
  add_places(alert, out);
  if (!alert.features_missing.empty())
    out.push_back(fmt::format("not known of any: {}",
                              fmt::join(first(alert.features_missing, kMaxMissing), ", ")));
  return out;
}

}  // namespace lockstep::alert
