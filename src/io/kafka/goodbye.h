// The end of a client that may never come.
//
// librdkafka 2.0 to at least 2.3 (Debian 12 has 2.0.2) sometimes waits for ever in
// rd_kafka_destroy() of a consumer whose broker went away and came back: a partition keeps the
// broker's thread (confluentinc/librdkafka issue 4674). By then everything is committed and the
// group is left, so a service that is told to stop need not wait for it.
#pragma once

#include <functional>

#include "lockstep/core/time.h"

namespace lockstep::io::kafka {

inline constexpr Duration kGoodbye = std::chrono::seconds{5};

// Runs `work` on a thread of its own; false if it is not done in time. It then goes on, to the end
// of the process at the latest, and so must own what it uses.
bool done_within(Duration limit, std::function<void()> work);

}  // namespace lockstep::io::kafka
