// The inputs named on a command line, as finite sources: files, standard input, and topics, each of
// which becomes as many inputs as it has partitions.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config.h"
#include "lockstep/io/kafka/archive.h"
#include "lockstep/runtime/replay.h"

namespace lockstep::app {

class InputList {
 public:
  // `format` and `platform` hold for inputs that do not say their own. Asks the brokers of topics.
  static StatusOr<InputList> make(const std::vector<std::string>& arguments,
                                  const std::string& format, const std::string& platform,
                                  const Config& config);

  const std::vector<runtime::ReplayInput>& inputs() const { return inputs_; }
  // What alerts call them: paths and topics.
  const std::vector<std::string>& names() const { return names_; }
  StatusOr<std::unique_ptr<runtime::RecordSource>> open(std::uint32_t index) const;

 private:
  Status add_topic(const std::string& url, const std::string& format, const std::string& platform);

  std::vector<runtime::ReplayInput> inputs_;
  std::vector<std::string> names_;
  std::vector<std::optional<io::KafkaRange>> ranges_;  // by input; empty: a file
  io::KafkaConfig kafka_;
  std::size_t record_bytes_ = 0;
};

}  // namespace lockstep::app
