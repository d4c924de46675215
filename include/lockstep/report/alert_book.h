// What a file of flat alerts says: of each alert its versions in short, and one of them whole.
//
// Lines may come in any order and more than once; of two lines with the same version the last one
// counts. What comes out depends on the lines alone.
//
// Bounds: `max_alerts` alerts (versions of further ones are counted, not kept), kMaxVersions notes
// an alert (the first and the newest stay), `max_held_bytes` of whole alerts (beyond that the
// lowest ranked give theirs up and stay in the list). About 500 bytes a note. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/alert/alert.h"
#include "lockstep/core/status.h"

namespace lockstep::report {

// One version, in short.
struct VersionNote {
  std::uint32_t version = 1;
  alert::Status status = alert::Status::kOpen;
  alert::Assessment assessment = alert::Assessment::kCoordinated;
  alert::Tier tier = alert::Tier::kMonitor;
  EventTime detected_at{};
  std::uint32_t confidence = 0, account_count = 0;
  std::uint64_t post_count = 0;
  std::vector<std::string> changes;
};

struct BookEntry {
  std::string alert_id, campaign_id;
  // Of the newest version:
  std::string admiralty;
  std::vector<std::string> platforms;
  EventTime first_post_at{};
  std::vector<VersionNote> history;     // by version, never empty
  std::uint32_t versions_left_out = 0;  // between the first and the second of `history`
  std::string line;                     // the flat alert that is held; empty: none is

  const VersionNote& newest() const { return history.back(); }
  const VersionNote* note_of(std::uint32_t version) const;
};

struct BookOptions {
  std::string only = {};      // hold no alert whole but this one (alert or campaign id); empty: all
  std::uint32_t version = 0;  // hold this version instead of the newest; 0: the newest
  std::size_t max_alerts = 100'000;
  std::size_t max_held_bytes = 256 << 20;  // 0: nothing is held whole
};

class AlertBook {
 public:
  static constexpr std::size_t kMaxVersions = 256;

  explicit AlertBook(BookOptions options) : options_(std::move(options)) {}

  // kDataLoss: the line is no flat alert; says what is wrong with it.
  Status read(std::string_view line);
  // The same for whoever has both at hand: `line` is to_flat_json(alert).
  void add(const alert::Alert& alert, std::string_view line);

  // By alert id.
  const std::map<std::string, BookEntry, std::less<>>& entries() const { return entries_; }
  // Inauthentic before coordinated, then by confidence, accounts and time, highest first.
  std::vector<const BookEntry*> ranked() const;
  // By alert id or campaign id; of several alerts of a campaign the one detected last.
  const BookEntry* find(std::string_view id) const;
  // What somebody may have meant who asked for `only` and it is not there: at most five sentences.
  std::vector<std::string> nearest() const;

  std::uint64_t versions_read() const { return versions_read_; }
  std::uint64_t versions_refused() const { return versions_refused_; }  // of too many alerts

 private:
  bool wanted(const alert::Alert& alert, std::uint32_t newest) const;
  void hold(BookEntry& entry, std::string_view line);
  void make_room();

  BookOptions options_;
  std::map<std::string, BookEntry, std::less<>> entries_;
  std::map<std::string, std::uint32_t> naming_only_;  // alerts that name `only` as an account
  std::size_t held_bytes_ = 0;
  std::uint64_t versions_read_ = 0, versions_refused_ = 0;
};

}  // namespace lockstep::report
