#include "lockstep/evidence/standing.h"

#include <algorithm>

#include "lockstep/evidence/evidence.h"
#include "lockstep/evidence/selection.h"

namespace lockstep::evidence {

PairBar Evidence::pair_bar() const {
  const double bar = pairs_.bar();
  return {bar, bar - PairTable::kLeeway, pairs_.stats().first_coactions, key_cap()};
}

PairStanding Evidence::standing(PairKey pair) const {
  PairStanding out;
  out.pair = pair;
  const auto* a = accounts_.find(first_of(pair));
  const auto* b = accounts_.find(second_of(pair));
  if (a == nullptr || b == nullptr) return out;
  if (const auto kind = pairs_.met_once(pair)) {
    out.met = PairStanding::Met::kOnce;
    out.kinds.push_back({kind_of_[*kind], 1, by_chance(*kind, *a, *b), 0});
  } else if (const auto* record = pairs_.find(pair)) {
    out.met = PairStanding::Met::kAgain;
    out.accepted = record->accepted;
    for (std::size_t k = 0; k < kind_of_.size(); ++k) {
      if (const auto x = record->shared[k].total(); x > 0)
        out.kinds.push_back(
            {kind_of_[k], x, by_chance(k, *a, *b), static_cast<double>(record->evidence[k])});
    }
    out.timing = timing_of(*record);
    out.occasions = record->episodes();
    out.total = static_cast<double>(record->total);
    out.selection = out.total - out.timing;
    out.last_met = record->last_time;
  }
  std::stable_sort(out.kinds.begin(), out.kinds.end(),
                   [](const auto& x, const auto& y) { return x.nats > y.nats; });
  if (!out.accepted) out.further = further(out);
  return out;
}

std::optional<Further> Evidence::further(const PairStanding& standing) const {
  const double bar = pairs_.bar();
  const auto* a = accounts_.find(first_of(standing.pair));
  const auto* b = accounts_.find(second_of(standing.pair));
  if (a == nullptr || b == nullptr) return std::nullopt;
  KindNats nats{};
  for (const auto& kind : standing.kinds) nats[dense_[kind.kind]] = kind.nats;
  std::optional<Further> fewest;
  for (const auto& kind : standing.kinds) {
    const auto dense = dense_[kind.kind];
    auto with_more = nats;
    const auto most = fewest ? fewest->objects : kMostFurther;
    for (std::uint32_t n = 1; n < most; ++n) {
      with_more[dense] = selection_evidence(kind.shared + n, by_chance(dense, *a, *b, n));
      if (average_of(with_more) + standing.timing < bar) continue;
      fewest = Further{kind.kind, n};
      break;
    }
  }
  return fewest;
}

}  // namespace lockstep::evidence
