#include "produce.h"

#include <array>
#include <chrono>

namespace lockstep::io::kafka {
namespace {

HeaderList headers_of(const runtime::OutputRecord& record) {
  HeaderList headers(rd_kafka_headers_new(record.headers.size()));
  for (const auto& [name, value] : record.headers)
    rd_kafka_header_add(headers.get(), name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  return headers;
}

}  // namespace

Status produce(rd_kafka_t* producer, const runtime::OutputRecord& record, Duration patience) {
  HeaderList headers = headers_of(record);
  std::array<rd_kafka_vu_t, 7> field{};
  field[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  field[0].u.cstr = record.topic.c_str();
  field[1].vtype = RD_KAFKA_VTYPE_PARTITION;
  field[1].u.i32 = record.partition < 0 ? RD_KAFKA_PARTITION_UA : record.partition;
  field[2].vtype = RD_KAFKA_VTYPE_MSGFLAGS;  // copied: it may outlive the call that gives up on it
  field[2].u.i = RD_KAFKA_MSG_F_COPY;
  field[3].vtype = RD_KAFKA_VTYPE_VALUE;
  field[3].u.mem.ptr = const_cast<char*>(record.value.data());
  field[3].u.mem.size = record.value.size();
  field[4].vtype = RD_KAFKA_VTYPE_HEADERS;
  field[4].u.headers = headers.get();
  field[5].vtype = RD_KAFKA_VTYPE_KEY;
  if (record.key) {
    field[5].u.mem.ptr = const_cast<char*>(record.key->data());
    field[5].u.mem.size = record.key->size();
  }
  field[6].vtype = RD_KAFKA_VTYPE_TIMESTAMP;  // 0: now
  field[6].u.i64 = record.time ? to_micros(*record.time) / 1000 : 0;
  const auto end = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const Error error(rd_kafka_produceva(producer, field.data(), field.size()));
    if (error == nullptr) {
      (void)headers.release();  // the message's now
      return absl::OkStatus();
    }
    const auto code = rd_kafka_error_code(error.get());
    if (code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION || code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
      return not_found("write to " + record.topic + ": " + rd_kafka_error_string(error.get()));
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL || std::chrono::steady_clock::now() >= end)
      return status_of(error, "write to " + record.topic);
    rd_kafka_poll(producer, 100);
  }
}

}  // namespace lockstep::io::kafka
