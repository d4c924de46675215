// From an adapter's post to a canonical one: checks required fields and bounds, settles the event
// time, canonicalises URLs, folds text, validates hashes and addresses.
//
// Stateless as far as posts go (a per-thread cache of host -> registrable domain aside, which
// cannot change a result). One Normalizer per thread. Never throws, never logs.
//
// Bounds (what is over them is cut or rejected, and counted; never a crash, never unbounded
// memory):
//   - record: limits.record_bytes (1 MiB by default), rejected kOversized by the caller
//   - ids: 1 KiB each, rejected kBadId; of the conversation and the community, dropped
//   - text: 65,536 bytes, cut at a character boundary
//   - urls and media 32 each, hashtags and mentions 64 each, redirects 16 a URL: the rest is
//     dropped
//   - a URL: 8,192 bytes as it came, 2,048 in its canonical form; longer ones are dropped
//   - other words (bio, location, user agent, ...): 4 KiB, cut
//   - keys (device, session, hashes): 1 KiB, dropped; domain facts 32, objects 64, the rest is
//     dropped
//
// Strings that are not UTF-8 are repaired (text, words), dropped (keys, objects) or a rejection
// (ids). Next: signals/signal.h.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "lockstep/core/config_schema.h"
#include "lockstep/core/post.h"
#include "lockstep/core/status.h"
#include "lockstep/normalize/rejection.h"

namespace lockstep::normalize {

struct NormalizeConfig {
  // Outside this range a record is rejected.
  EventTime time_min = *parse_rfc3339("2004-01-01T00:00:00Z");
  EventTime time_max = *parse_rfc3339("2038-01-01T00:00:00Z");
  Duration max_skew =
      std::chrono::minutes{5};  // created_at further ahead of the trusted clock is clamped to it
  std::int64_t record_bytes = 1 << 20;
  std::string tracking_parameters;  // file; empty = the built-in list
  std::string public_suffix_list;   // file; empty = libpsl's own
  std::string asn_database;         // MMDB file; empty = none
  std::string country_database;     // MMDB file; empty = none
  bool detect_language = true;      // where the platform does not say

  void describe(ConfigVisitor& v);
};

struct NormalizeCounters {
  std::uint64_t clamped_times = 0, cut_texts = 0, dropped_urls = 0, dropped_items = 0,
                bad_hashes = 0, bad_ips = 0;
  NormalizeCounters& operator+=(const NormalizeCounters&);
};

class Normalizer {
 public:
  // Fails if a data file cannot be read.
  static StatusOr<std::unique_ptr<Normalizer>> make(const NormalizeConfig&);
  virtual ~Normalizer() = default;
  // Completes `post` in place. `trusted_clock` is the time of the transport (Kafka record
  // timestamp) if there is one; post.observed_at goes before it, and is taken away where no clock
  // can have said it; neither means no clamping. Returns a rejection if the post cannot be used.
  virtual std::optional<Rejection> normalize(Post& post,
                                             std::optional<EventTime> trusted_clock) = 0;
  virtual const NormalizeCounters& counters() const = 0;
};

}  // namespace lockstep::normalize
