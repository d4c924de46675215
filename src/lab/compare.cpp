#include "lockstep/lab/compare.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "evaluate_read.h"

namespace lockstep::lab {
namespace {

constexpr double kAlike = 0.5;

std::size_t shared_accounts(const AlertSummary& a, const AlertSummary& b) {
  std::size_t shared = 0;
  for (const std::string& account : a.accounts)
    shared += std::binary_search(b.accounts.begin(), b.accounts.end(), account);
  return shared;
}

double similarity_of(const AlertSummary& a, const AlertSummary& b) {
  const std::size_t shared = shared_accounts(a, b);
  const std::size_t all = a.accounts.size() + b.accounts.size() - shared;
  return all == 0 ? 1.0 : static_cast<double>(shared) / static_cast<double>(all);
}

// What is compared besides accounts and confidence.
auto said_by(const AlertSummary& a) {
  return std::tie(a.inauthentic, a.last_inauthentic, a.status, a.tier);
}

bool earlier(const AlertSummary& a, const AlertSummary& b) {
  return std::tie(a.detected_at, a.alert_id) < std::tie(b.detected_at, b.alert_id);
}

// Alerts by id.
std::map<std::string, AlertSummary> summarise(const AlertVersions& versions) {
  std::map<std::string, AlertSummary> alerts;
  std::map<std::string, std::set<std::string>> accounts;
  for (const AlertVersion* ordered : in_order(versions)) {
    const AlertVersion& version = *ordered;
    const auto [entry, is_new] = alerts.try_emplace(version.alert_id);
    AlertSummary& alert = entry->second;
    if (is_new) alert.detected_at = version.detected_at;
    alert.alert_id = version.alert_id;
    alert.inauthentic = alert.inauthentic || version.inauthentic;
    alert.last_inauthentic = version.inauthentic;
    alert.status = version.status;
    alert.tier = version.tier;
    alert.confidence = version.confidence * 100;
    accounts[version.alert_id].insert(version.accounts.begin(), version.accounts.end());
  }
  for (auto& [id, alert] : alerts) alert.accounts.assign(accounts[id].begin(), accounts[id].end());
  return alerts;
}

class Matcher {
 public:
  Matcher(std::map<std::string, AlertSummary> before, std::map<std::string, AlertSummary> after,
          const CompareOptions& options)
      : before_(std::move(before)), after_(std::move(after)), options_(options) {}

  Comparison match() {
    match_by_id();
    match_by_accounts();
    for (const auto& [id, alert] : before_) result_.gone.push_back(alert);
    for (const auto& [id, alert] : after_) result_.fresh.push_back(alert);
    std::sort(result_.gone.begin(), result_.gone.end(), earlier);
    std::sort(result_.fresh.begin(), result_.fresh.end(), earlier);
    std::sort(
        result_.changed.begin(), result_.changed.end(),
        [](const AlertChange& a, const AlertChange& b) { return earlier(a.before, b.before); });
    return std::move(result_);
  }

 private:
  void match_by_id();
  void match_by_accounts();
  void settle(const AlertSummary& before, const AlertSummary& after);

  std::map<std::string, AlertSummary> before_, after_;  // those without a partner yet
  const CompareOptions& options_;
  Comparison result_;
};

void Matcher::settle(const AlertSummary& before, const AlertSummary& after) {
  AlertChange change{before, after, {}, {}};
  const auto &was = before.accounts, &is = after.accounts;
  std::set_difference(is.begin(), is.end(), was.begin(), was.end(),
                      std::back_inserter(change.joined));
  std::set_difference(was.begin(), was.end(), is.begin(), is.end(),
                      std::back_inserter(change.left));
  const bool surer = std::abs(before.confidence - after.confidence) > options_.confidence_tolerance;
  if (!surer && said_by(before) == said_by(after) && change.joined.empty() && change.left.empty()) {
    ++result_.unchanged;
    return;
  }
  result_.changed.push_back(std::move(change));
}

void Matcher::match_by_id() {
  for (auto entry = before_.begin(); entry != before_.end();) {
    const auto partner = after_.find(entry->first);
    if (partner == after_.end()) {
      ++entry;
      continue;
    }
    settle(entry->second, partner->second);
    after_.erase(partner);
    entry = before_.erase(entry);
  }
}

// Only alerts with an account in common are held against each other.
void Matcher::match_by_accounts() {
  std::map<std::string_view, std::vector<const AlertSummary*>> named_by;
  for (const auto& [id, alert] : after_) {
    for (const std::string& account : alert.accounts) named_by[account].push_back(&alert);
  }
  struct Candidate {
    double unlike;
    std::string before, after;
  };
  std::vector<Candidate> candidates;
  for (const auto& [id, alert] : before_) {
    std::set<std::string> met;
    for (const std::string& account : alert.accounts) {
      const auto found = named_by.find(account);
      if (found == named_by.end()) continue;
      for (const AlertSummary* other : found->second) {
        if (!met.insert(other->alert_id).second) continue;
        const double similarity = similarity_of(alert, *other);
        if (similarity >= kAlike) candidates.push_back({1 - similarity, id, other->alert_id});
      }
    }
  }
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::tie(a.unlike, a.before, a.after) < std::tie(b.unlike, b.before, b.after);
  });
  for (const Candidate& candidate : candidates) {
    const auto before = before_.find(candidate.before), after = after_.find(candidate.after);
    if (before == before_.end() || after == after_.end()) continue;
    settle(before->second, after->second);
    before_.erase(before);
    after_.erase(after);
  }
}

}  // namespace

double AlertChange::similarity() const noexcept { return similarity_of(before, after); }

Comparison compare(const AlertVersions& before, const AlertVersions& after,
                   const CompareOptions& options) {
  return Matcher(summarise(before), summarise(after), options).match();
}

}  // namespace lockstep::lab
