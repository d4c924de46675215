#include "input_list.h"

#include "lockstep/io/file_source.h"

namespace lockstep::app {

StatusOr<InputList> InputList::make(const std::vector<std::string>& arguments,
                                    const std::string& format, const std::string& platform,
                                    const Config& config) {
  InputList list;
  list.kafka_ = config.kafka;
  list.record_bytes_ = static_cast<std::size_t>(config.normalize.record_bytes);
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

Status InputList::add_topic(const std::string& url, const std::string& format,
                            const std::string& platform) {
  LOCKSTEP_ASSIGN(const auto archive, io::parse_kafka_url(url));
  LOCKSTEP_ASSIGN(auto ranges, io::find_ranges(archive, kafka_));
  for (io::KafkaRange& range : ranges) {
    inputs_.push_back({archive.topic, archive.format.empty() ? format : archive.format,
                       archive.platform.empty() ? platform : archive.platform});
    names_.push_back(archive.topic);
    ranges_.emplace_back(std::move(range));
  }
  return absl::OkStatus();
}

StatusOr<std::unique_ptr<runtime::RecordSource>> InputList::open(std::uint32_t index) const {
  if (ranges_[index]) return io::open_kafka_range(*ranges_[index], kafka_, index);
  return io::open_file_source({inputs_[index].path, index, record_bytes_});
}

}  // namespace lockstep::app
