// What is forgotten of a post that was deleted, and of an account that is erased.
#include <algorithm>

#include "lockstep/evidence/evidence.h"
#include "recent_posts.h"

namespace lockstep::evidence {

void Evidence::erase(KeyHash post) {
  erased_ += shared_keys_.erase(post);
  if (translations_.erase(post)) ++erased_;
}

std::vector<KeyHash> Evidence::erase_account(const ErasedAccount& who,
                                             std::span<const KeyHash> mentions) {
  auto unnamed = shared_keys_.erase_account(who, kinds_);
  erased_ += unnamed.size() + translations_.erase_author(who.hash);
  for (const auto key : mentions) erased_ += shared_keys_.unname(key);
  unnamed.insert(unnamed.end(), mentions.begin(), mentions.end());
  if (who.index) forget(*who.index, unnamed);
  leave_community(who.name);
  std::sort(unnamed.begin(), unnamed.end());
  unnamed.erase(std::unique(unnamed.begin(), unnamed.end()), unnamed.end());
  return unnamed;
}

// Posts of others, wherever they are kept.
void Evidence::leave_community(std::string_view name) {
  for (AccountIndex i = 0; i < accounts_.end(); ++i) {
    if (auto* account = accounts_.find(i)) {
      for (auto& attribute : account->attributes) evidence::leave_community(attribute.post, name);
    }
  }
  recent_->leave_community(name);
}

void Evidence::forget(AccountIndex index, std::vector<KeyHash>& unnamed) {
  for (const auto& attribute : accounts_.find(index)->attributes) {
    attributes_.unname(attribute);
    unnamed.push_back(attribute.key);
  }
  pairs_.erase(index);
  clue_groups_.erase(index);
  accounts_.erase(index);
  controls_.forget_strangers(accounts_);
  recent_->make_anonymous(index);
}

}  // namespace lockstep::evidence
