// AlertBoard: the open alerts as they were last published, for whoever asks for the present state.
//
// It is told what a committed transaction held and nothing else, and keeps the bytes that were
// published; so it never shows what readers of the topic cannot see, whatever identities, deletes
// and erasures made of it. An alert that is closed or dismissed comes off. After a start from a
// snapshot, what was erased since the last version is missing from that version already.
//
// One thread tells, any thread looks; a view is a whole state between two transactions and does not
// change any more.
//
// Bound: max_bytes of alerts; those whose newest version is oldest make room, and come back with
// their next version.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lockstep/alert/alert.h"
#include "lockstep/core/time.h"

namespace lockstep::runtime {

struct ShownAlert {
  std::string json;  // lockstep.alert/1, as published
  // What it says of itself, to be listed by.
  std::string alert_id, campaign_id;
  std::uint32_t version = 0, confidence = 0, account_count = 0;
  alert::Status status{};
  alert::Assessment assessment{};
  alert::Tier tier{};
  double coordination = 0, inauthenticity = 0;
  EventTime detected_at{}, window_start{}, window_end{}, first_post_at{};
  std::uint64_t post_count = 0;
  std::vector<std::string> platforms;
  std::vector<KeyHash> accounts;  // hashes of those it lists, ascending

  // Whether it lists "platform:id".
  bool names(std::string_view account) const;
  std::size_t bytes() const;
};

class AlertBoard {
 public:
  static constexpr std::size_t kMaxBytes = 128 << 20;

  struct View {
    bool whole = false;          // all that is open is known; false: catching up with the past
    EventTime tick{};            // published up to it
    std::uint64_t left_out = 0;  // alerts that made room, or could not be read, since the start
    std::vector<std::shared_ptr<const ShownAlert>> alerts;  // by alert id
  };
  struct Stats {
    std::uint64_t alerts = 0, bytes = 0, evicted = 0;
  };

  explicit AlertBoard(std::size_t max_bytes = kMaxBytes) : max_bytes_(max_bytes) {}

  // A run begins: nothing is known.
  void clear();
  // Lines of lockstep.alert/1 in the order they were published, up to `tick`.
  void show(const std::vector<std::string>& lines, EventTime tick);
  // From now on it is whole.
  void complete();

  View view() const;
  Stats stats() const;

 private:
  using Age = std::pair<EventTime, std::string>;  // detected_at, alert id

  void put(std::shared_ptr<const ShownAlert> alert);
  void take_off(const std::string& alert_id);

  const std::size_t max_bytes_;
  mutable std::mutex mutex_;  // guards all that follows
  bool whole_ = false;
  EventTime tick_ = EventTime::min();
  std::map<std::string, std::shared_ptr<const ShownAlert>> alerts_;
  std::set<Age> ages_;
  std::size_t bytes_ = 0;
  std::uint64_t evicted_ = 0, unreadable_ = 0;
};

}  // namespace lockstep::runtime
