// The evidence package of one alert: what a ticket, a partner or a court file needs to check the
// claim later. Files, in this order:
//
//   appendix.json  the flat alert, byte for byte as it was read
//   index.csv      one row a raw record: which post, where it lies, its SHA-256, evidence of what
//   summary.md     the claim in plain words, with its doubts
//   SHA256SUMS     of the three, as sha256sum -c reads it
//
// Raw records are referenced, not included, and the package says so. A pure function of the alert:
// the archive is ustar with sorted names below a folder named after alert and version, owned by
// nobody, dated by `detected_at`; the same alert gives the same bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/alert/alert.h"
#include "lockstep/core/status.h"

namespace lockstep::report {

struct PackageFile {
  std::string name, bytes;
};

// A raw record that the alert refers to; a post that is evidence of several things is one record.
struct RecordReference {
  std::string_view post, account;
  EventTime at{};
  const alert::Source* source = nullptr;
  std::string_view sha256;            // empty if not known
  std::vector<std::size_t> evidence;  // items, from 0, ascending
};
// By time, then post, then place. Views into the alert.
std::vector<RecordReference> records_of(const alert::Alert&);

// `line` is the flat alert that `alert` was read from.
std::vector<PackageFile> package_of(const alert::Alert& alert, std::string_view line);

// kInternal: the archive library failed.
StatusOr<std::string> to_tar(const alert::Alert& alert, const std::vector<PackageFile>& files);

}  // namespace lockstep::report
