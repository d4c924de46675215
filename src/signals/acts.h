// What kind of act a post is, as far as signals must agree on it. Private to the room.
#pragma once

#include <string>
#include <string_view>

#include "lockstep/core/post.h"

namespace lockstep::signals {

inline bool is_repost(const Post& post) {
  const bool repeats = post.action == Action::kRepost || post.action == Action::kForward;
  return post.event == EventKind::kPost && repeats && !post.repost_of.empty();
}

// Did the author make what the post shows? A repost shows the text, links, media and tags of its
// original: were they traced too, one click would count as five kinds of evidence. A forward that
// hides its origin is the exception: its content is all there is to go by. A like shows nothing of
// its author's.
inline bool has_own_content(const Post& post) {
  return post.event == EventKind::kPost && post.action != Action::kLike && !is_repost(post);
}

// Native ids of different platforms may be equal by accident.
inline std::string on_platform(const Post& post, std::string_view native_id) {
  if (native_id.empty()) return {};
  std::string qualified = post.platform;
  qualified.reserve(qualified.size() + 1 + native_id.size());
  qualified += ':';
  qualified += native_id;
  return qualified;
}

}  // namespace lockstep::signals
