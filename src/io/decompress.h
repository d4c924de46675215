// Unpacking of compressed streams, 64 KiB of input at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "lockstep/io/byte_stream.h"

namespace lockstep::io {

enum class Compression : std::uint8_t { kNone, kGzip, kZstd };

inline constexpr std::size_t kMagicBytes = 4;
Compression compression_of(std::string_view first_bytes);

// Unpack `packed`; `path` is for messages. Zero bytes behind a gzip member (padding) are ignored.
StatusOr<std::unique_ptr<ByteStream>> gunzip(std::unique_ptr<ByteStream> packed, std::string path);
StatusOr<std::unique_ptr<ByteStream>> unzstd(std::unique_ptr<ByteStream> packed, std::string path);

}  // namespace lockstep::io
