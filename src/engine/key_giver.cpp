#include "key_giver.h"

#include <utility>

namespace lockstep::engine {

void KeyGiver::give(TracedPost& post) {
  post.keyed = true;
  const auto own = post.hash();
  if (post.event == EventKind::kDelete) {
    similar_.erase(own);
    deleted_.note(own);
  } else {
    if (deleted_.contains(own)) forget_words(post);
    for (const auto& sketch : post.sketches) give_key(sketch, post, own, post.traces);
  }
  post.sketches.clear();
}

// Nothing if it is an attribute the account showed lately.
void KeyGiver::give_key(const Sketch& sketch, const TracedPost& post, KeyHash own, Traces& out) {
  if (!kinds_[sketch.kind].coaction) {
    const auto account = stable_hash(post.account_id, stable_hash(post.platform));
    if (remembered_.showed(account, sketch.kind, similar::fingerprint_of(sketch), post.time))
      return;
  }
  similar_.assign(sketch, post.time, out.add(), kinds_[sketch.kind].quotes ? own : 0);
}

void KeyGiver::forget_words(TracedPost& post) const {
  for (auto& sketch : post.sketches)
    if (kinds_[sketch.kind].quotes) sketch.excerpt.clear();
  for (auto& trace : post.traces)
    if (kinds_[trace.kind].quotes) trace.text.clear();
  post.translation.clear();
}

void KeyGiver::prefetch(const TracedPost& post) const {
  for (const auto& sketch : post.sketches)
    if (kinds_[sketch.kind].coaction) similar_.prefetch(sketch);
}

}  // namespace lockstep::engine
