// A message of librdkafka as the program sees it.
#pragma once

#include "handles.h"
#include "lockstep/runtime/live_io.h"

namespace lockstep::io::kafka {

// Valid as long as the message and `headers`, which is filled.
runtime::RecordView view_of(const rd_kafka_message_t& message, runtime::Headers& headers);
// Of a normalised topic: of the headers only the frame, which is not copied.
runtime::RecordView framed_view_of(const rd_kafka_message_t& message);

}  // namespace lockstep::io::kafka
