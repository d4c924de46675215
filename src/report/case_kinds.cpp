#include "case_kinds.h"

#include <algorithm>
#include <array>

namespace lockstep::report {
namespace {

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
    of_account("creation"),
    of_account("creation-day"),
};

char plain(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
}

}  // namespace

const KindRule* find_kind_rule(std::string_view evidence) noexcept {
  const auto found = std::find_if(kRules.begin(), kRules.end(),
                                  [&](const KindRule& r) { return r.evidence == evidence; });
  return found == kRules.end() ? nullptr : &*found;
}

std::string plain_kind(std::string_view kind) {
  std::string out(kind.size(), '-');
  std::transform(kind.begin(), kind.end(), out.begin(), plain);
  return out;
}

}  // namespace lockstep::report
