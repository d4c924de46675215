// One record into a producer's queue.
#pragma once

#include "handles.h"
#include "lockstep/runtime/live_io.h"

namespace lockstep::io::kafka {

// Waits while the queue is full, for `patience`. kNotFound: the topic has no such partition.
// Whether the record arrives is for the producer's delivery report to say.
Status produce(rd_kafka_t* producer, const runtime::OutputRecord& record, Duration patience);

}  // namespace lockstep::io::kafka
