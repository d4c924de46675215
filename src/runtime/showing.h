// Showing: what was detected, on its way to the board of what was published: it waits until it is
// known to be committed.
#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "lockstep/alert/identities.h"
#include "lockstep/runtime/alert_board.h"
#include "lockstep/runtime/live_config.h"

namespace lockstep::runtime {

class Showing {
 public:
  // `board` may be null: nobody looks.
  Showing(AlertBoard* board, const LiveConfig& config)
      : board_(board), identities_(config.sharing.who_is_named()) {}

  // A version of an alert; their ticks do not descend.
  void add(const alert::Alert& alert) {
    if (board_ == nullptr) return;
    const auto hidden = identities_.hidden(alert);
    waiting_.emplace_back(alert.detected_at, to_flat_json(hidden ? *hidden : alert));
  }
  // Whatever was detected up to `tick` is out.
  void committed(EventTime tick) {
    if (board_ == nullptr) return;
    std::vector<std::string> lines;
    for (; !waiting_.empty() && waiting_.front().first <= tick; waiting_.pop_front())
      lines.push_back(std::move(waiting_.front().second));
    board_->show(lines, tick);
  }
  // Nothing that is open is missing any more.
  void complete() {
    if (board_ != nullptr) board_->complete();
  }
  AlertBoard::Stats stats() const {
    return board_ == nullptr ? AlertBoard::Stats{} : board_->stats();
  }

 private:
  AlertBoard* board_;
  const alert::Identities identities_;
  std::deque<std::pair<EventTime, std::string>> waiting_;
};

}  // namespace lockstep::runtime
