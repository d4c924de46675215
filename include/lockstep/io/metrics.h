// LiveStatus as Prometheus metrics: names and units by Prometheus' conventions, labels of few
// values (topic, partition, reason, table), never an account, a post or a campaign. docs/METRICS.md
// explains each; a test compares.
#pragma once

#include <string>

#include "lockstep/core/time.h"
#include "lockstep/runtime/live_status.h"

namespace lockstep::io {

// `now` is the wall clock: how far event time is behind it is a metric.
std::string metrics_text(const runtime::LiveStatus& status, const std::string& version,
                         EventTime now);

}  // namespace lockstep::io
