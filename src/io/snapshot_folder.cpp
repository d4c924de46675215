#include "lockstep/io/snapshot_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "posix_file.h"
#include "snapshot_file.h"

namespace lockstep::io {
namespace {

using runtime::SnapshotLabel;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kPrefix = "snapshot-", kSuffix = ".lockstep", kPartial = ".partial";
constexpr const char* kLock = "in-use";
constexpr std::size_t kKept = 2;
constexpr int kGivesWay = 5;

std::string name_of(std::uint64_t number) {
  return fmt::format("{}{:08}{}", kPrefix, number, kSuffix);
}

// 0: no snapshot's name.
std::uint64_t number_of(std::string_view name) {
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return 0;
  name = name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size());
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc{} && end == name.data() + name.size() ? number : 0;
}

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// What the child may still be after the fork: alone, with the parent's memory and nothing else.
void become_writer(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(ESRCH);
  ::close_range(3, ~0U, 0);
  ::setpriority(PRIO_PROCESS, 0, kGivesWay);
  if (const int fd = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC); fd >= 0) {
    [[maybe_unused]] const auto done = ::write(fd, "1000", 4);
    ::close(fd);
  }
}

}  // namespace

struct SnapshotFolder::Impl {
  // Paths of one snapshot, made before the fork.
  struct Job {
    std::string partial, path;
    std::vector<std::string> outdated;
  };

  std::string folder;
  int lock = -1;  // of the process: gone with it, and not inherited by a child
  SnapshotWriter writer;
  std::uint64_t newest = 0;
  Job job;
  pid_t child = 0;  // 0: none
  Clock::time_point begun{};
  double pause = 0;
  std::optional<Outcome> known;

  std::vector<std::uint64_t> numbers() const;
  void prepare(const SnapshotLabel& label);
  int execute(const Write& write) const;
  Outcome outcome_of(int error) const;
  void end_child();
};

// Ascending.
std::vector<std::uint64_t> SnapshotFolder::Impl::numbers() const {
  std::vector<std::uint64_t> out;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (const auto n = number_of(at->path().filename().string()); n > 0) out.push_back(n);
  }
  std::sort(out.begin(), out.end());
  return out;
}

void SnapshotFolder::Impl::prepare(const SnapshotLabel& label) {
  begun = Clock::now();
  known.reset();
  auto existing = numbers();
  if (!existing.empty()) newest = std::max(newest, existing.back());
  ++newest;
  job.path = folder + '/' + name_of(newest);
  job.partial = job.path + std::string(kPartial);
  job.outdated.clear();
  for (std::size_t i = 0; i + kKept <= existing.size(); ++i)
    job.outdated.push_back(folder + '/' + name_of(existing[i]));
  writer.prepare(label);
}

// In the child: system calls only. 0, or an errno value.
int SnapshotFolder::Impl::execute(const Write& write) const {
  const int fd =
      ::open(job.partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) return errno;
  int error = const_cast<SnapshotWriter&>(writer).write_file(fd, write);
  if (::close(fd) != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(job.partial.c_str(), job.path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(job.partial.c_str());
    return error;
  }
  if (const int dir = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); dir >= 0) {
    ::fsync(dir);  // a rename is durable once the folder is
    ::close(dir);
  }
  for (const auto& path : job.outdated) ::unlink(path.c_str());
  return 0;
}

SnapshotFolder::Outcome SnapshotFolder::Impl::outcome_of(int error) const {
  Outcome out;
  out.seconds = seconds_since(begun);
  out.pause_seconds = pause;
  struct stat info {};
  if (error == 0 && ::stat(job.path.c_str(), &info) != 0) error = errno;
  if (error != 0)
    out.status = file_error(error, "write", job.path);
  else
    out.bytes = static_cast<std::uint64_t>(info.st_size);
  return out;
}

void SnapshotFolder::Impl::end_child() {
  if (child == 0) return;
  ::kill(child, SIGKILL);
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  child = 0;
  ::unlink(job.partial.c_str());
}

StatusOr<std::unique_ptr<SnapshotFolder>> SnapshotFolder::open(const std::string& path) {
  auto impl = std::make_unique<Impl>();
  impl->folder = path;
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return file_error(error.value(), "make the folder", path);
  const auto lock = path + '/' + kLock;
  impl->lock = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (impl->lock < 0) return file_error(errno, "write", lock);
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (::fcntl(impl->lock, F_SETLK, &whole) != 0) {
    ::close(impl->lock);
    return invalid_argument(fmt::format("{} is in use by another instance", path));
  }
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    const auto name = entry.path().filename().string();
    if (name.starts_with(kPrefix) && name.ends_with(kPartial)) ::unlink(entry.path().c_str());
  }
  return std::unique_ptr<SnapshotFolder>(new SnapshotFolder(std::move(impl)));
}

SnapshotFolder::SnapshotFolder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SnapshotFolder::~SnapshotFolder() {
  impl_->end_child();
  ::close(impl_->lock);
}

std::vector<SnapshotFolder::Found> SnapshotFolder::list() {
  std::vector<Found> out;
  const auto numbers = impl_->numbers();
  for (auto n = numbers.rbegin(); n != numbers.rend(); ++n)
    out.push_back({name_of(*n), read_label(impl_->folder + '/' + name_of(*n))});
  return out;
}

Status SnapshotFolder::load(const std::string& name, const Read& read) {
  return read_state(impl_->folder + '/' + name, read);
}

bool SnapshotFolder::busy() const { return impl_->child != 0; }

void SnapshotFolder::begin(const SnapshotLabel& label, const Write& write) {
  auto& i = *impl_;
  if (busy()) return;
  i.prepare(label);
  const pid_t parent = ::getpid();
  const auto before = Clock::now();
  const pid_t child = ::_Fork();  // no fork handlers: the child needs none, and they could wait
  if (child == 0) {
    become_writer(parent);
    ::_exit(i.execute(write));
  }
  i.pause = seconds_since(before);
  if (child < 0)
    i.known = i.outcome_of(errno);
  else
    i.child = child;
}

std::optional<SnapshotFolder::Outcome> SnapshotFolder::outcome() {
  auto& i = *impl_;
  if (i.child != 0) {
    int how = 0;
    const pid_t ended = ::waitpid(i.child, &how, WNOHANG);
    if (ended == 0 || (ended < 0 && errno == EINTR)) return std::nullopt;
    i.child = 0;
    if (ended > 0 && WIFEXITED(how)) {
      i.known = i.outcome_of(WEXITSTATUS(how));
    } else {
      ::unlink(i.job.partial.c_str());
      i.known = i.outcome_of(ECHILD);
      if (ended > 0 && WIFSIGNALED(how))
        i.known->status = internal_error(
            fmt::format("the writer of {} was ended by signal {}", i.job.path, WTERMSIG(how)));
    }
  }
  return std::exchange(i.known, std::nullopt);
}

SnapshotFolder::Outcome SnapshotFolder::write_now(const SnapshotLabel& label, const Write& write) {
  auto& i = *impl_;
  i.end_child();
  i.prepare(label);
  const int error = i.execute(write);
  i.pause = seconds_since(i.begun);
  return i.outcome_of(error);
}

}  // namespace lockstep::io
