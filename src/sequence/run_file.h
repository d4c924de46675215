// A sorted run on disk: encoded posts one after another, each behind its length (u32). Written
// once, then read once from the start. The file has no name, so it cannot be left behind.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lockstep/core/status.h"

namespace lockstep::sequence {

class RunFile {
 public:
  static StatusOr<RunFile> create(const std::string& directory);
  RunFile(RunFile&& other) noexcept;
  RunFile& operator=(RunFile&& other) noexcept;
  ~RunFile();

  Status append(std::string_view post);
  // The run is complete; next() reads it with a buffer of about `buffer_bytes`.
  Status start_reading(std::size_t buffer_bytes);
  // False at the end. `post` stays valid until the next call.
  StatusOr<bool> next(std::string_view& post);

 private:
  RunFile(int fd, std::string directory) : fd_(fd), directory_(std::move(directory)) {}
  Status flush();
  StatusOr<bool> have(std::size_t bytes);

  int fd_ = -1;
  std::string directory_;  // for messages
  std::string buffer_;
  std::size_t at_ = 0;  // of the next unread byte in buffer_
  std::size_t chunk_ = 1 << 20;
};

}  // namespace lockstep::sequence
