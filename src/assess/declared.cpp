#include "declared.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <set>
#include <string>

#include "families.h"
#include "shares.h"

namespace lockstep::assess {
namespace {

using evidence::Account;
using evidence::Evidence;

constexpr double kMostlyOutlets = 0.6, kMaybeOutlets = 0.3, kMostlyAutomated = 0.5;

bool is_automated(const Account& a) { return a.facts.automated; }

bool is_outlet(const Account& a) {
  return a.facts.verified || a.facts.kind == "page" || a.facts.kind == "channel";
}

// Those in `rest` that show it, if they are a clue without the others. What links show is the
// publisher's, whoever posts them.
std::vector<AccountIndex> tied_by(const SharedFinding& s, std::span<const AccountIndex> rest,
                                  const Evidence& evidence, const AssessConfig& config) {
  std::vector<AccountIndex> out;
  if (!s.clue || !is_own(evidence.kinds()[s.kind], evidence.kinds())) return out;
  for (const auto& t : s.touches)
    if (std::binary_search(rest.begin(), rest.end(), t.account)) out.push_back(t.account);
  const bool enough = static_cast<std::int64_t>(out.size()) >= config.clues.members &&
                      config.clues.is_telling(s.weight, out.size(), rest.size());
  if (!enough) out.clear();
  return out;
}

// What `share` of the members says of itself.
BenignFinding told(std::string hypothesis, std::string reason, double share, double mostly,
                   double maybe, bool rest_tied) {
  if (rest_tied && share >= maybe)
    reason += "; others are tied by what accounts have of their own, and say nothing of the kind";
  return {std::move(hypothesis),
          share >= mostly && !rest_tied ? "explains"
          : share >= maybe              ? "possible"
                                        : "excluded",
          std::move(reason)};
}

}  // namespace

std::vector<AccountIndex> undeclared(std::span<const AccountIndex> members,
                                     const Evidence& evidence) {
  std::vector<AccountIndex> out;
  std::copy_if(members.begin(), members.end(), std::back_inserter(out), [&](AccountIndex m) {
    const auto* a = evidence.accounts().find(m);
    return a == nullptr || !(a->facts.verified || is_automated(*a));
  });
  return out;
}

bool is_of_the_declared(const SharedFinding& clue, std::span<const AccountIndex> holders,
                        std::span<const AccountIndex> rest, const Evidence& evidence,
                        const AssessConfig& config) {
  return (share_of(holders, evidence, is_outlet) >= kMostlyOutlets ||
          share_of(holders, evidence, is_automated) >= kMostlyAutomated) &&
         tied_by(clue, rest, evidence, config).empty();
}

bool is_rest_tied(std::span<const AccountIndex> members, const Finding& f, const Evidence& evidence,
                  const AssessConfig& config) {
  const auto rest = undeclared(members, evidence);
  std::set<AccountIndex> tied;
  for (const auto& s : f.shared) {
    if (s.excused) continue;
    const auto holders = tied_by(s, rest, evidence, config);
    tied.insert(holders.begin(), holders.end());
  }
  return !tied.empty() && static_cast<double>(tied.size()) >= config.clues.wide(rest.size());
}

BenignFinding declared_automation(std::span<const AccountIndex> members, bool rest_tied,
                                  const Evidence& evidence) {
  const double share = share_of(members, evidence, is_automated);
  return told("declared automation",
              fmt::format("{} % of the accounts declare that they are automated", percent(share)),
              share, kMostlyAutomated, std::numeric_limits<double>::min(), rest_tied);
}

// Syndication: outlets, pages and verified accounts that publish the same things in the open.
BenignFinding one_publisher(std::span<const AccountIndex> members, bool rest_tied,
                            const Evidence& evidence) {
  const double share = share_of(members, evidence, is_outlet);
  return told("syndication by one publisher",
              fmt::format("{} % of the accounts are verified, pages or channels, as outlets of one "
                          "publisher would be",
                          percent(share)),
              share, kMostlyOutlets, kMaybeOutlets, rest_tied);
}

}  // namespace lockstep::assess
