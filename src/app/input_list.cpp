#include "input_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "lockstep/io/file_source.h"

namespace lockstep::app {

StatusOr<InputList> InputList::make(std::vector<std::string> arguments, const std::string& format,
                                    const std::string& platform, const Config& config) {
  InputList list;
  list.kafka_ = config.kafka;
  list.topics_ = config.live.topics;
  list.record_bytes_ = static_cast<std::size_t>(config.normalize.record_bytes);
  if (arguments.empty())
    for (const auto& t : config.live.topics)
      arguments.push_back("kafka://" + config.kafka.brokers + '/' + t.topic);
  for (const std::string& argument : arguments) {
    if (io::is_kafka_url(argument)) {
      LOCKSTEP_TRY(list.add_topic(argument, format, platform));
      continue;
    }
    list.inputs_.push_back({argument, format, platform});
    list.names_.push_back(argument);
    list.ranges_.emplace_back();
  }
  return list;
}

// What neither the address nor the command line says, the configuration may.
Status InputList::add_topic(const std::string& url, const std::string& format,
                            const std::string& platform) {
  LOCKSTEP_ASSIGN(auto archive, io::parse_kafka_url(url));
  const auto* live = find_live(archive.topic);
  if (archive.format.empty())
    archive.format = format == "auto" && live != nullptr ? live->format : format;
  if (archive.platform.empty())
    archive.platform = platform.empty() && live != nullptr ? live->platform : platform;
  LOCKSTEP_ASSIGN(auto ranges, io::find_ranges(archive, kafka_));
  for (io::KafkaRange& range : ranges) {
    range.trust_time = live == nullptr || live->clock == "record";
    inputs_.push_back({archive.topic, archive.format, archive.platform});
    names_.push_back(archive.topic);
    ranges_.emplace_back(std::move(range));
  }
  return absl::OkStatus();
}

const runtime::LiveTopic* InputList::find_live(const std::string& topic) const {
  const auto found =
      std::find_if(topics_.begin(), topics_.end(), [&](const auto& t) { return t.topic == topic; });
  return found == topics_.end() ? nullptr : &*found;
}

StatusOr<runtime::RecordedRun> InputList::as_recorded(std::vector<runtime::Decision> decisions) {
  for (const auto& name : names_)
    if (find_live(name) == nullptr)
      return invalid_argument(
          fmt::format("--decisions: {} is no topic of live.topics in the configuration", name));
  LOCKSTEP_TRY(sort_as_live());
  runtime::RecordedRun run;
  for (auto& of_input : ranges_) {
    io::KafkaRange& range = *of_input;
    run.inputs.push_back(
        {range.topic, range.partition, range.end, find_live(range.topic)->lateness});
    for (const auto& d : decisions)
      if (d.kind == runtime::DecisionKind::kStart && d.topic == range.topic &&
          d.partition == range.partition)
        range.begin = std::max(range.begin, d.offset);
  }
  run.decisions = std::move(decisions);
  return run;
}

// Of copies of a record the one from the earlier topic of the configuration counts.
Status InputList::sort_as_live() {
  InputList sorted;
  for (const auto& t : topics_) {
    const auto before = sorted.names_.size();
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i] != t.topic || !ranges_[i]) continue;
      sorted.inputs_.push_back(inputs_[i]);
      sorted.names_.push_back(names_[i]);
      sorted.ranges_.push_back(ranges_[i]);
    }
    if (sorted.names_.size() == before)
      return invalid_argument(
          fmt::format("--decisions: the run read {} as well, which is no input here", t.topic));
  }
  inputs_ = std::move(sorted.inputs_);
  names_ = std::move(sorted.names_);
  ranges_ = std::move(sorted.ranges_);
  return absl::OkStatus();
}

StatusOr<std::unique_ptr<runtime::RecordSource>> InputList::open(std::uint32_t index) const {
  if (ranges_[index]) return io::open_kafka_range(*ranges_[index], kafka_, index);
  return io::open_file_source({inputs_[index].path, index, record_bytes_});
}

runtime::ReplayOptions InputList::replay_options(const Config& config, unsigned threads,
                                                 Progress& progress) const {
  runtime::ReplayOptions options;
  options.inputs = inputs_;
  options.normalize = config.normalize;
  options.sequence = config.sequence;
  options.threads = threads;
  options.open = [this](const runtime::ReplayInput&, std::uint32_t index) { return open(index); };
  options.progress = [&progress](std::uint64_t posts, std::uint64_t read, std::uint64_t total) {
    progress.show(posts, read, total);
  };
  return options;
}

}  // namespace lockstep::app
