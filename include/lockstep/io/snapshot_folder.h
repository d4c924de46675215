// Snapshots as files of one folder, the newest two: snapshot-<number>.lockstep.
//
// File, format 1: the line "lockstep-state/1", the label (length u32, bytes, XXH3 u64), the state
// as one zstd frame, and over everything before it a hash of blocks, u64. A file is written beside
// its name, synced, and renamed; it is whole or not there, and a damaged one is refused.
//
// begin() forks, and the child writes what it sees: the memory of this moment. Other threads of the
// process may hold any lock then, so the child touches none: no heap, no log, no client library;
// only its own stack, memory made before, and system calls. It closes all files it inherited, dies
// with its parent, is the first that the kernel kills when memory is short, and gives way to
// the parent where processors are few. A writer that fails leaves nothing behind but its reason.
//
// The folder belongs to one process (a lock in it says so). Memory: 2 MiB, and while a child writes
// a copy of every page that the parent changes. Not thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/runtime/snapshot.h"

namespace lockstep::io {

class SnapshotFolder final : public runtime::StateStore {
 public:
  // Makes the folder if it is missing, and removes what crashes left in it.
  static StatusOr<std::unique_ptr<SnapshotFolder>> open(const std::string& path);
  ~SnapshotFolder() override;

  std::vector<Found> list() override;
  Status load(const std::string& name, const Read& read) override;
  void begin(const runtime::SnapshotLabel& label, const Write& write) override;
  bool busy() const override;
  std::optional<Outcome> outcome() override;
  Outcome write_now(const runtime::SnapshotLabel& label, const Write& write) override;

 private:
  struct Impl;
  explicit SnapshotFolder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::io
