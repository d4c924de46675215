// librdkafka's C objects with owners, and its errors as Status. The only way this room touches it.
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>

#include "lockstep/core/status.h"
#include "lockstep/core/time.h"

namespace lockstep::io::kafka {

template <auto Destroy>
struct Destroyer {
  template <class T>
  void operator()(T* object) const noexcept {
    Destroy(object);
  }
};
template <class T, auto Destroy>
using Handle = std::unique_ptr<T, Destroyer<Destroy>>;

// rd_kafka_destroy(); of a consumer for a limited time (goodbye.h).
void destroy(rd_kafka_t* client) noexcept;

using Conf = Handle<rd_kafka_conf_t, rd_kafka_conf_destroy>;
using Client = Handle<rd_kafka_t, destroy>;
using Queue = Handle<rd_kafka_queue_t, rd_kafka_queue_destroy>;
using Message = Handle<rd_kafka_message_t, rd_kafka_message_destroy>;
using PartitionList =
    Handle<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy>;
using GroupMetadata =
    Handle<rd_kafka_consumer_group_metadata_t, rd_kafka_consumer_group_metadata_destroy>;
using Error = Handle<rd_kafka_error_t, rd_kafka_error_destroy>;
using HeaderList = Handle<rd_kafka_headers_t, rd_kafka_headers_destroy>;
using NewTopic = Handle<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy>;
using NewPartitions = Handle<rd_kafka_NewPartitions_t, rd_kafka_NewPartitions_destroy>;
using Event = Handle<rd_kafka_event_t, rd_kafka_event_destroy>;

inline PartitionList make_list(std::size_t size) {
  return PartitionList(rd_kafka_topic_partition_list_new(static_cast<int>(size)));
}

// What the brokers may mend is kUnavailable, what the caller must is kInvalidArgument.
inline Status status_of(rd_kafka_resp_err_t code, const std::string& doing) {
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
  const std::string text = doing + ": " + rd_kafka_err2str(code);
  switch (code) {
    case RD_KAFKA_RESP_ERR__INVALID_ARG:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PROTOCOL:
      return invalid_argument(text);
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:  // the record was deleted before it was read
      return data_loss(text);
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR__FENCED:
      return make_status(StatusCode::kAborted, text);
    default:
      return unavailable(text);
  }
}
inline Status status_of(const Error& error, const std::string& doing) {
  if (error == nullptr) return absl::OkStatus();
  return unavailable(doing + ": " + rd_kafka_error_string(error.get()));
}

inline int to_milliseconds(Duration d) {
  return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(d).count());
}

}  // namespace lockstep::io::kafka
