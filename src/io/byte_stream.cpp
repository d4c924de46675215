#include "lockstep/io/byte_stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "decompress.h"
#include "posix_file.h"

namespace lockstep::io {
namespace {

class FileStream final : public ByteStream {
 public:
  FileStream(int fd, std::string path) : fd_(fd), path_(std::move(path)) {
    struct stat info {};
    if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
      total_ = static_cast<std::uint64_t>(info.st_size);
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  ~FileStream() override {
    if (fd_ != STDIN_FILENO) ::close(fd_);
  }
  FileStream(const FileStream&) = delete;
  FileStream& operator=(const FileStream&) = delete;

  // The first bytes, without consuming them.
  StatusOr<std::string_view> peek() {
    while (peeked_ < kMagicBytes) {
      LOCKSTEP_ASSIGN(const std::size_t n, read_file(peek_ + peeked_, kMagicBytes - peeked_));
      if (n == 0) break;
      peeked_ += n;
    }
    return std::string_view(peek_, peeked_);
  }

  StatusOr<std::size_t> read(char* out, std::size_t size) override {
    if (handed_on_ == peeked_) return read_file(out, size);
    const std::size_t n = std::min(size, peeked_ - handed_on_);
    std::memcpy(out, peek_ + handed_on_, n);
    handed_on_ += n;
    return n;
  }
  std::uint64_t bytes_read() const override { return read_; }
  std::uint64_t bytes_total() const override { return total_; }

 private:
  StatusOr<std::size_t> read_file(char* out, std::size_t size) {
    for (;;) {
      const ssize_t n = ::read(fd_, out, size);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return file_error(errno, "read", path_);
      read_ += static_cast<std::uint64_t>(n);
      return static_cast<std::size_t>(n);
    }
  }

  int fd_;
  std::string path_;
  std::uint64_t read_ = 0, total_ = 0;
  char peek_[kMagicBytes];
  std::size_t peeked_ = 0, handed_on_ = 0;
};

}  // namespace

StatusOr<std::unique_ptr<ByteStream>> open_byte_stream(const std::string& path) {
  const int fd = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return file_error(errno, "open", path);
  auto file = std::make_unique<FileStream>(fd, path);
  LOCKSTEP_ASSIGN(const auto first, file->peek());
  switch (compression_of(first)) {
    case Compression::kGzip:
      return gunzip(std::move(file), path);
    case Compression::kZstd:
      return unzstd(std::move(file), path);
    case Compression::kNone:
      break;
  }
  return std::unique_ptr<ByteStream>(std::move(file));
}

}  // namespace lockstep::io
