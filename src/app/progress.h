// A line that tells a person how far a long run is. Nothing when standard error is no terminal, and
// nothing in the first two seconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

namespace lockstep::app {

class Progress {
 public:
  Progress();
  ~Progress();  // wipes the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(std::uint64_t posts, std::uint64_t bytes_read, std::uint64_t bytes_total);

 private:
  std::chrono::steady_clock::time_point start_, last_;
  bool terminal_ = false, shown_ = false;
};

}  // namespace lockstep::app
