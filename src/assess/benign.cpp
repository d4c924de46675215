#include "benign.h"

#include <fmt/format.h>

#include <algorithm>

namespace lockstep::assess {
namespace {

using evidence::Evidence;

// The share of members for which `holds` is true.
template <class F>
double share_of(std::span<const AccountIndex> members, const Evidence& evidence, F&& holds) {
  std::size_t n = 0;
  for (const auto m : members) {
    const auto* a = evidence.accounts().find(m);
    if (a != nullptr && holds(*a)) ++n;
  }
  return static_cast<double>(n) / static_cast<double>(members.size());
}

int percent(double share) { return static_cast<int>(share * 100 + 0.5); }

BenignFinding declared_automation(std::span<const AccountIndex> members, const Evidence& evidence) {
  const double share = share_of(members, evidence, [](const auto& a) { return a.facts.automated; });
  const auto reason =
      fmt::format("{} % of the accounts declare that they are automated", percent(share));
  return {"declared automation",
          share >= 0.5 ? "explains"
          : share > 0  ? "possible"
                       : "excluded",
          reason};
}

// Syndication: outlets, pages and verified accounts that publish the same things in the open.
BenignFinding one_publisher(std::span<const AccountIndex> members, const Evidence& evidence) {
  const double share = share_of(members, evidence, [](const auto& a) {
    return a.facts.verified || a.facts.kind == "page" || a.facts.kind == "channel";
  });
  const auto reason = fmt::format(
      "{} % of the accounts are verified, pages or channels, as outlets of one publisher "
      "would be",
      percent(share));
  return {"syndication by one publisher",
          share >= 0.6   ? "explains"
          : share >= 0.3 ? "possible"
                         : "excluded",
          reason};
}

BenignFinding established_accounts(std::span<const AccountIndex> members, const Evidence& evidence,
                                   const AssessConfig& config) {
  const auto dated =
      share_of(members, evidence, [](const auto& a) { return a.facts.created_at.has_value(); });
  if (dated < 0.5) {
    return {"long-lived community", "not assessed",
            "the creation dates of most accounts are not known"};
  }
  const Duration age = std::chrono::hours{24 * config.established_days};
  const double old = share_of(members, evidence, [&](const auto& a) {
    return a.facts.created_at && a.first_seen - *a.facts.created_at >= age;
  });
  const auto reason = fmt::format("{} % of the accounts were more than {} days old when first seen",
                                  percent(old), config.established_days);
  return {"long-lived community", old >= 0.5 ? "possible" : "excluded", reason};
}

// Are the members a minority of those who shared the same things?
BenignFinding public_event(std::span<const SharedFinding> shared) {
  std::vector<double> shares;
  for (const auto& f : shared) {
    if (f.act) shares.push_back(static_cast<double>(f.members) / static_cast<double>(f.accounts));
  }
  if (shares.empty()) return {"public event", "not assessed", "no shared acts are remembered"};
  const auto middle = shares.begin() + static_cast<std::ptrdiff_t>(shares.size() / 2);
  std::nth_element(shares.begin(), middle, shares.end());
  const auto reason = fmt::format(
      "the cluster makes up {} % of the accounts that shared the typical object", percent(*middle));
  return {"public event",
          *middle < 0.2   ? "explains"
          : *middle < 0.5 ? "possible"
                          : "excluded",
          reason};
}

}  // namespace

std::vector<BenignFinding> benign_checks(std::span<const AccountIndex> members,
                                         std::span<const SharedFinding> shared,
                                         const Evidence& evidence, const AssessConfig& config) {
  return {declared_automation(members, evidence),
          one_publisher(members, evidence),
          established_accounts(members, evidence, config),
          public_event(shared),
          {"fan or activist community", "not assessed",
           "this version has no model of ordinary audiences; a club that shares in step looks the "
           "same"}};
}

}  // namespace lockstep::assess
