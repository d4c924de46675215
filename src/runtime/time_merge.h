// TimeMerge: the posts of all inputs of a pass, the input whose next post is oldest first. In time
// order if every input is.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "pass.h"

namespace lockstep::runtime {

class TimeMerge {
 public:
  explicit TimeMerge(Pass& pass) : pass_(pass), cursors_(pass.inputs()) {}

  // Null at the end of all. The post may be moved from; it stays until the call after the next.
  StatusOr<TracedPost*> next();

 private:
  struct Cursor {
    std::unique_ptr<Batch> batch;
    std::unique_ptr<Batch> before;  // holds the post given out last, if the batch does not
    std::size_t at = 0;
  };
  struct Head {
    EventTime time;
    std::uint32_t input;
  };
  static bool comes_after(const Head& a, const Head& b) {
    return a.time != b.time ? a.time > b.time : a.input > b.input;
  }
  Status advance(std::uint32_t input);

  Pass& pass_;
  std::vector<Cursor> cursors_;
  std::vector<Head> heads_;             // a heap, the oldest in front
  std::optional<std::uint32_t> taken_;  // whose post is with the caller
  bool started_ = false;
};

}  // namespace lockstep::runtime
