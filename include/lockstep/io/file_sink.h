// AtomicFile: an output that is there whole or not at all. It is written to "<path>.partial" and
// renamed into place by commit(); without commit() the partial file is removed.
//
// "-" is standard output: held back (in a nameless temporary file beyond 1 MiB) until commit(), so
// that a run that starts over prints once. What exists and is no regular file (a pipe, /dev/null)
// cannot be renamed over: it is held back and written the same way. A symbolic link is followed.
// Writes are gathered to 1 MiB. The first error sticks: later calls return it again.
// Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "lockstep/core/status.h"

namespace lockstep::io {

class AtomicFile {
 public:
  // kNotFound (no such folder), kPermissionDenied, kInvalidArgument (a folder).
  static StatusOr<std::unique_ptr<AtomicFile>> create(const std::string& path);
  // Null for an empty path: an output that nobody asked for.
  static StatusOr<std::unique_ptr<AtomicFile>> create_if_named(const std::string& path);
  // Standard output, written through at every `flush()` and when 1 MiB has gathered: for output
  // that someone waits for. There is no way back from it.
  static std::unique_ptr<AtomicFile> direct_stdout();
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // kResourceExhausted: the disk is full.
  Status write(std::string_view bytes);
  Status flush();
  // Everything written is on disk under its final name. Nothing may be written afterwards.
  Status commit();

  const std::string& path() const noexcept { return path_; }

 private:
  enum class Target : int { kRename, kCopy, kDirect };
  AtomicFile(std::string path, std::string partial, int fd, Target target);
  Status settle();
  Status copy_out();

  std::string path_;     // as given
  std::string final_;    // where it is renamed to, links followed
  std::string partial_;  // empty if it has no name
  int fd_;
  Target target_;
  std::string buffer_;
  Status status_;
  bool committed_ = false;
};

// All of a file at once; the errors of create(), write() and commit().
Status write_file(const std::string& path, std::string_view bytes);

}  // namespace lockstep::io
