// What changed between the alerts of two runs over the same posts: another configuration, another
// version.
//
// An alert is all versions of one alert_id, with all accounts they ever named. Alerts are matched
// by their id; those left over by their accounts, the most alike first, if at least half of all are
// in both (Jaccard). What has no partner is gone or new. A matched pair has changed if its
// accounts, its assessment (inauthentic if any version said so), or what its last version says
// differ: its assessment, status, tier, or confidence by more than the tolerance. Times, evidence
// and words are not compared.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/core/time.h"
#include "lockstep/lab/alert_versions.h"

namespace lockstep::lab {

struct CompareOptions {
  double confidence_tolerance = 0;  // of 100
};

// One alert of one run.
struct AlertSummary {
  std::string alert_id;
  bool inauthentic = false;  // in any version
  // Of the last version:
  bool last_inauthentic = false;
  std::string status, tier;
  double confidence = 0;  // of 100

  EventTime detected_at{};            // of the first version
  std::vector<std::string> accounts;  // sorted
};

struct AlertChange {
  AlertSummary before, after;
  std::vector<std::string> joined, left;  // accounts
  double similarity() const noexcept;     // Jaccard, 1 = the same accounts
};

struct Comparison {
  std::vector<AlertSummary> fresh, gone;  // by (detected_at, alert_id)
  std::vector<AlertChange> changed;       // by (before.detected_at, alert_id)
  std::size_t unchanged = 0;
};

Comparison compare(const AlertVersions& before, const AlertVersions& after, const CompareOptions&);

std::string to_table(const Comparison&);  // plain text
std::string to_json(const Comparison&);   // lockstep.comparison/1

}  // namespace lockstep::lab
