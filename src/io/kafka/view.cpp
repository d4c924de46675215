#include "view.h"

#include <string>
#include <string_view>

#include "lockstep/runtime/normalized_source.h"

namespace lockstep::io::kafka {
namespace {

void read_headers(const rd_kafka_message_t& message, runtime::Headers& out) {
  out.clear();
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i)
    out.emplace_back(name,
                     std::string(static_cast<const char*>(value), value == nullptr ? 0 : size));
}

std::string_view view(const void* data, std::size_t size) {
  return data == nullptr ? std::string_view()
                         : std::string_view(static_cast<const char*>(data), size);
}

runtime::RecordView bare_view_of(const rd_kafka_message_t& message) {
  runtime::RecordView record;
  record.offset = message.offset;
  record.bytes = view(message.payload, message.len);
  if (message.key != nullptr) record.key = view(message.key, message.key_len);
  rd_kafka_timestamp_type_t type{};
  const std::int64_t milliseconds = rd_kafka_message_timestamp(&message, &type);
  if (type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE && milliseconds >= 0)
    record.time = from_micros(milliseconds * 1000);
  return record;
}

}  // namespace

runtime::RecordView view_of(const rd_kafka_message_t& message, runtime::Headers& headers) {
  auto record = bare_view_of(message);
  read_headers(message, headers);
  if (!headers.empty()) record.headers = &headers;
  return record;
}

runtime::RecordView framed_view_of(const rd_kafka_message_t& message) {
  auto record = bare_view_of(message);
  rd_kafka_headers_t* headers = nullptr;
  const void* frame = nullptr;
  std::size_t size = 0;
  if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR &&
      rd_kafka_header_get_last(headers, runtime::kFrameHeader.data(), &frame, &size) ==
          RD_KAFKA_RESP_ERR_NO_ERROR)
    record.frame = view(frame, size);
  return record;
}

}  // namespace lockstep::io::kafka
