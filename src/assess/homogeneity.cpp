#include "homogeneity.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>

#include "families.h"
#include "lockstep/core/median.h"

namespace lockstep::assess {
namespace {

using evidence::Account;
using evidence::Evidence;

constexpr std::size_t kEnough = 3;  // of one or two nothing is alike
constexpr Duration kYoung = std::chrono::hours{24 * 30};

double days(Duration d) { return std::chrono::duration<double>(d).count() / 86'400; }

void creation(const std::vector<const Account*>& members, HomogeneityFinding& f) {
  std::vector<EventTime> created;
  double young = 0;
  for (const auto* a : members) {
    if (!a->facts.created_at) continue;
    created.push_back(*a->facts.created_at);
    young += a->first_seen - created.back() < kYoung ? 1 : 0;
  }
  if (created.size() < kEnough) return;
  std::sort(created.begin(), created.end());
  const auto last = created.size() - 1;
  f.creation_span_days = days(created[last] - created[0]);
  f.creation_middle_days = days(created[last - last / 4] - created[last / 4]);
  f.young_share = young / static_cast<double>(created.size());
}

void follow_ratio(const std::vector<const Account*>& members, HomogeneityFinding& f) {
  std::vector<double> ratios;
  for (const auto* a : members) {
    if (!a->facts.followers || !a->facts.following) continue;
    ratios.push_back(std::log1p(static_cast<double>(*a->facts.followers)) -
                     std::log1p(static_cast<double>(*a->facts.following)));
  }
  if (ratios.size() < kEnough) return;
  const double middle = upper_median(ratios);
  for (auto& r : ratios) r = std::abs(r - middle);
  f.follow_ratio_spread = upper_median(ratios);
}

// The share of those known that have the commonest value.
template <class Text>
std::optional<double> commonest(const std::vector<const Account*>& members, Text&& text) {
  std::map<std::string, std::size_t> counts;
  std::size_t known = 0, most = 0;
  for (const auto* a : members) {
    const std::string& value = text(*a);
    if (value.empty()) continue;
    ++known;
    most = std::max(most, ++counts[value]);
  }
  if (known < kEnough) return std::nullopt;
  return static_cast<double>(most) / static_cast<double>(known);
}

std::vector<const Account*> known(std::span<const AccountIndex> members, const Evidence& evidence) {
  std::vector<const Account*> out;
  for (const auto m : members)
    if (const auto* a = evidence.accounts().find(m)) out.push_back(a);
  return out;
}

}  // namespace

HomogeneityFinding homogeneity_of(std::span<const AccountIndex> members, const Evidence& evidence) {
  HomogeneityFinding f;
  const auto accounts = known(members, evidence);
  creation(accounts, f);
  follow_ratio(accounts, f);
  f.language_share = commonest(
      accounts, [](const Account& a) -> const auto& { return a.lang; });
  f.client_share = commonest(
      accounts, [](const Account& a) -> const auto& { return a.facts.client; });
  return f;
}

std::vector<std::string> missing_inputs(std::span<const AccountIndex> members,
                                        const Evidence& evidence, bool rhythm) {
  const auto accounts = known(members, evidence);
  std::vector<std::string> out;
  const auto need = [&](std::string_view input, auto&& shows) {
    if (std::none_of(accounts.begin(), accounts.end(), [&](const auto* a) { return shows(*a); }))
      out.emplace_back(input);
  };
  need("client", [](const Account& a) { return !a.facts.client.empty(); });
  need("created_at", [](const Account& a) { return a.facts.created_at.has_value(); });
  need("followers", [](const Account& a) { return a.facts.followers.has_value(); });
  need("following", [](const Account& a) { return a.facts.following.has_value(); });
  need("handle", [](const Account& a) { return !a.facts.handle.empty(); });
  need("infra", [&](const Account& a) {
    return std::any_of(a.attributes.begin(), a.attributes.end(), [&](const auto& x) {
      const auto& kind = evidence.kinds()[x.kind];
      return kind.family == kInfrastructure && !kind.of_pages;
    });
  });
  need("lang", [](const Account& a) { return !a.lang.empty(); });
  if (!rhythm) out.emplace_back("rhythm");
  need("timezone", [](const Account& a) { return a.facts.zone.has_value(); });
  need("views", [](const Account& a) { return a.has_views; });
  return out;
}

}  // namespace lockstep::assess
