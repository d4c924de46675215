// What a replay could not use, as JSON lines beside its output: rejected records with their
// original bytes, and posts that came too late.
//
//   {"input":"x.jsonl","partition":0,"offset":17,"stage":"adapt","reason":"malformed",
//    "detail":"...","record":"..."}
//   {"input":"-","partition":0,"offset":99,"stage":"sequence","reason":"late",
//    "detail":"2026-04-16T09:44:02.000Z","post":"x:123"}
//
// "record" is the record as text; one that is not UTF-8 is "record_base64" instead. The second and
// later rejections of one record have neither: the first has it. The file is made at the first
// line, so there is none if nothing went wrong; one that an earlier run left is then removed.
// Errors stick until commit() returns them. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/io/file_sink.h"
#include "lockstep/runtime/replay.h"

namespace lockstep::io {

class DeadLetterFile final : public runtime::DeadLetterSink {
 public:
  // `inputs` are the names for Coordinates::input.
  DeadLetterFile(std::string path, std::vector<std::string> inputs);

  void rejected(const runtime::DeadLetter& letter) override;
  void late(const TracedPost& post) override;
  void restart() override;
  // The file takes its place, or the error that kept it from being written.
  Status commit();

  std::uint64_t lines() const noexcept { return lines_; }

 private:
  void write(std::string_view line);
  std::string_view name_of(std::uint32_t input) const;

  std::string path_;
  std::vector<std::string> inputs_;
  std::unique_ptr<AtomicFile> file_;
  Status status_;
  std::uint64_t lines_ = 0;
};

}  // namespace lockstep::io
