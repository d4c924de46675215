// Refusal: why a transaction failed, which itself says only that it did. The reports of its
// outputs' delivery and the brokers know.
//
// Delivery reports may come on the caller's thread and on librdkafka's, so what they say is
// guarded; everything else belongs to the producer's thread.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "handles.h"
#include "lockstep/runtime/live_io.h"

namespace lockstep::io::kafka {

class Refusal {
 public:
  // The producer that is made of it reports here as long as it lives.
  void listen(rd_kafka_conf_t* conf);
  // Before a transaction.
  void clear();
  // What became of which output, in words; empty: not known. `asker` is any client.
  std::string explain(rd_kafka_t* producer, rd_kafka_t* asker,
                      const std::vector<runtime::OutputRecord>& records);

 private:
  static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self);

  std::mutex mutex_;  // guards code_ and topic_, of the first output that was refused
  rd_kafka_resp_err_t code_ = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::string topic_;
};

}  // namespace lockstep::io::kafka
