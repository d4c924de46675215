// What people and other systems tell a running engine: a fact takes effect at a tick's edge, and
// when exactly is a decision (docs/OPERATIONS.md), so that every later execution does the same.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "lockstep/alert/versions.h"
#include "lockstep/assess/watchlist.h"
#include "lockstep/core/hash.h"
#include "lockstep/core/trace.h"

namespace lockstep::engine {

struct WatchFact {
  std::string entry;                          // the record's key
  std::vector<assess::Indicator> indicators;  // empty: no longer on the list
};
struct VerdictFact {
  std::string alert_id;  // or the id of its grouping in STIX
  alert::Verdict verdict = alert::Verdict::kConfirmed;
  std::string reason;  // may be empty
};
struct SiteFact {
  KeyHash site = 0;           // of the site's domain
  std::vector<Trace> traces;  // that whoever links to it shows as well; none: nothing is known
};
struct ErasureFact {
  std::string account;            // "platform:id"
  bool erased = true;             // false: no longer
  std::vector<KeyHash> mentions;  // of it, by id and by handle
};
using SideFact = std::variant<WatchFact, VerdictFact, SiteFact, ErasureFact>;

}  // namespace lockstep::engine
