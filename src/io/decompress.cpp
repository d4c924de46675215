#include "decompress.h"

#include <fmt/format.h>
#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace lockstep::io {
namespace {

constexpr std::size_t kInputBytes = 64 << 10;

// The packed side of both: a refillable window of input, and where in the file it lies.
class PackedInput {
 public:
  PackedInput(std::unique_ptr<ByteStream> stream, std::string path)
      : stream_(std::move(stream)), path_(std::move(path)), buffer_(kInputBytes) {}

  // False at the end of the file.
  StatusOr<bool> refill() {
    if (at_ < end_) return true;
    LOCKSTEP_ASSIGN(end_, stream_->read(buffer_.data(), buffer_.size()));
    at_ = 0;
    before_ += end_;
    return end_ > 0;
  }
  const char* data() const { return buffer_.data() + at_; }
  std::size_t size() const { return end_ - at_; }
  void consume(std::size_t n) { at_ += n; }

  Status damaged(std::string_view how) const {
    return data_loss(
        fmt::format("{}: damaged archive at byte {}: {}", path_, before_ - size(), how));
  }
  const ByteStream& stream() const { return *stream_; }

 private:
  std::unique_ptr<ByteStream> stream_;
  std::string path_;
  std::vector<char> buffer_;
  std::size_t at_ = 0, end_ = 0;
  std::uint64_t before_ = 0;  // file position of the window's end
};

class Unpacked : public ByteStream {
 public:
  Unpacked(std::unique_ptr<ByteStream> stream, std::string path)
      : in_(std::move(stream), std::move(path)) {}
  std::uint64_t bytes_read() const override { return in_.stream().bytes_read(); }
  std::uint64_t bytes_total() const override { return in_.stream().bytes_total(); }

 protected:
  PackedInput in_;
};

class GzipStream final : public Unpacked {
 public:
  using Unpacked::Unpacked;
  ~GzipStream() override { inflateEnd(&z_); }
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  bool start() { return inflateInit2(&z_, 15 + 16) == Z_OK; }  // 16: gzip headers only

  StatusOr<std::size_t> read(char* out, std::size_t size) override {
    const auto wanted = static_cast<uInt>(std::min<std::size_t>(size, 1 << 30));
    for (;;) {
      LOCKSTEP_ASSIGN(const bool more, in_.refill());
      if (!more) {
        if (in_member_) return in_.damaged("the file ends within it");
        return 0;
      }
      if (!in_member_ && skip_padding()) continue;
      in_member_ = true;
      z_.next_in = reinterpret_cast<const Bytef*>(in_.data());
      z_.avail_in = static_cast<uInt>(in_.size());
      z_.next_out = reinterpret_cast<Bytef*>(out);
      z_.avail_out = wanted;
      const int result = inflate(&z_, Z_NO_FLUSH);
      in_.consume(in_.size() - z_.avail_in);
      if (result == Z_STREAM_END) {
        in_member_ = false;
        after_member_ = true;
        inflateReset(&z_);
      } else if (result != Z_OK && result != Z_BUF_ERROR) {
        return in_.damaged(z_.msg != nullptr ? z_.msg : "not gzip data");
      }
      if (z_.avail_out < wanted) return wanted - z_.avail_out;
    }
  }

 private:
  bool skip_padding() {
    if (!after_member_ || *in_.data() != '\0') return false;
    in_.consume(1);
    return true;
  }

  z_stream z_{};
  bool in_member_ = false;     // within a member: the file may not end here
  bool after_member_ = false;  // at least one member is complete
};

class ZstdStream final : public Unpacked {
 public:
  using Unpacked::Unpacked;
  ~ZstdStream() override { ZSTD_freeDCtx(context_); }
  ZstdStream(const ZstdStream&) = delete;
  ZstdStream& operator=(const ZstdStream&) = delete;

  bool start() { return (context_ = ZSTD_createDCtx()) != nullptr; }

  StatusOr<std::size_t> read(char* out, std::size_t size) override {
    ZSTD_outBuffer to{out, size, 0};
    while (to.pos == 0) {
      LOCKSTEP_ASSIGN(const bool more, in_.refill());
      // Without input the decoder may still hold output; only then is the end the end.
      ZSTD_inBuffer from{in_.data(), in_.size(), 0};
      const std::size_t result = ZSTD_decompressStream(context_, &to, &from);
      if (ZSTD_isError(result) != 0) return in_.damaged(ZSTD_getErrorName(result));
      in_.consume(from.pos);
      if (more || to.pos > 0) {
        in_frame_ = result != 0;
        continue;
      }
      if (in_frame_) return in_.damaged("the file ends within it");
      return 0;
    }
    return to.pos;
  }

 private:
  ZSTD_DCtx* context_ = nullptr;
  bool in_frame_ = false;
};

template <class Stream>
StatusOr<std::unique_ptr<ByteStream>> start(std::unique_ptr<ByteStream> packed, std::string path) {
  auto stream = std::make_unique<Stream>(std::move(packed), std::move(path));
  if (!stream->start()) return internal_error("cannot set up decompression: out of memory");
  return std::unique_ptr<ByteStream>(std::move(stream));
}

}  // namespace

Compression compression_of(std::string_view first) {
  using namespace std::string_view_literals;
  if (first.substr(0, 3) == "\x1f\x8b\x08"sv) return Compression::kGzip;
  if (first.substr(0, 4) == "\x28\xb5\x2f\xfd"sv) return Compression::kZstd;
  const bool skippable = first.size() >= 4 &&
                         (static_cast<unsigned char>(first[0]) & 0xf0U) == 0x50U &&
                         first.substr(1, 3) == "\x2a\x4d\x18"sv;
  return skippable ? Compression::kZstd : Compression::kNone;
}

StatusOr<std::unique_ptr<ByteStream>> gunzip(std::unique_ptr<ByteStream> packed, std::string path) {
  return start<GzipStream>(std::move(packed), std::move(path));
}

StatusOr<std::unique_ptr<ByteStream>> unzstd(std::unique_ptr<ByteStream> packed, std::string path) {
  return start<ZstdStream>(std::move(packed), std::move(path));
}

}  // namespace lockstep::io
