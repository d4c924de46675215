#include "collect.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace lockstep::assess {
namespace {

using evidence::Evidence;
using evidence::ReuseVelocity;
using evidence::Touch;

bool is_member(std::span<const AccountIndex> members, AccountIndex account) {
  return std::binary_search(members.begin(), members.end(), account);
}

// First touches of one key by members that are still remembered, in time order.
std::vector<Touch> touches_of(std::span<const AccountIndex> members,
                              const evidence::SharedKey& shared, const Evidence& evidence) {
  std::vector<Touch> out;
  std::set<AccountIndex> seen;
  for (const auto& t : shared.touches) {
    if (t.post == nullptr || !is_member(members, t.account) ||
        evidence.accounts().find(t.account) == nullptr)
      continue;
    if (seen.insert(t.account).second) out.push_back(t);
  }
  return out;
}

std::optional<SpeedFinding> speed_of(const evidence::SharedKey& shared,
                                     ReuseVelocity::Milestone milestone, Duration took,
                                     const Evidence& evidence) {
  const auto& first = shared.touches.front();
  const auto origin = evidence.origin_of(first.account, first.post.get());
  const auto standing = evidence.reuse().standing(evidence.dense(shared.kind), milestone,
                                                  origin ? &*origin : nullptr, took);
  if (!standing) return std::nullopt;
  SpeedFinding f;
  f.took = took;
  f.slower = standing->slower;
  if (standing->scope != ReuseVelocity::Scope::kKind) f.platform = origin->platform;
  if (standing->scope == ReuseVelocity::Scope::kOrigin) f.action = origin->action;
  return f;
}

// What others began, or brought over, is not the members' doing.
std::optional<SpeedFinding> crossing_of(std::span<const AccountIndex> members,
                                        const evidence::SharedKey& shared,
                                        const Evidence& evidence) {
  const auto& first = shared.touches.front();
  const auto* starter = evidence.accounts().find(first.account);
  if (starter == nullptr || !is_member(members, first.account)) return std::nullopt;
  for (const auto& t : shared.touches) {
    const auto* account = evidence.accounts().find(t.account);
    if (account == nullptr) return std::nullopt;
    if (account->platform == starter->platform) continue;
    if (!is_member(members, t.account)) return std::nullopt;
    auto f = speed_of(shared, &ReuseVelocity::Times::crossing, t.time - first.time, evidence);
    if (f) f->reached = account->platform;
    return f;
  }
  return std::nullopt;
}

void collect_acts(std::span<const AccountIndex> members, std::span<const KeyHash> keys,
                  const Evidence& evidence, std::vector<SharedFinding>& out) {
  const double active = std::max(2.0, static_cast<double>(evidence.accounts().active()));
  for (const auto key : keys) {
    const auto* shared = evidence.shared_keys().find(key);
    if (shared == nullptr) continue;
    SharedFinding f;
    f.touches = touches_of(members, *shared, evidence);
    if (f.touches.size() < 2) continue;
    f.key = key;
    f.kind = shared->kind;
    f.text = shared->text;
    f.quoted = shared->quoted;
    f.author = shared->author;
    f.members = static_cast<std::uint32_t>(f.touches.size());
    f.accounts = std::max(shared->accounts, f.members);
    f.remembered = std::min(shared->accounts, static_cast<std::uint32_t>(shared->touches.size()));
    f.weight = std::max(0.0, std::log(active / static_cast<double>(f.accounts)));
    if (f.touches.size() >= ReuseVelocity::kAccounts) {
      f.fifth =
          speed_of(*shared, &ReuseVelocity::Times::fifth,
                   f.touches[ReuseVelocity::kAccounts - 1].time - f.touches.front().time, evidence);
    }
    f.crossing = crossing_of(members, *shared, evidence);
    out.push_back(std::move(f));
  }
}

// What fades with its holders may be common for all one knows, an address of thousands. A
// redirector or what pages show is not, where whose it mostly is has been counted.
bool is_mostly_theirs(const SharedFinding& f) { return 2 * f.members >= f.accounts; }

// What the pages show that they link to. Readers of one publisher have it in common, too: many of
// the members must, and few others.
bool is_pushed(const SharedFinding& f, std::span<const AccountIndex> members,
               const Evidence& evidence, const evidence::ClueBar& bar) {
  return is_mostly_theirs(f) && f.members >= bar.page_share * static_cast<double>(members.size()) &&
         evidence::spans_sites(f.key, members, evidence.accounts());
}

// Sizes of communities fall with about their square: of those under six a stream has so many that
// one of them shows something by accident.
evidence::ClueBar bar_for(std::size_t members, evidence::ClueBar bar) {
  constexpr double kSmall = 6;
  bar.surplus += 2 * std::max(0.0, std::log(kSmall / static_cast<double>(members)));
  return bar;
}

void collect_attributes(std::span<const AccountIndex> members, const Evidence& evidence,
                        const AssessConfig& config, std::vector<SharedFinding>& out) {
  const auto bar = bar_for(members.size(), config.clues);
  std::map<KeyHash, std::vector<Touch>> holders;
  for (const auto account : members) {
    const auto* a = evidence.accounts().find(account);
    if (a == nullptr) continue;
    for (const auto& attribute : a->attributes) {
      holders[attribute.key].push_back({account, attribute.first_seen, attribute.post});
    }
  }
  for (auto& [key, touches] : holders) {
    const auto* value = evidence.attributes().find(key);
    if (value == nullptr || touches.size() < 2) continue;
    SharedFinding f;
    f.key = key;
    f.kind = value->kind;
    f.text = value->text;
    f.act = false;
    f.members = static_cast<std::uint32_t>(touches.size());
    f.accounts = std::max(value->accounts, f.members);
    const auto& kind = evidence.kinds()[f.kind];
    const bool pushed =
        kind.clue && evidence::ties_pages(kind) && is_pushed(f, members, evidence, bar);
    const bool is_theirs = pushed || (kind.of_pages && kind.ties && is_mostly_theirs(f));
    f.weight = is_theirs ? evidence.attributes().weight_of_all_outside(key, f.members)
                         : evidence.attributes().weight_outside(key, f.members);
    if (f.weight <= 0) continue;
    f.clue = kind.clue && (kind.ties || pushed) &&
             static_cast<std::int64_t>(f.members) >= bar.members &&
             bar.is_telling(f.weight, f.members, members.size());
    std::sort(touches.begin(), touches.end(), [](const Touch& a, const Touch& b) {
      return a.time != b.time ? a.time < b.time : a.account < b.account;
    });
    f.touches = std::move(touches);
    out.push_back(std::move(f));
  }
}

}  // namespace

std::vector<SharedFinding> collect_shared(const Subject& subject, const Evidence& evidence,
                                          const AssessConfig& config) {
  std::vector<SharedFinding> out;
  collect_acts(subject.members, subject.keys, evidence, out);
  collect_attributes(subject.members, evidence, config, out);
  std::sort(out.begin(), out.end(), [](const SharedFinding& a, const SharedFinding& b) {
    const double wa = a.weight * a.members, wb = b.weight * b.members;
    if (wa != wb) return wa > wb;
    if (a.kind != b.kind) return a.kind < b.kind;
    return a.text != b.text ? a.text < b.text : a.key < b.key;
  });
  return out;
}

}  // namespace lockstep::assess
