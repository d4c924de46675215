#include "key_giver.h"

#include <utility>

#include "forget_names.h"
#include "lockstep/engine/engine.h"

namespace lockstep::engine {

void KeyGiver::give(TracedPost& post) {
  reach(post.time);
  post.keyed = true;
  const Whose own{post.hash(), author_of(post)};
  post.erased = erased_.leaves_out(post.event, own.author);
  if (post.erased) {
    post.traces.clear();
  } else if (post.event == EventKind::kDelete) {
    similar_.erase(own.post);
    deleted_.note(own.post);
  } else {
    if (deleted_.contains(own.post)) forget_words(post);
    if (!erased_.empty()) forget_names(post, erased_, kinds_);
    for (const auto& sketch : post.sketches) give_key(sketch, post, own, post.traces);
  }
  post.sketches.clear();
}

void KeyGiver::expect(EventTime tick, const ErasureFact& fact) {
  due_.push_back({tick, hash_of_account(fact.account), fact.erased, fact.mentions});
}

void KeyGiver::reach(EventTime time) {
  for (; !due_.empty() && due_.front().tick <= time; due_.pop_front()) {
    auto& due = due_.front();
    if (!due.erased) {
      erased_.lift(due.account);
      continue;
    }
    similar_.erase_author(due.account);
    erased_.add(due.account, std::move(due.mentions));
  }
}

KeyHash KeyGiver::author_of(const TracedPost& post) {
  name_.assign(post.platform).append(1, ':').append(post.account_id);
  return hash_of_account(name_);
}

// Nothing if it is an attribute the account showed lately.
void KeyGiver::give_key(const Sketch& sketch, const TracedPost& post, Whose whose, Traces& out) {
  if (!kinds_[sketch.kind].coaction &&
      remembered_.showed(whose.author, sketch.kind, similar::fingerprint_of(sketch), post.time))
    return;
  if (!kinds_[sketch.kind].quotes) whose.post = 0;
  similar_.assign(sketch, post.time, out.add(), whose);
}

void KeyGiver::forget_words(TracedPost& post) const {
  for (auto& sketch : post.sketches)
    if (kinds_[sketch.kind].quotes) sketch.excerpt.clear();
  for (auto& trace : post.traces)
    if (kinds_[trace.kind].quotes) trace.text.clear();
  post.translation.clear();
}

void KeyGiver::count(EngineStats& stats) const {
  stats.similar = similar_.stats();
  stats.erased_accounts = erased_.size();
  stats.erased_accounts_evicted = erased_.evicted();
}

void KeyGiver::prefetch(const TracedPost& post) const {
  for (const auto& sketch : post.sketches)
    if (kinds_[sketch.kind].coaction) similar_.prefetch(sketch);
}

}  // namespace lockstep::engine
