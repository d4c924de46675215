#include "run_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace lockstep::sequence {
namespace {

constexpr std::size_t kWriteChunk = 1 << 20;
using Length = std::uint32_t;

Status disk_error(int error, std::string_view doing, const std::string& directory) {
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  return make_status(
      full ? StatusCode::kResourceExhausted : StatusCode::kInternal,
      fmt::format("cannot {} a temporary file in {}: {}", doing, directory, std::strerror(error)));
}

}  // namespace

StatusOr<RunFile> RunFile::create(const std::string& directory) {
  std::string path = directory + "/lockstep-sort-XXXXXX";
  const int fd = ::mkostemp(path.data(), O_CLOEXEC);
  if (fd < 0) return disk_error(errno, "create", directory);
  ::unlink(path.c_str());
  return RunFile(fd, directory);
}

RunFile::RunFile(RunFile&& other) noexcept { *this = std::move(other); }

RunFile& RunFile::operator=(RunFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(directory_, other.directory_);
  std::swap(buffer_, other.buffer_);
  std::swap(at_, other.at_);
  std::swap(chunk_, other.chunk_);
  return *this;
}

RunFile::~RunFile() {
  if (fd_ >= 0) ::close(fd_);
}

Status RunFile::append(std::string_view post) {
  const auto length = static_cast<Length>(post.size());
  char prefix[sizeof length];
  std::memcpy(prefix, &length, sizeof length);
  buffer_.append(prefix, sizeof prefix);
  buffer_ += post;
  return buffer_.size() < kWriteChunk ? absl::OkStatus() : flush();
}

Status RunFile::flush() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const ssize_t n = ::write(fd_, left.data(), left.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return disk_error(errno, "write", directory_);
    left.remove_prefix(static_cast<std::size_t>(n));
  }
  buffer_.clear();
  return absl::OkStatus();
}

Status RunFile::start_reading(std::size_t buffer_bytes) {
  LOCKSTEP_TRY(flush());
  if (::lseek(fd_, 0, SEEK_SET) < 0) return disk_error(errno, "rewind", directory_);
  chunk_ = buffer_bytes;
  buffer_.shrink_to_fit();
  at_ = 0;
  return absl::OkStatus();
}

// Sees to `bytes` unread bytes in the buffer; false if the file ends before the first of them.
StatusOr<bool> RunFile::have(std::size_t bytes) {
  if (buffer_.size() - at_ >= bytes) return true;
  buffer_.erase(0, at_);
  at_ = 0;
  while (buffer_.size() < bytes) {
    const std::size_t before = buffer_.size();
    buffer_.resize(before + std::max(chunk_, bytes - before));
    const ssize_t n = ::read(fd_, buffer_.data() + before, buffer_.size() - before);
    buffer_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return disk_error(errno, "read", directory_);
    if (n > 0) continue;
    if (buffer_.empty()) return false;
    return data_loss("a temporary file in " + directory_ + " ends in the middle of a post");
  }
  return true;
}

StatusOr<bool> RunFile::next(std::string_view& post) {
  LOCKSTEP_ASSIGN(const bool more, have(sizeof(Length)));
  if (!more) return false;
  Length length;
  std::memcpy(&length, buffer_.data() + at_, sizeof length);
  LOCKSTEP_TRY(have(sizeof length + length).status());
  post = std::string_view(buffer_).substr(at_ + sizeof length, length);
  at_ += sizeof length + length;
  return true;
}

}  // namespace lockstep::sequence
