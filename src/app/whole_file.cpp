#include "whole_file.h"

#include "lockstep/io/byte_stream.h"

namespace lockstep::app {

StatusOr<std::string> read_whole(const std::string& path) {
  constexpr std::size_t kBlock = 1 << 16;
  LOCKSTEP_ASSIGN(const auto stream, io::open_byte_stream(path));
  std::string text;
  for (;;) {
    const std::size_t size = text.size();
    text.resize(size + kBlock);
    LOCKSTEP_ASSIGN(const std::size_t n, stream->read(text.data() + size, kBlock));
    text.resize(size + n);
    if (n == 0) return text;
  }
}

}  // namespace lockstep::app
