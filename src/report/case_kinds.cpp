#include "case_kinds.h"

#include <algorithm>
#include <array>

namespace lockstep::report {
namespace {

constexpr std::string_view kWatchlist = "watchlist-";
constexpr bool kOfAccount = true;

constexpr KindRule of_account(std::string_view kind, Verb verb = Verb::kHolds) {
  return {kind, kind, verb, kOfAccount, false};
}
constexpr KindRule of_site(std::string_view kind, std::string_view node) {
  return {kind, node, Verb::kLeadsTo, false, true};
}

// One node whatever it was evidence as: a site is a site also where links only pass through it.
constexpr std::array kRules{
    KindRule{"url", "url"},
    KindRule{"domain", "domain"},
    KindRule{"redirect", "domain", Verb::kPassesThrough},
    of_site("parameter", "parameter"),
    KindRule{"text", "text"},
    KindRule{"media", "media"},
    KindRule{"hashtag", "hashtag"},
    KindRule{"hashtag-sequence", "hashtag-sequence"},
    KindRule{"repost", "post", Verb::kReposts},
    KindRule{"reply", "post", Verb::kRepliesTo},
    KindRule{"mention", "account", Verb::kMentions},
    of_site("analytics", "analytics"),
    of_site("registrant", "registration"),
    of_site("nameservers", "nameservers"),
    KindRule{"registration-ip", "ip", Verb::kRegisteredFrom, kOfAccount},
    of_account("ip"),
    of_account("ip-prefix"),
    of_account("asn"),
    of_account("device"),
    of_account("session"),
    of_account("ja4"),
    of_account("client"),
    of_account("email"),
    of_account("phone"),
    of_account("payment"),
    of_account("handle-pattern"),
    of_account("bio"),
    of_account("persona"),
    of_account("avatar"),
    of_account("camera"),
    of_account("camera-body"),
    of_account("picture-place"),
    of_account("creation"),
    of_account("creation-day"),
};

char plain(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
}

}  // namespace

std::span<const KindRule> kind_rules() noexcept { return kRules; }

KindRule kind_rule_of(std::string_view evidence, std::string& own) {
  if (evidence.starts_with(kWatchlist)) evidence.remove_prefix(kWatchlist.size());
  const auto found = std::find_if(kRules.begin(), kRules.end(),
                                  [&](const KindRule& r) { return r.evidence == evidence; });
  if (found != kRules.end()) return *found;
  own.assign(evidence.size(), '-');
  std::transform(evidence.begin(), evidence.end(), own.begin(), plain);
  return {own, own};
}

}  // namespace lockstep::report
