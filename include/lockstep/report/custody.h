// Chain of custody: are the raw records that an alert refers to still what they were?
//
// Reads archived records one after another and keeps only what the alert asks for, so it costs no
// memory however long the archive. A record is known by its SHA-256, wherever it lies. One whose
// bytes are nowhere was altered if its post is there in other bytes, or if its place (input,
// partition, offset) holds what cannot be read as posts; else it is missing.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "lockstep/report/package.h"

namespace lockstep::report {

enum class Custody : std::uint8_t {
  kMatched,   // its bytes are there, at its place or at another
  kDiffers,   // its post is there in other bytes, or its place holds something unreadable
  kMissing,   // neither the post nor its bytes were read
  kNoDigest,  // the alert gives no SHA-256 to compare with
};
std::string_view name(Custody) noexcept;  // "matched", "differs", "missing", "no digest"

// Refers to the alert it was made for. Not thread-safe.
class CustodyCheck {
 public:
  explicit CustodyCheck(const alert::Alert&);

  // One record of the archive. `input` is its topic or path; of paths the file name counts, without
  // .gz or .zst, since archives move and are packed. `posts`: the keys ("platform:id") of the posts
  // in the record, none if it could not be read as posts.
  void see(std::string_view input, const alert::Source& at, std::string_view bytes,
           const std::vector<std::string>& posts);

  struct Finding {
    const RecordReference* record;
    Custody custody;
    std::string seen_sha256;  // what it is now, if it differs
  };
  // One each of records_of(alert), in that order.
  std::vector<Finding> findings() const;

 private:
  using Place = std::tuple<std::string, std::int32_t, std::int64_t>;
  static Place place_of(std::string_view input, const alert::Source& at);

  std::vector<RecordReference> records_;
  // Of what the alert asks for; digests are empty until something is found.
  std::map<std::string, bool, std::less<>> seen_;            // by digest: its bytes were read
  std::map<std::string, std::string, std::less<>> by_post_;  // digest of the record of a post
  std::map<Place, std::string> by_place_;                    // digest of what is no post there
};

}  // namespace lockstep::report
