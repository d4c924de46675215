// One snapshot as a file: the format of snapshot_folder.h. Private to the room.
#pragma once

#include <zstd.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/state_archive.h"
#include "lockstep/runtime/snapshot.h"

namespace lockstep::io {

// Bytes to a file in blocks, with the hash of them all. After an error, error() says which and the
// rest is dropped. Allocates only when made.
class BlockWriter {
 public:
  BlockWriter();
  void open(int fd);
  void write(std::string_view bytes);
  // Everything that is left, and the hash.
  void finish();
  int error() const { return error_; }  // an errno value, or 0

 private:
  void put(std::string_view bytes);
  void flush();

  int fd_ = -1, error_ = 0;
  std::uint64_t hash_ = 0;
  std::size_t used_ = 0;
  std::vector<char> block_;
};

// A snapshot being written, into memory made before: write() does system calls and nothing else
// that could wait for another thread.
class SnapshotWriter final : public ByteSink {
 public:
  SnapshotWriter();
  // Before the fork.
  void prepare(const runtime::SnapshotLabel& label);
  // 0, or an errno value; EIO if the compressor failed.
  int write_file(int fd, const runtime::StateStore::Write& write);

 private:
  void write(std::string_view bytes) override;
  void compress(std::string_view bytes, ZSTD_EndDirective end);

  BlockWriter blocks_;
  std::string label_;
  std::vector<char> workspace_, compressed_;
  ZSTD_CCtx* zstd_ = nullptr;  // lies in workspace_
  bool failed_ = false;
  std::unique_ptr<StateWriter> writer_;
};

// The label of a file, or why it is none of ours.
StatusOr<runtime::SnapshotLabel> read_label(const std::string& path);
// The state, once all of the file was found undamaged.
Status read_state(const std::string& path, const runtime::StateStore::Read& read);

}  // namespace lockstep::io
