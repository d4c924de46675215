// Bytes one after another, from a file, from standard input, or out of a compressed one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "lockstep/core/status.h"

namespace lockstep::io {

class ByteStream {
 public:
  virtual ~ByteStream() = default;
  // Reads up to `size` > 0 bytes; 0 only at the end. May give less than asked for at any time.
  virtual StatusOr<std::size_t> read(char* out, std::size_t size) = 0;
  // Bytes of the underlying file consumed so far, and its size (0 = not known).
  virtual std::uint64_t bytes_read() const = 0;
  virtual std::uint64_t bytes_total() const = 0;
};

// A file, or "-" for standard input; gzip (any number of members) and zstd (any number of frames)
// are told by their first bytes and unpacked. kNotFound, kPermissionDenied, kInvalidArgument (a
// directory); read() gives kDataLoss with path and position if the archive is damaged or cut off.
StatusOr<std::unique_ptr<ByteStream>> open_byte_stream(const std::string& path);

}  // namespace lockstep::io
