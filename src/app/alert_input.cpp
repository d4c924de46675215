#include "alert_input.h"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "exit_codes.h"
#include "input_list.h"
#include "lockstep/alert/text_page.h"
#include "lockstep/io/file_source.h"

namespace lockstep::app {
namespace {

constexpr std::size_t kMostNameColumns = 80;
constexpr std::size_t kMostAlertBytes = 16 << 20;  // of a thousand accounts

Status read_record(const runtime::RawRecord& record, const TakeAlert& take) {
  if (record.oversized) return data_loss("longer than any alert");
  return take(record.bytes);
}

Status read_file(const std::string& path, const TakeAlert& take) {
  io::FileSourceOptions file;
  file.path = path;
  file.max_record_bytes = kMostAlertBytes;
  file.framing = normalize::Framing::kJson;
  LOCKSTEP_ASSIGN(const auto source, io::open_file_source(file));
  runtime::RawRecord record;
  for (;;) {
    LOCKSTEP_ASSIGN(const bool found, source->next(record));
    if (!found) return absl::OkStatus();
    if (const Status read = read_record(record, take); !read.ok())
      return data_loss(
          fmt::format("{}: record {}: {}", path, record.at.offset + 1, message_of(read)));
  }
}

// What compaction left of a key that was taken back has no bytes.
Status read_partition(runtime::RecordSource& source, const TakeAlert& take) {
  runtime::RawRecord record;
  for (;;) {
    LOCKSTEP_ASSIGN(const bool found, source.next(record));
    if (!found) return absl::OkStatus();
    if (record.bytes.empty()) continue;
    if (const Status read = read_record(record, take); !read.ok())
      return data_loss(fmt::format("{}[{}]@{}: {}", source.name(), record.at.partition,
                                   record.at.offset, message_of(read)));
  }
}

Status read_topic(const std::string& url, const std::string& config_path, const TakeAlert& take) {
  LOCKSTEP_ASSIGN(const Config config, load_config(config_path));
  LOCKSTEP_ASSIGN(const InputList list, InputList::make({url}, "auto", "", config));
  for (std::uint32_t i = 0; i < list.inputs().size(); ++i) {
    LOCKSTEP_ASSIGN(const auto source, list.open(i));
    LOCKSTEP_TRY(read_partition(*source, take));
  }
  return absl::OkStatus();
}

}  // namespace

Status read_alert_records(const std::string& path, const std::string& config,
                          const TakeAlert& take) {
  return io::is_kafka_url(path) ? read_topic(path, config, take) : read_file(path, take);
}

StatusOr<report::AlertBook> read_alert_book(const AlertInputs& inputs,
                                            report::BookOptions options) {
  report::AlertBook book(std::move(options));
  const TakeAlert take = [&](std::string_view record) { return book.read(record); };
  for (const std::string& path : inputs.paths)
    LOCKSTEP_TRY(read_alert_records(path, inputs.config, take));
  return book;
}

int complain_of_alerts(std::string_view command, const Status& status) {
  fmt::print(stderr, "{}: {}\n", command, message_of(status));
  switch (status.code()) {
    case StatusCode::kInvalidArgument:
    case StatusCode::kNotFound:
    case StatusCode::kPermissionDenied:
      return kUsage;
    case StatusCode::kDataLoss:
      return kBadInput;
    case StatusCode::kUnavailable:
      return kBrokerUnreachable;
    default:
      return kFailure;
  }
}

const report::BookEntry* find_held(std::string_view command, const report::AlertBook& book,
                                   std::string_view id, std::uint32_t version) {
  const report::BookEntry* entry = book.find(id);
  if (entry == nullptr) {
    fmt::print(stderr, "{}: no alert or campaign '{}' here\n", command,
               alert::shorten(id, kMostNameColumns));
    for (const std::string& line : book.nearest())
      fmt::print(stderr, "{}: {}\n", command, alert::printable(line));
    return nullptr;
  }
  if (!entry->line.empty()) return entry;
  fmt::print(stderr, "{}: {} has no version {} here; it has {} to {}\n", command, entry->alert_id,
             version, entry->history.front().version, entry->newest().version);
  return nullptr;
}

}  // namespace lockstep::app
