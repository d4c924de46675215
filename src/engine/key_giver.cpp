#include "key_giver.h"

#include <utility>

#include "lockstep/engine/engine.h"

namespace lockstep::engine {

void KeyGiver::give(TracedPost& post) {
  reach(post.time);
  post.keyed = true;
  const Whose own{post.hash(), account_of(post, post.account_id)};
  post.erased = post.event != EventKind::kDelete && erased_.contains(own.author);
  if (post.erased) {
    post.traces.clear();
  } else if (post.event == EventKind::kDelete) {
    similar_.erase(own.post);
    deleted_.note(own.post);
  } else {
    if (deleted_.contains(own.post)) forget_words(post);
    if (!erased_.empty()) forget_names(post);
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

KeyHash KeyGiver::account_of(const TracedPost& post, const std::string& id) {
  name_.assign(post.platform).append(1, ':').append(id);
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

// Others may act upon an account that is erased: neither it nor its posts are named then.
void KeyGiver::forget_names(TracedPost& post) {
  const auto is_erased = [&](const std::string& id) {
    return !id.empty() && erased_.contains(account_of(post, id));
  };
  const bool target_erased = is_erased(post.target_author);
  for (auto& trace : post.traces) {
    const bool of_target = target_erased && kinds_[trace.kind].of_target;
    if (of_target || erased_.is_mention(trace.key)) trace.text.clear();
  }
  if (is_erased(post.community_id)) {
    post.community_id.clear();
    post.community_kind.clear();
  }
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
