// RangeReader: the committed records of one KafkaRange, one after another, to its end.
//
// Joins no group and commits nothing. What the brokers may mend is waited for, half a minute of
// silence at most. Used by one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "handles.h"
#include "lockstep/io/kafka/archive.h"

namespace lockstep::io::kafka {

// A client for reading without a group.
StatusOr<Client> make_archive_client(const std::string& brokers, KafkaConfig config);

class RangeReader {
 public:
  // Looks ahead to the first record.
  static StatusOr<std::unique_ptr<RangeReader>> open(const KafkaRange& range,
                                                     const KafkaConfig& config);
  ~RangeReader();
  RangeReader(const RangeReader&) = delete;
  RangeReader& operator=(const RangeReader&) = delete;

  // The next record; null at the end. Valid until the next call.
  StatusOr<const rd_kafka_message_t*> next();
  // What next() would give if it need not wait; null: it must, or there is nothing.
  const rd_kafka_message_t* peek() const;

 private:
  RangeReader(KafkaRange range, Client client);
  Status fill();
  void keep(Message message, Status& failure);
  void clear();

  KafkaRange range_;
  Client client_;
  Handle<rd_kafka_topic_t, rd_kafka_topic_destroy> topic_;
  std::vector<Message> messages_;
  std::size_t at_ = 0;
  std::int64_t next_;
  bool started_ = false;
};

}  // namespace lockstep::io::kafka
