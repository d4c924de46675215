#include "lockstep/alert/versions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "erasure.h"
#include "lockstep/alert/hidden_name.h"
#include "lockstep/alert/sharing.h"
#include "lockstep/alert/text_page.h"
#include "quotes.h"

namespace lockstep::alert {
namespace {

constexpr double kMaterialShare = 0.1;
constexpr int kMaterialConfidence = 10;
constexpr std::string_view kErasedAccount = "an account was erased, with all it said";
constexpr Profile kWithGrouping[] = {Profile::kInternal, Profile::kPartner};  // bundles of these

// A change of fewer members than `share` of them is not said.
void compare_members(const Alert& before, const Alert& now, double share,
                     std::vector<std::string>& changes) {
  std::set<std::string> old_names, new_names;
  for (const auto& m : before.accounts) old_names.insert(m.account);
  for (const auto& m : now.accounts) new_names.insert(m.account);
  const auto missing_from = [](const std::set<std::string>& from,
                               const std::set<std::string>& other) {
    return std::count_if(from.begin(), from.end(),
                         [&](const auto& n) { return !other.contains(n); });
  };
  const auto joined = missing_from(new_names, old_names), left = missing_from(old_names, new_names);
  if (joined + left == 0 ||
      static_cast<double>(joined + left) < share * static_cast<double>(old_names.size()))
    return;
  changes.push_back(fmt::format("{} joined, {} left", count_of(joined, "account"), left));
}

bool is_open(const Alert& alert) {
  return alert.status == Status::kOpen || alert.status == Status::kUpdated;
}

// The next version of what is said already.
void renew(Alert& alert, EventTime tick) {
  alert.was_listed = is_written(alert, Profile::kTakedown);
  alert.detected_at = tick;
  ++alert.version;
}

std::string_view words_for(Verdict verdict) {
  switch (verdict) {
    case Verdict::kConfirmed:
      return "confirmed by a person";
    case Verdict::kDismissed:
      return "dismissed by a person";
    case Verdict::kReopened:
      return "opened again by a person";
  }
  return "";
}

std::vector<std::string> changes_between(const Alert& before, const Alert& now,
                                         double share_of_members) {
  std::vector<std::string> changes;
  compare_members(before, now, share_of_members, changes);
  for (const auto& id : now.successor_of) {
    const auto& known = before.successor_of;
    if (std::find(known.begin(), known.end(), id) == known.end())
      changes.push_back("took in " + id);
  }
  for (const auto& p : now.platforms) {
    if (!std::binary_search(before.platforms.begin(), before.platforms.end(), p)) {
      changes.push_back("now also on " + p);
    }
  }
  if (before.assessment != now.assessment) {
    changes.push_back(
        fmt::format("assessment {} -> {}", name(before.assessment), name(now.assessment)));
  }
  if (before.tier != now.tier)
    changes.push_back(fmt::format("tier {} -> {}", name(before.tier), name(now.tier)));
  if (std::abs(static_cast<int>(before.confidence) - static_cast<int>(now.confidence)) >=
      kMaterialConfidence) {
    changes.push_back(fmt::format("confidence {} -> {}", before.confidence, now.confidence));
  }
  if (before.status == Status::kClosed) changes.push_back("active again");
  return changes;
}

}  // namespace

void Pace::describe(ConfigVisitor& v) {
  const Range<Duration> range{Duration{0}, Duration{std::chrono::hours{24 * 7}}};
  v.field("monitor", monitor, range, "Nobody is asked to act on these.");
  v.field("pre_bunk", pre_bunk, range, "Prepare for the narrative.");
  v.field("rebut", rebut, range, "Answer it.");
  v.field("escalate", escalate, range, "Bring it before those who decide.");
}

Duration Pace::of(Tier tier) const noexcept {
  switch (tier) {
    case Tier::kMonitor:
      return monitor;
    case Tier::kPreBunk:
      return pre_bunk;
    case Tier::kRebut:
      return rebut;
    case Tier::kEscalate:
      return escalate;
  }
  return {};
}

std::optional<Alert> Versions::consider(Alert draft) {
  const auto found = published_.find(draft.alert_id);
  if (found == published_.end()) {
    note_groupings(draft.alert_id);
    remember(draft);
    return draft;
  }
  auto& before = found->second;
  if (before.status == Status::kDismissed) return std::nullopt;
  const bool soon = too_soon(before, draft);
  auto version = soon ? std::nullopt : next(before, draft);
  if (!version) wait(std::move(draft), soon);
  return version;
}

void Versions::wait(Alert draft, bool is_news) {
  take_waiting(draft.alert_id);
  note_quotes(draft);
  const std::string id = draft.alert_id;
  waiting_.emplace(id, Draft{std::move(draft), is_news});
}

bool Versions::too_soon(const Alert& before, const Alert& draft) const {
  return before.tier == draft.tier && before.assessment == draft.assessment && is_open(before) &&
         draft.detected_at < before.detected_at + pace_.of(before.tier);
}

std::size_t Versions::waiting() const {
  const auto waits = [](const auto& entry) { return entry.second.is_news; };
  return static_cast<std::size_t>(std::count_if(waiting_.begin(), waiting_.end(), waits));
}

std::optional<Alert> Versions::next(Alert& before, Alert& draft, bool closing) {
  draft.changes = changes_between(before, draft, closing ? 0 : kMaterialShare);
  say_erased(draft);
  if (draft.changes.empty() && !closing) return std::nullopt;
  draft.version = before.version + 1;
  draft.was_listed = is_written(before, Profile::kTakedown);
  draft.confirmed = before.confirmed;
  draft.status = Status::kUpdated;
  draft.first_detected_at = before.first_detected_at;
  draft.first_post_at = std::min(before.first_post_at, draft.first_post_at);
  remember(draft);
  return std::move(draft);
}

std::vector<Alert> Versions::settle_waiting(EventTime tick) {
  std::vector<Alert> out;
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    auto& before = published_.at(at->first);
    if (!at->second.is_news || tick < before.detected_at + pace_.of(before.tier)) {
      ++at;
      continue;
    }
    auto draft = *take_waiting((at++)->first);
    draft.detected_at = tick;
    auto alert = next(before, draft);
    alert ? out.push_back(*std::move(alert)) : wait(std::move(draft), false);
  }
  return out;
}

// Without what only its pages need, which may be most of it.
void Versions::remember(const Alert& alert) {
  Alert& last = published_[alert.alert_id];
  take_waiting(alert.alert_id);
  forget_quotes(last);
  last = alert;
  last.further = {};
  note_quotes(last);
}

std::optional<Alert> Versions::take_waiting(const std::string& alert_id) {
  const auto found = waiting_.find(alert_id);
  if (found == waiting_.end()) return std::nullopt;
  auto draft = std::move(found->second.alert);
  waiting_.erase(found);
  forget_quotes(draft);
  note_quotes(published_.at(draft.alert_id));  // which may quote the same
  return draft;
}

void Versions::forget_quotes(const Alert& alert) {
  for (const auto post : posts_quoted_in(alert)) quoting_.erase({post, alert.alert_id});
}

void Versions::note_quotes(const Alert& alert) {
  for (const auto post : posts_quoted_in(alert)) quoting_.emplace(post, alert.alert_id);
}

void Versions::erase(KeyHash post) {
  for (auto at = quoting_.lower_bound({post, {}}); at != quoting_.end() && at->first == post;
       at = quoting_.erase(at)) {
    auto& alert = published_.at(at->second);
    const auto published = take_out(alert, post);
    if (published > 0 && is_open(alert)) erased_[alert.alert_id].words = true;
    const auto waiting = waiting_.find(alert.alert_id);
    erased_texts_ +=
        published + (waiting == waiting_.end() ? 0 : take_out(waiting->second.alert, post));
  }
}

void Versions::erase_account(const ErasedAccount& who) {
  const std::set<std::string_view> member_of(who.member_of.begin(), who.member_of.end());
  for (auto& [id, alert] : published_) {
    const auto waiting = waiting_.find(id);
    if (waiting != waiting_.end()) {
      forget_quotes(waiting->second.alert);
      take_out_account(waiting->second.alert, who);
    }
    forget_quotes(alert);
    const bool named = take_out_account(alert, who) || member_of.contains(id);
    note_quotes(alert);
    if (waiting != waiting_.end()) note_quotes(waiting->second.alert);
    if (named && is_open(alert)) erased_[id].account = true;
  }
}

// What it lost, if anything, and has not said yet.
void Versions::say_erased(Alert& alert) {
  const auto found = erased_.find(alert.alert_id);
  if (found == erased_.end()) return;
  if (found->second.words) alert.changes.emplace_back(kTextRemoved);
  if (found->second.account) alert.changes.emplace_back(kErasedAccount);
  erased_.erase(found);
}

std::vector<Alert> Versions::settle_erased(EventTime tick) {
  std::vector<Alert> out;
  while (!erased_.empty()) {
    auto& alert = published_.at(erased_.begin()->first);
    if (!is_open(alert)) {
      erased_.erase(erased_.begin());
      continue;
    }
    renew(alert, tick);
    alert.status = Status::kUpdated;
    alert.changes = {};
    say_erased(alert);
    out.push_back(alert);
  }
  return out;
}

std::vector<std::string> Versions::groupings_of(const std::string& alert_id) const {
  std::vector<std::string> out;
  for (const auto& key : keys_)
    for (const Profile profile : kWithGrouping) out.push_back(grouping_id(alert_id, key, profile));
  return out;
}

void Versions::note_groupings(const std::string& alert_id) {
  for (auto& grouping : groupings_of(alert_id)) alert_of_[std::move(grouping)] = alert_id;
}

const std::string& Versions::alert_id_of(const std::string& id) const {
  const auto found = alert_of_.find(id);
  return found == alert_of_.end() ? id : found->second;
}

std::optional<Alert> Versions::close(const std::string& alert_id, EventTime tick,
                                     const std::string& reason) {
  const auto found = published_.find(alert_id);
  if (found == published_.end() || !is_open(found->second)) return std::nullopt;
  auto& alert = found->second;
  auto waiting = take_waiting(alert_id);
  const auto told = waiting ? next(alert, *waiting, true) : std::nullopt;
  if (!told) {
    renew(alert, tick);
    alert.changes = {};
    say_erased(alert);
  }
  alert.status = Status::kClosed;
  alert.detected_at = tick;
  alert.changes.insert(alert.changes.begin(), reason);
  return alert;
}

std::optional<Alert> Versions::forget(const std::string& alert_id, EventTime tick,
                                      const std::string& reason) {
  auto closed = close(alert_id, tick, reason);
  if (const auto last = published_.find(alert_id); last != published_.end()) {
    take_waiting(alert_id);
    forget_quotes(last->second);
    published_.erase(last);
    erased_.erase(alert_id);
    for (const auto& grouping : groupings_of(alert_id)) alert_of_.erase(grouping);
  }
  return closed;
}

std::optional<Alert> Versions::judge(const std::string& id, EventTime tick, Verdict verdict,
                                     const std::string& reason) {
  const auto found = published_.find(alert_id_of(id));
  if (found == published_.end()) return std::nullopt;
  auto& alert = found->second;
  std::vector<std::string> changes = {std::string(words_for(verdict)) +
                                      (reason.empty() ? "" : ": " + reason)};
  const bool dismissed = alert.status == Status::kDismissed;
  if (alert.changes == changes || (verdict == Verdict::kReopened && !dismissed))
    return std::nullopt;
  renew(alert, tick);
  alert.confirmed = alert.confirmed || verdict == Verdict::kConfirmed;
  if (verdict == Verdict::kDismissed) {
    take_waiting(alert.alert_id);
    alert.status = Status::kDismissed;
  } else if (alert.status != Status::kClosed) {
    alert.status = Status::kUpdated;
  }
  alert.changes = std::move(changes);
  return alert;
}

}  // namespace lockstep::alert
