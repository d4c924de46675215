// A message of librdkafka as the program sees it.
#pragma once

#include "handles.h"
#include "lockstep/runtime/live_io.h"

namespace lockstep::io::kafka {

// Valid as long as the message and `headers`, which is filled.
runtime::RecordView view_of(const rd_kafka_message_t& message, runtime::Headers& headers);

}  // namespace lockstep::io::kafka
