#include "repliers.h"

#include <algorithm>
#include <cmath>

namespace lockstep::hunt {

void Variety::add(std::uint64_t value) {
  ++total_;
  const auto same = std::find_if(counts_.begin(), counts_.end(),
                                 [&](const Count& c) { return c.value == value; });
  if (same != counts_.end()) {
    ++same->count;
  } else if (counts_.size() < kMaxValues) {
    counts_.push_back({value, 1});
  } else {
    ++counts_.back().count;
  }
}

double Variety::relative_entropy() const {
  if (total_ < 2) return 1;
  const auto n = static_cast<double>(total_);
  double bits = (static_cast<double>(counts_.size()) - 1) / (2 * n * std::log(2.0));
  for (const auto& c : counts_) {
    const double p = static_cast<double>(c.count) / n;
    bits -= p * std::log2(p);
  }
  const double most = std::log2(std::min(n, static_cast<double>(kMaxValues)));
  return std::clamp(bits / most, 0.0, 1.0);
}

double Replier::entropy() const {
  double sum = 0;
  int known = 0;
  for (const auto* variety : {&gaps, &targets, &words}) {
    if (2 * variety->total() < replies) continue;  // most of its replies do not show it
    sum += variety->relative_entropy();
    ++known;
  }
  return known == 0 ? 1 : sum / known;
}

void Repliers::reply(const TracedPost& post, std::uint64_t target, std::optional<KeyHash> words) {
  const auto name = post.account_key();
  auto& replier = repliers_.use(stable_hash(name), [&](Replier& fresh) { fresh.name = name; });
  if (replier.replies++ > 0) {
    const auto seconds = static_cast<double>((post.time - replier.last).count()) / 1e6;
    replier.gaps.add(static_cast<std::uint64_t>(std::log2(1 + seconds)));
  }
  if (replier.today++ == 0) replier.first_today = post.time;
  replier.last = post.time;
  replier.targets.add(target);
  if (words) replier.words.add(*words);
  if (replier.examples.size() < Replier::kMaxExamples) replier.examples.push_back(post.post_key());
}

void Repliers::begin_day() {
  // Those of the day before stand last.
  repliers_.while_newest([](Replier& replier) {
    if (replier.today == 0) return false;
    replier.today = 0;
    replier.examples.clear();
    return true;
  });
}

}  // namespace lockstep::hunt
