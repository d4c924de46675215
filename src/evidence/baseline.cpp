// What is usual on the feed: taken up from an archive, learned of the stream, given out.
#include <algorithm>

#include "lockstep/evidence/evidence.h"

namespace lockstep::evidence {

void Evidence::assume(const Baseline& baseline) {
  usual_evenness_ = baseline.evenness;
  for (std::size_t k = 0; k < kind_of_.size(); ++k) {
    const auto found = baseline.kinds.find(kind_of_[k]);
    if (found == baseline.kinds.end()) continue;
    const auto& usual = found->second;
    // The archive's rate of meeting, for as much activity as a cold start is given.
    if (usual.touches >= config_.prior_activity) {
      const double scale = config_.prior_activity / usual.touches;
      prior_coincidences_[k] = usual.coincidences * scale * scale;
    }
    for (std::size_t c = 0; c < DelayShape::kClasses; ++c) delays_.assume(k, c, usual.delays[c]);
    reuse_.assume(k, usual.reuse);
  }
}

Baseline Evidence::baseline() const {
  Baseline out;
  for (std::size_t k = 0; k < kind_of_.size(); ++k) {
    auto& usual = out.kinds[kind_of_[k]];
    usual.touches = chance_[k].touches + chance_[k].touches_before;
    usual.coincidences = chance_[k].coincidences + chance_[k].coincidences_before;
    for (std::size_t c = 0; c < DelayShape::kClasses; ++c) usual.delays[c] = delays_.shape(k, c);
    usual.reuse = reuse_.of(k);
  }
  out.evenness = controls_.evenness(accounts_);
  return out;
}

// Of the arrival whose peers were just met. An object that a campaign began is no custom.
void Evidence::learn_reuse(const join::Arrival& arrival, std::size_t dense_kind,
                           const Account& self) {
  const auto* first = peers_.front();
  if (first != nullptr && first->flagged) return;
  const auto from_first_on = [&](const Account* peer) {
    return peer != nullptr && peer->platform == first->platform;
  };
  const bool fifth = arrival.key_count == ReuseVelocity::kAccounts;
  // Of a sample of peers nobody knows whether others were on this platform before.
  const bool crosses = first != nullptr && self.platform != first->platform &&
                       arrival.candidates == arrival.predecessors.size() &&
                       std::all_of(peers_.begin(), peers_.end(), from_first_on);
  if (!fifth && !crosses) return;
  const auto& start = arrival.predecessors.front();
  const auto origin = origin_of(start.account, post(start.post).get());
  const auto* known = origin ? &*origin : nullptr;
  const auto took = arrival.time - start.time;
  if (fifth) reuse_.learn(dense_kind, &ReuseVelocity::Times::fifth, known, took);
  if (crosses) reuse_.learn(dense_kind, &ReuseVelocity::Times::crossing, known, took);
}

std::optional<ReuseVelocity::Origin> Evidence::origin_of(AccountIndex account,
                                                         const PostInfo* post) const {
  const auto* a = accounts_.find(account);
  if (a == nullptr || post == nullptr) return std::nullopt;
  return ReuseVelocity::Origin{a->platform, post->action};
}

}  // namespace lockstep::evidence
