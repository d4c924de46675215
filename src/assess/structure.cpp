#include "structure.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

#include "lockstep/core/median.h"

namespace lockstep::assess {
namespace {

using evidence::Evidence;
using evidence::Touch;

// Order is read off the heaviest objects and those who came to them first: enough to see it, and a
// bound on the work.
constexpr std::size_t kObjects = 64, kFirst = 16;
constexpr std::uint32_t kTwice = 2;  // once is no order
constexpr double kMinute = 60;       // seconds

double seconds(Duration d) { return std::chrono::duration<double>(d).count(); }

using Follow = std::pair<AccountIndex, AccountIndex>;  // first came after second

// Who came after whom on at least two objects, sorted.
std::vector<Follow> follows_of(const Finding& f) {
  std::vector<Follow> all;
  std::size_t objects = 0;
  for (const auto& s : f.shared) {
    if (!s.act || objects++ == kObjects) continue;
    const auto n = std::min(s.touches.size(), kFirst);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (s.touches[j].time < s.touches[i].time)
          all.emplace_back(s.touches[i].account, s.touches[j].account);
      }
    }
  }
  std::sort(all.begin(), all.end());
  std::vector<Follow> out;
  for (auto run = all.begin(); run != all.end();) {
    const auto end = std::upper_bound(run, all.end(), *run);
    if (end - run >= kTwice) out.push_back(*run);
    run = end;
  }
  return out;
}

void order(const Finding& f, StructureFinding& out) {
  const auto follows = follows_of(f);
  out.follows = follows.size();
  if (follows.empty()) return;
  const auto mutual = std::count_if(follows.begin(), follows.end(), [&](const Follow& pair) {
    return std::binary_search(follows.begin(), follows.end(), Follow{pair.second, pair.first});
  });
  out.reciprocity = static_cast<double>(mutual) / static_cast<double>(follows.size());
}

// When anybody first touched it, as far as that is remembered.
EventTime first_appearance(const SharedFinding& s, const Evidence& evidence) {
  const auto* shared = evidence.shared_keys().find(s.key);
  const auto first = s.touches.front().time;
  return shared == nullptr || shared->touches.empty()
             ? first
             : std::min(first, shared->touches.front().time);
}

void responses(const Finding& f, const Evidence& evidence, StructureFinding& out) {
  std::vector<double> waits;
  for (const auto& s : f.shared) {
    if (!s.act || s.touches.empty()) continue;
    const auto first = first_appearance(s, evidence);
    for (const Touch& t : s.touches)
      if (t.time > first) waits.push_back(seconds(t.time - first));
  }
  if (waits.empty()) return;
  const auto quick =
      std::count_if(waits.begin(), waits.end(), [](double w) { return w <= kMinute; });
  out.within_minute = static_cast<double>(quick) / static_cast<double>(waits.size());
  out.response_s = upper_median(waits);
}

// The coefficient of variation.
std::optional<double> variation_of(const std::vector<double>& gaps) {
  double sum = 0, squares = 0;
  for (const double gap : gaps) {
    sum += gap;
    squares += gap * gap;
  }
  if (gaps.size() < 3 || sum <= 0) return std::nullopt;
  const auto n = static_cast<double>(gaps.size());
  const double mean = sum / n;
  return std::sqrt(std::max(0.0, squares / n - mean * mean)) / mean;
}

}  // namespace

std::optional<double> insider_share(std::span<const SharedFinding> shared) {
  std::vector<double> shares;
  for (const auto& s : shared) {
    if (!s.act) continue;
    const auto known = std::max(s.remembered, s.members);
    shares.push_back(static_cast<double>(s.members) / static_cast<double>(known));
  }
  if (shares.empty()) return std::nullopt;
  return upper_median(shares);
}

std::vector<double> gaps_of(std::span<const SharedFinding> shared) {
  std::vector<double> out;
  for (const auto& s : shared) {
    if (!s.act) continue;
    for (std::size_t i = 1; i < s.touches.size(); ++i)
      out.push_back(seconds(s.touches[i].time - s.touches[i - 1].time));
  }
  return out;
}

StructureFinding structure_of(const Finding& f, const Subject& subject, const Evidence& evidence) {
  StructureFinding out;
  const auto ends = 2 * subject.edges.size() + subject.outward;
  if (ends > 0) out.conductance = static_cast<double>(subject.outward) / static_cast<double>(ends);
  order(f, out);
  responses(f, evidence, out);
  out.insider_share = insider_share(f.shared);
  out.pace_variation = variation_of(gaps_of(f.shared));
  return out;
}

}  // namespace lockstep::assess
