#include "progress.h"

#include <unistd.h>

#include <cstdio>

namespace lockstep::app {

using std::chrono::duration;
using std::chrono::steady_clock;

Progress::Progress()
    : start_(steady_clock::now()), last_(start_), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

void Progress::show(std::uint64_t posts, std::uint64_t bytes_read, std::uint64_t bytes_total) {
  if (!terminal_) return;
  const auto now = steady_clock::now();
  const double seconds = duration<double>(now - start_).count();
  if (seconds < 2 || duration<double>(now - last_).count() < 0.2) return;
  last_ = now;
  shown_ = true;
  std::fprintf(stderr, "\r\033[K%llu posts, %.0f a second", static_cast<unsigned long long>(posts),
               static_cast<double>(posts) / seconds);
  if (bytes_total > 0) {
    std::fprintf(stderr, ", %.0f %%",
                 100 * static_cast<double>(bytes_read) / static_cast<double>(bytes_total));
  }
  std::fflush(stderr);
}

}  // namespace lockstep::app
