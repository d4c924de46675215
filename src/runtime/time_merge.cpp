#include "time_merge.h"

#include <algorithm>
#include <utility>

namespace lockstep::runtime {

StatusOr<TracedPost*> TimeMerge::next() {
  if (!std::exchange(started_, true)) {
    for (std::uint32_t i = 0; i < cursors_.size(); ++i) LOCKSTEP_TRY(advance(i));
  } else if (taken_) {
    ++cursors_[*taken_].at;
    LOCKSTEP_TRY(advance(*taken_));
    taken_.reset();
  }
  if (heads_.empty()) return static_cast<TracedPost*>(nullptr);
  std::pop_heap(heads_.begin(), heads_.end(), comes_after);
  taken_ = heads_.back().input;
  heads_.pop_back();
  Cursor& cursor = cursors_[*taken_];
  return &cursor.batch->posts[cursor.at].post;
}

// Finds the input's next post, if it has one, and puts it among the heads.
Status TimeMerge::advance(std::uint32_t input) {
  Cursor& cursor = cursors_[input];
  while (cursor.batch == nullptr || cursor.at == cursor.batch->posts.size()) {
    if (cursor.at > 0) std::swap(cursor.before, cursor.batch);
    pass_.give_back(std::move(cursor.batch));
    cursor.at = 0;
    LOCKSTEP_ASSIGN(cursor.batch, pass_.take(input));
    if (cursor.batch == nullptr) return absl::OkStatus();
  }
  heads_.push_back({cursor.batch->posts[cursor.at].post.time, input});
  std::push_heap(heads_.begin(), heads_.end(), comes_after);
  return absl::OkStatus();
}

}  // namespace lockstep::runtime
