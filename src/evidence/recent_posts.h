// The posts of the look-back, by their numbers: what arrivals of now may have met. Private to the
// room.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>

#include "leave_community.h"
#include "lockstep/evidence/evidence.h"
#include "post_archive.h"

namespace lockstep::evidence {

struct Evidence::RecentPosts {
  std::deque<std::shared_ptr<const PostInfo>> posts;
  PostSeq first = 0;
  PostSeq episode_start = 0;  // the oldest post of the episode that the newest one belongs to

  // What is left of the account's posts is when they were.
  void make_anonymous(AccountIndex account) {
    for (auto& post : posts) {
      if (post->account != account) continue;
      auto nobodys = std::make_shared<PostInfo>();
      nobodys->account = account;
      nobodys->time = post->time;
      post = std::move(nobodys);
    }
  }

  void leave_community(std::string_view name) {
    for (auto& post : posts) evidence::leave_community(post, name);
  }

  template <class Archive>
  void archive(Archive& ar) {
    auto& [posts_, first_, episode_start_] = *this;
    ar(posts_, first_, episode_start_);
    if constexpr (Archive::kReading) {
      const bool all = std::find(posts_.begin(), posts_.end(), nullptr) == posts_.end();
      ar.require(all, "a recent post is missing");
    }
  }
};

}  // namespace lockstep::evidence
