#include "lockstep/io/file_source.h"

#include <deque>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "lockstep/io/framing.h"

namespace lockstep::io {
namespace {

constexpr std::size_t kMostAhead = 16;  // records

class FileSource final : public runtime::RecordSource {
 public:
  FileSource(const FileSourceOptions& options, RecordCutter cutter)
      : name_(options.path), input_(options.input), cutter_(std::move(cutter)) {}

  // Takes the CSV header, or looks ahead to the first record that is no garbage: an archive may
  // begin where a line was cut.
  Status start() {
    bool oversized = false;
    if (framing() == normalize::Framing::kCsv) return cutter_.next(sample_, oversized).status();
    std::string record;
    while (ahead_.size() < kMostAhead) {
      LOCKSTEP_ASSIGN(const bool found, cutter_.next(record, oversized));
      if (!found) break;
      ahead_.emplace_back(record, oversized);
      if (oversized || !nlohmann::json::accept(record)) continue;
      sample_ = record;
      return absl::OkStatus();
    }
    if (!ahead_.empty()) sample_ = ahead_.front().first;
    return absl::OkStatus();
  }

  StatusOr<bool> next(runtime::RawRecord& out) override {
    if (!ahead_.empty()) {
      std::tie(out.bytes, out.oversized) = std::move(ahead_.front());
      ahead_.pop_front();
    } else {
      LOCKSTEP_ASSIGN(const bool found, cutter_.next(out.bytes, out.oversized));
      if (!found) return false;
    }
    out.at = {input_, 0, records_++};
    out.broker_time.reset();
    return true;
  }

  normalize::Framing framing() const override {
    return cutter_.layout() == Layout::kCsv ? normalize::Framing::kCsv : normalize::Framing::kJson;
  }
  const std::string& sample() const override { return sample_; }
  const std::string& name() const override { return name_; }
  std::uint64_t bytes_read() const override { return cutter_.stream().bytes_read(); }
  std::uint64_t bytes_total() const override { return cutter_.stream().bytes_total(); }

 private:
  std::string name_;
  std::uint32_t input_;
  RecordCutter cutter_;
  std::string sample_;
  std::deque<std::pair<std::string, bool>> ahead_;  // still to be delivered; oversized ones marked
  std::int64_t records_ = 0;
};

}  // namespace

StatusOr<std::unique_ptr<runtime::RecordSource>> open_file_source(
    const FileSourceOptions& options) {
  LOCKSTEP_ASSIGN(auto stream, open_byte_stream(options.path));
  RecordCutter cutter(std::move(stream), options.max_record_bytes);
  LOCKSTEP_TRY(cutter.start());
  if (options.framing == normalize::Framing::kCsv)
    cutter.use(Layout::kCsv);
  else if (options.framing == normalize::Framing::kJson && cutter.layout() == Layout::kCsv)
    cutter.use(Layout::kLines);
  auto source = std::make_unique<FileSource>(options, std::move(cutter));
  LOCKSTEP_TRY(source->start());
  return std::unique_ptr<runtime::RecordSource>(std::move(source));
}

}  // namespace lockstep::io
