// The six hunts in words, and a hit as a line, as a record and as a row.
#include "lockstep/hunt/hunts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "lockstep/alert/hidden_name.h"
#include "lockstep/alert/text_page.h"

namespace lockstep::hunt {
namespace {

constexpr std::array<std::string_view, kHuntCount> kNames{
    "new-accounts",   "sudden-domains",  "synchronised",
    "repeated-media", "referral-chains", "low-entropy-repliers"};

constexpr std::string_view kSchema = "lockstep.hunt/1";
constexpr std::size_t kRfc3339Day = 10;  // characters of "2026-04-16"
constexpr std::size_t kMaxKey = 60;      // columns of a name in a table

double rounded(double x) { return std::round(x * 1000) / 1000; }
std::string day_of(EventTime t) { return format_rfc3339(t).substr(0, kRfc3339Day); }

// Strangers wrote it.
std::string brief(std::string_view text) { return alert::shorten(alert::printable(text), kMaxKey); }

std::string_view unit_of(HuntId hunt) {
  switch (hunt) {
    case HuntId::kNewAccounts:
      return "young accounts";
    case HuntId::kSynchronised:
      return "s median gap of the first arrivals";
    case HuntId::kLowEntropyRepliers:
      return "entropy";
    default:
      return "accounts";
  }
}

}  // namespace

std::string_view name(HuntId hunt) noexcept { return kNames[static_cast<std::size_t>(hunt)]; }

std::optional<HuntId> find_hunt(std::string_view name) noexcept {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<HuntId>(found - kNames.begin());
}

std::array<HuntText, kHuntCount> describe_hunts(const HuntOptions& o) {
  const auto nats = fmt::format("score of {} nats", o.min_score);
  return {{
      {kNames[0], "An operation registers accounts and sends them to one object at once.",
       "accounts younger than " + format_duration(o.new_account_age) +
           " among those that touched an object within the day, against their share of all that "
           "acted that day",
       fmt::format("{} young accounts, {}", o.min_new_accounts, nats)},
      {kNames[1], "A site made or woken for a campaign is in many accounts' posts from one day on.",
       "accounts that linked to a site within the day, against their mean over the days before",
       fmt::format("{} accounts, {} times the mean, a day before, {}", o.min_domain_accounts,
                   o.domain_growth, nats)},
      {kNames[2], "Accounts on one schedule arrive closer together than people do.",
       fmt::format("gaps between the first {} arrivals at an object within the day, against the "
                   "gaps of its kind at the same rank of arrival",
                   kMostArrivals),
       fmt::format("{} accounts, {}", o.min_synchronised, nats)},
      {kNames[3], "Accounts that do not address each other post one picture.",
       "accounts whose own posts show a picture (or near-duplicates) within the day and answer "
       "nobody, against the mean over pictures that two or more share",
       fmt::format("{} accounts, {}", o.min_media_accounts, nats)},
      {kNames[4], "Links led through the same private redirectors to the same site are one hand's.",
       "accounts whose links took the same chain of redirectors within the day, by how rare its "
       "rarest redirector is among accounts that posted links",
       fmt::format("{} accounts, {}", o.min_chain_accounts, nats)},
      {kNames[5],
       "Scripted repliers vary whom they answer, with which words and when, less than people.",
       "entropy of gaps, targets and wordings over all replies so far (0: always the same, 1: "
       "never), "
       "against the mean of accounts with as many replies",
       fmt::format("{} replies, entropy at most {}, {} standard deviations below the mean",
                   o.min_replies, o.max_entropy, o.min_deviations)},
  }};
}

std::string hit_id(const Hit& hit) {
  const auto what =
      fmt::format("{} {} {} {:016x}", name(hit.hunt), day_of(hit.day), hit.kind, hit.object);
  return fmt::format("hit-{:016x}", stable_hash(what));
}

std::string to_json_line(const Hit& hit) {
  nlohmann::ordered_json line = {{"schema", kSchema},
                                 {"hit_id", hit_id(hit)},
                                 {"hunt", name(hit.hunt)},
                                 {"day", day_of(hit.day)},
                                 {"kind", hit.kind},
                                 {"key", hit.key},
                                 {"count", hit.count},
                                 {"value", rounded(hit.value)},
                                 {"expected", rounded(hit.expected)},
                                 {"score", rounded(hit.score)},
                                 {"first", format_rfc3339(hit.first)},
                                 {"last", format_rfc3339(hit.last)},
                                 {"posts", hit.posts}};
  if (hit.deleted) line["deleted"] = true;
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

runtime::OutputRecord to_record(const Hit& hit, const std::string& topic, const std::string& tlp) {
  std::string value = to_json_line(hit);
  value.pop_back();  // a record ends without a line's end
  return {topic,
          -1,
          hit_id(hit),
          std::move(value),
          {{"schema", std::string(kSchema)},
           {"hunt", std::string(name(hit.hunt))},
           {"day", day_of(hit.day)},
           {"kind", hit.kind},
           {"score", fmt::format("{}", rounded(hit.score))},
           {"tlp", tlp}}};
}

std::string to_table(std::span<const Hit> hits) {
  std::string out;
  const auto at = std::back_inserter(out);
  const Hit* before = nullptr;
  for (const auto& hit : hits) {
    if (before == nullptr || hit.day != before->day || hit.hunt != before->hunt)
      fmt::format_to(at, "{}{}  {}\n", before == nullptr ? "" : "\n", day_of(hit.day),
                     name(hit.hunt));
    before = &hit;
    const bool replier = hit.hunt == HuntId::kLowEntropyRepliers;
    fmt::format_to(at, "  {:>7.1f}  {} {}: {} {}; {:.3g} {} where {:.3g} is usual\n", hit.score,
                   hit.kind, brief(hit.key), hit.count, replier ? "replies" : "accounts", hit.value,
                   unit_of(hit.hunt), hit.expected);
    if (hit.deleted) fmt::format_to(at, "           {}\n", alert::kTextRemoved);
    if (hit.posts.empty()) continue;
    out += "          ";
    for (const auto& post : hit.posts) out += ' ' + alert::printable(post);
    out += '\n';
  }
  return out;
}

}  // namespace lockstep::hunt
