#include "lockstep/io/file_sink.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "lockstep/core/check.h"
#include "posix_file.h"

namespace lockstep::io {
namespace {

constexpr std::size_t kBufferBytes = 1 << 20;

StatusOr<int> open_nameless() {
  std::error_code error;
  std::string path = std::filesystem::temp_directory_path(error).string();
  if (error) path = "/tmp";
  path += "/lockstep-output-XXXXXX";
  const int fd = ::mkostemp(path.data(), O_CLOEXEC);
  if (fd < 0) return file_error(errno, "create", path);
  ::unlink(path.c_str());
  return fd;
}

// The file that a link leads to, also if it is not there yet.
std::string follow_links(const std::string& path) {
  std::error_code error;
  const auto target = std::filesystem::weakly_canonical(path, error);
  return error ? path : target.string();
}

// A rename is durable once the folder is.
void sync_folder(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

StatusOr<std::unique_ptr<AtomicFile>> AtomicFile::create(const std::string& path) {
  struct stat info {};
  const bool exists = path != "-" && ::stat(path.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode)) return file_error(EISDIR, "write", path);
  if (path == "-" || (exists && !S_ISREG(info.st_mode))) {
    LOCKSTEP_ASSIGN(const int fd, open_nameless());
    return std::unique_ptr<AtomicFile>(new AtomicFile(path, "", fd, Target::kCopy));
  }
  const std::string partial = follow_links(path) + ".partial";
  const int fd = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) return file_error(errno, "create", partial);
  return std::unique_ptr<AtomicFile>(new AtomicFile(path, partial, fd, Target::kRename));
}

StatusOr<std::unique_ptr<AtomicFile>> AtomicFile::create_if_named(const std::string& path) {
  if (path.empty()) return std::unique_ptr<AtomicFile>();
  return create(path);
}

std::unique_ptr<AtomicFile> AtomicFile::direct_stdout() {
  return std::unique_ptr<AtomicFile>(new AtomicFile("-", "", STDOUT_FILENO, Target::kDirect));
}

AtomicFile::AtomicFile(std::string path, std::string partial, int fd, Target target)
    : path_(std::move(path)),
      final_(partial.substr(0, partial.rfind(".partial"))),
      partial_(std::move(partial)),
      fd_(fd),
      target_(target) {}

AtomicFile::~AtomicFile() {
  if (target_ == Target::kDirect) return;
  if (fd_ >= 0) ::close(fd_);
  if (!committed_ && !partial_.empty()) ::unlink(partial_.c_str());
}

Status AtomicFile::write(std::string_view bytes) {
  LOCKSTEP_CHECK(!committed_);
  if (!status_.ok()) return status_;
  buffer_ += bytes;
  return buffer_.size() < kBufferBytes ? status_ : settle();
}

Status AtomicFile::flush() { return target_ == Target::kDirect ? settle() : status_; }

// What is gathered goes to the file.
Status AtomicFile::settle() {
  if (status_.ok()) status_ = write_all(fd_, buffer_, path_);
  buffer_.clear();
  return status_;
}

Status AtomicFile::commit() {
  if (committed_) return status_;
  LOCKSTEP_TRY(settle());
  if (target_ == Target::kCopy) {
    status_ = copy_out();
  } else if (target_ == Target::kRename) {
    if (::fsync(fd_) != 0 || ::rename(partial_.c_str(), final_.c_str()) != 0)
      status_ = file_error(errno, "write", path_);
    else
      sync_folder(final_);
  }
  committed_ = status_.ok();
  return status_;
}

Status AtomicFile::copy_out() {
  const int out = path_ == "-" ? STDOUT_FILENO : ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  if (out < 0) return file_error(errno, "open", path_);
  Status status = ::lseek(fd_, 0, SEEK_SET) < 0 ? file_error(errno, "reread", path_) : Status();
  std::array<char, 64 << 10> block;
  while (status.ok()) {
    const ssize_t n = ::read(fd_, block.data(), block.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) status = file_error(errno, "reread", path_);
    if (n <= 0) break;
    status = write_all(out, {block.data(), static_cast<std::size_t>(n)}, path_);
  }
  if (out != STDOUT_FILENO) ::close(out);
  return status;
}

Status write_file(const std::string& path, std::string_view bytes) {
  LOCKSTEP_ASSIGN(const auto file, AtomicFile::create(path));
  LOCKSTEP_TRY(file->write(bytes));
  return file->commit();
}

}  // namespace lockstep::io
