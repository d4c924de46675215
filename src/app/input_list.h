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
#include "progress.h"

namespace lockstep::app {

class InputList {
 public:
  // Without arguments, the topics of the configuration. `format` and `platform` hold for inputs
  // that do not say their own. Asks the brokers of topics.
  static StatusOr<InputList> make(std::vector<std::string> arguments, const std::string& format,
                                  const std::string& platform, const Config& config);

  const std::vector<runtime::ReplayInput>& inputs() const { return inputs_; }
  // What alerts call them: paths and topics.
  const std::vector<std::string>& names() const { return names_; }
  // The inputs as a live run of this configuration read them, which made these decisions.
  // kInvalidArgument: they are not all of its topics, and only those.
  StatusOr<runtime::RecordedRun> as_recorded(std::vector<runtime::Decision> decisions);
  StatusOr<std::unique_ptr<runtime::RecordSource>> open(std::uint32_t index) const;
  // To replay them; refers to the list and to `progress`.
  runtime::ReplayOptions replay_options(const Config& config, unsigned threads,
                                        Progress& progress) const;

 private:
  Status add_topic(const std::string& url, const std::string& format, const std::string& platform);
  Status sort_as_live();
  const runtime::LiveTopic* find_live(const std::string& topic) const;

  std::vector<runtime::ReplayInput> inputs_;
  std::vector<std::string> names_;
  std::vector<std::optional<io::KafkaRange>> ranges_;  // by input; empty: a file
  io::KafkaConfig kafka_;
  std::vector<runtime::LiveTopic> topics_;  // of the configuration
  std::size_t record_bytes_ = 0;
};

}  // namespace lockstep::app
