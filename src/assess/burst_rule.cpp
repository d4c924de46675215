#include "lockstep/assess/burst_rule.h"

#include "lockstep/core/sentence.h"

namespace lockstep::assess {
namespace {

constexpr std::uint32_t kMinAccounts = 3, kMaxAccounts = 64;

}  // namespace

std::optional<BurstRule> parse_burst_rule(std::string_view line) {
  const auto colon = line.find(": ");
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  BurstRule rule;
  rule.hypothesis = line.substr(0, colon);
  Sentence s(line.substr(colon + 2));
  for (const auto kind : parts_of(s.next(), '/')) rule.kinds.emplace_back(kind);
  s.expect("by");
  rule.accounts = s.count();
  auto who = s.next();
  rule.of_birth = who == "new";
  if (rule.of_birth) who = s.next();
  if (who != "accounts") return std::nullopt;
  s.expect("within");
  rule.within = s.duration();
  s.expect("and");
  rule.sharing = s.count();
  s.expect("share a");
  const auto what = s.next();
  rule.of_campaign = what == "campaign";
  if (rule.of_campaign) {
    s.expect("and target younger than");
    rule.target_age = s.duration();
  }
  if (rule.of_birth && rule.of_campaign) return std::nullopt;
  const bool sane = rule.accounts >= kMinAccounts && rule.accounts <= kMaxAccounts &&
                    rule.sharing >= 2 && rule.sharing <= rule.accounts && !rule.kinds.empty();
  if (!s.ok() || !s.done() || !(rule.of_campaign || what == "clue") || !sane) return std::nullopt;
  return rule;
}

std::vector<std::string> shipped_burst_rules() {
  return {
      "accounts tied by a clue posted nearly the same text in one wave: text by 5 accounts within "
      "10m and 3 share a clue",
      "accounts tied by a clue pushed one object in one wave: media/url/repost by 5 accounts "
      "within "
      "10m and 3 share a clue",
      "a known campaign lifts a new account: reply/repost by 5 accounts within 10m and 5 share a "
      "campaign and target younger than 30d",
      "new accounts of one make were registered together: registration-ip/avatar/bio/persona by 5 "
      "new accounts within 1d and 3 share a clue",
  };
}

}  // namespace lockstep::assess
