// Which posts their authors took back, as far as the archive says: their words are not shown,
// whether the delete came before them or long after. Private to the room.
//
// Bound: max_posts, about 18 bytes each. Beyond it the words of no post are shown, since any may
// have been taken back. Not thread-safe.
#pragma once

#include <absl/container/flat_hash_set.h>
#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "lockstep/alert/hidden_name.h"
#include "lockstep/core/trace.h"
#include "lockstep/signals/signal.h"

namespace lockstep::hunt {

class DeletedPosts {
 public:
  explicit DeletedPosts(std::size_t max_posts) : max_posts_(max_posts) {}

  // TracedPost::hash() of the delete.
  void note(KeyHash post) {
    if (posts_.size() < max_posts_)
      posts_.insert(post);
    else if (!posts_.contains(post))
      ++left_out_;
  }
  // After the last post: replaces the name of an object by its hash, if it is the words of a post
  // that was or may have been deleted. Whether it was. `quoted` is that post; 0: no post's.
  bool hide(std::string& name, KeyHash object, KeyHash quoted) const {
    if (quoted == 0) return false;
    const bool deleted = posts_.contains(quoted);
    if (deleted || left_out_ > 0) name = alert::hidden_name(object);
    return deleted;
  }
  // What the bound did, if anything, as a sentence.
  void tell(std::vector<std::string>& cuts) const {
    if (left_out_ > 0)
      cuts.push_back(fmt::format("more than {} posts were deleted: the words of no post are shown",
                                 max_posts_));
  }

 private:
  std::size_t max_posts_;
  absl::flat_hash_set<KeyHash> posts_;  // never iterated
  std::uint64_t left_out_ = 0;
};

// The post whose words the text of a trace is; 0: no post's. The trace is of `post`, or its key is
// of the cluster that a sketch of `post` belongs to.
inline KeyHash quoted_by(const Trace& trace, const TracedPost& post,
                         const signals::Registry& registry) {
  if (!registry.kind(trace.kind).def->quotes) return 0;
  return trace.quoted != 0 ? trace.quoted : post.hash();
}

}  // namespace lockstep::hunt
