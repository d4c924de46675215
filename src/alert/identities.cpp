#include "lockstep/alert/identities.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "bounds.h"
#include "keyed_hash.h"
#include "lockstep/alert/hidden_name.h"
#include "lockstep/alert/text_page.h"
#include "lockstep/core/check.h"
#include "quotes.h"

namespace lockstep::alert {
namespace {

constexpr std::string_view kMinimised = "pseudonyms";
constexpr std::string_view kOfAccount = "account ";  // record_name() of a record without a post
constexpr std::size_t kNameBytes = 12, kObjectBytes = 8;

std::string hex_of(const Digest& digest, std::size_t bytes) {
  return to_hex(std::span(digest).first(bytes));
}

// The platform stays, the rest goes.
std::string pseudonym(std::string_view name, std::string_view domain, std::string_view key) {
  const auto platform = name.substr(0, name.find(':'));
  return fmt::format("{}:~{}", platform, hex_of(keyed_hash(key, domain, name), kNameBytes));
}

// To one digit: enough to tell much from little, too little to find an account or a post by it.
std::int64_t rounded(std::int64_t count) {
  std::int64_t unit = 1;
  while (count / unit >= 10) unit *= 10;
  const auto down = count / unit * unit, rest = count - down;
  const bool up = rest >= unit - rest && down <= std::numeric_limits<std::int64_t>::max() - unit;
  return up ? down + unit : down;
}

EventTime hour_of(EventTime time) { return std::chrono::floor<std::chrono::hours>(time); }

// What a person wrote behind one of our phrases may name anyone.
void cut_reason(std::string& change) { change.resize(std::min(change.find(": "), change.size())); }

class Veil {
 public:
  Veil(Alert alert, std::string_view key) : alert_(std::move(alert)), key_(key) {}

  Alert drawn() && {
    blur_times();
    blur_counts();
    for (auto* members : {&alert_.accounts, &alert_.further}) hide_members(*members);
    for (auto& item : alert_.evidence) hide_evidence(item);
    sort_evidence(alert_.evidence);
    for (auto& handoff : alert_.handoff) handoff.account = account(handoff.account);
    hide_communities();
    // Of single accounts, or words of theirs.
    alert_.amplifiers.clear();
    alert_.audience_jump.reset();
    alert_.narratives.clear();
    for (auto& change : alert_.changes) cut_reason(change);
    alert_.summary = summary();
    if (!alert_.inference.observed.empty()) alert_.inference.observed = observed();
    alert_.data_minimisation = kMinimised;
    return std::move(alert_);
  }

 private:
  std::string account(std::string_view name) const { return pseudonym_of(name, key_); }

  std::string post(std::string_view name) const {
    if (name.starts_with(kOfAccount))
      return std::string(kOfAccount) + account(name.substr(kOfAccount.size()));
    return pseudonym(name, "pseudonym of a post", key_);
  }

  // Where its words are gone already it is the same.
  std::string object(const EvidenceItem& item) const {
    const auto& what = item.object == 0 ? item.key : hidden_name(item.object);
    return hex_of(keyed_hash(key_, "pseudonym of an object", item.kind + '|' + what), kObjectBytes);
  }

  void blur_times() {
    alert_.window_start = hour_of(alert_.window_start);
    alert_.window_end = std::chrono::ceil<std::chrono::hours>(alert_.window_end);
    alert_.first_post_at = hour_of(alert_.first_post_at);
    for (auto& handoff : alert_.handoff) {
      handoff.at = hour_of(handoff.at);
      handoff.delay_s = 60 * std::round(handoff.delay_s / 60);
    }
  }

  void blur_counts() {
    if (auto& reach = alert_.reach) {
      for (auto* count : {&reach->estimate, &reach->lower, &reach->upper}) *count = rounded(*count);
    }
    if (auto& engagement = alert_.engagement) {
      for (auto* count : {&engagement->median, &engagement->top}) *count = rounded(*count);
    }
  }

  // By pseudonym where scores are equal: the order of names would tell of names.
  void hide_members(std::vector<Member>& members) const {
    for (auto& m : members) {
      m.account = account(m.account);
      m.handle.clear();
      m.created_at.reset();
      m.first_seen = hour_of(m.first_seen);
    }
    std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
      return a.score != b.score ? a.score > b.score : a.account < b.account;
    });
  }

  void hide_evidence(EvidenceItem& item) const {
    for (auto& p : item.posts) {
      p.post = post(p.post);
      p.account = account(p.account);
      p.at = hour_of(p.at);
      p.collector.clear();
      p.request_id.clear();
    }
    const auto rank = [](const EvidencePost& p) { return std::tie(p.at, p.account, p.post); };
    std::sort(item.posts.begin(), item.posts.end(),
              [&](const EvidencePost& a, const EvidencePost& b) { return rank(a) < rank(b); });
    item.indicator.clear();  // whoever has its feed can look it up
    const bool an_account = item.kind == "watchlist-account";
    if (item.signal == "watchlist")  // without its note
      item.text = an_account ? "One of the accounts is on the watchlist."
                             : fmt::format("{} touched what is on the watchlist.",
                                           count_of(item.accounts, "account"));
    item.key = an_account ? account(item.key) : object(item);
  }

  void hide_communities() {
    for (auto& c : alert_.communities) c.community = account(c.community);
    std::sort(alert_.communities.begin(), alert_.communities.end(),
              [](const Community& a, const Community& b) {
                return a.posts != b.posts ? a.posts > b.posts : a.community < b.community;
              });
  }

  std::string observed() const {
    const auto what = alert_.post_count > 0 ? count_of(alert_.post_count, "post") : "records";
    return fmt::format("{} by {} between {} and {}", what,
                       count_of(alert_.account_count, "account"),
                       format_rfc3339(alert_.window_start), format_rfc3339(alert_.window_end));
  }

  // Made anew of what is safe: the one there is names what members share.
  std::string summary() const {
    std::vector<std::string> seen;
    for (const auto& family : alert_.families)
      if (!family.evidence.empty())
        seen.push_back(fmt::format("{} ({})", family.name, family.evidence));
    return fmt::format(
        "{}, on {}. {}{}{}Assessment: {}. Confidence {}/100 ({}). Human review required; "
        "accounts go by pseudonyms until a person confirms the alert.",
        observed(), fmt::join(alert_.platforms, ", "),
        seen.empty() ? "" : "Evidence: ", fmt::join(seen, ", "), seen.empty() ? "" : ". ",
        name(alert_.assessment), alert_.confidence, alert_.admiralty);
  }

  Alert alert_;
  std::string_view key_;
};

}  // namespace

std::string pseudonym_of(std::string_view account, std::string_view key) {
  return pseudonym(account, "pseudonym of an account", key);
}

Identities Identities::pseudonymous(std::string key, std::set<std::string> confirmed) {
  LOCKSTEP_CHECK(!key.empty());
  Identities out;
  out.key_ = std::move(key);
  out.confirmed_ = std::move(confirmed);
  return out;
}

std::optional<Alert> Identities::hidden(const Alert& alert) const {
  if (are_named() || (may_leave(alert) && alert.status != Status::kDismissed)) return std::nullopt;
  return Veil(alert, key_).drawn();
}

bool Identities::may_leave(const Alert& alert) const {
  return are_named() || alert.confirmed || confirmed_.contains(alert.alert_id);
}

}  // namespace lockstep::alert
