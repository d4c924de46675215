#include "lockstep/core/state_archive.h"

#include <sys/mman.h>

#include <new>

#include "lockstep/core/check.h"

namespace lockstep {
namespace {

// Memory from the kernel, given back all at once: no lock and no heap is touched.
class Pages final : public std::pmr::memory_resource {
 public:
  ~Pages() override {
    while (newest_ != nullptr) {
      const Block block = *newest_;
      munmap(newest_, block.size);
      newest_ = block.older;
    }
  }

 private:
  struct Block {
    Block* older;
    std::size_t size;
  };
  static constexpr std::size_t kBlock = std::size_t{4} << 20;

  void* do_allocate(std::size_t bytes, std::size_t alignment) override {
    LOCKSTEP_CHECK(alignment <= alignof(std::max_align_t));
    bytes = (bytes + alignof(std::max_align_t) - 1) & ~(alignof(std::max_align_t) - 1);
    if (newest_ == nullptr || bytes > newest_->size - used_) add_block(bytes);
    used_ += bytes;
    return reinterpret_cast<char*>(newest_) + used_ - bytes;
  }
  void do_deallocate(void*, std::size_t, std::size_t) override {}
  bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }

  void add_block(std::size_t bytes) {
    const auto header =
        (sizeof(Block) + alignof(std::max_align_t) - 1) & ~(alignof(std::max_align_t) - 1);
    const auto size = std::max(kBlock, header + bytes);
    void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    LOCKSTEP_CHECK(memory != MAP_FAILED);
    newest_ = new (memory) Block{newest_, size};
    used_ = header;
  }

  Block* newest_ = nullptr;
  std::size_t used_ = 0;
};

// Objects to numbers: open addressing, at most half full.
class Numbers {
 public:
  explicit Numbers(std::pmr::memory_resource* memory) : cells_(std::size_t{1} << 12, memory) {}

  std::uint64_t of(const void* object, bool& fresh) {
    if ((size_ + 1) * 2 > cells_.size()) grow();
    auto& cell = cells_[find(object)];
    fresh = cell.object == nullptr;
    if (fresh) cell = {object, ++size_};
    return cell.number;
  }

 private:
  struct Cell {
    const void* object = nullptr;
    std::uint64_t number = 0;
  };
  std::size_t find(const void* object) const {
    auto at = mix64(reinterpret_cast<std::uintptr_t>(object)) & (cells_.size() - 1);
    while (cells_[at].object != nullptr && cells_[at].object != object)
      at = (at + 1) & (cells_.size() - 1);
    return at;
  }
  void grow() {
    std::pmr::vector<Cell> old(cells_.size() * 2, cells_.get_allocator());
    old.swap(cells_);
    for (const auto& cell : old)
      if (cell.object != nullptr) cells_[find(cell.object)] = cell;
  }

  std::pmr::vector<Cell> cells_;
  std::uint64_t size_ = 0;
};

}  // namespace

struct StateWriter::Scratch {
  Pages pages;
  Numbers numbers{&pages};
};

StateWriter::StateWriter(ByteSink& sink) : sink_(sink), scratch_(std::make_unique<Scratch>()) {}
StateWriter::~StateWriter() = default;

std::pmr::memory_resource* StateWriter::scratch() { return &scratch_->pages; }
std::uint64_t StateWriter::number_of(const void* object, bool& fresh) {
  return scratch_->numbers.of(object, fresh);
}

void StateWriter::count(std::uint64_t n) {
  for (; n >= 0x80; n >>= 7) one(static_cast<std::uint8_t>(n | 0x80));
  one(static_cast<std::uint8_t>(n));
}

void StateWriter::put_large(const char* bytes, std::size_t n) {
  flush();
  if (n > buffer_.size()) return sink_.write({bytes, n});
  std::memcpy(buffer_.data(), bytes, n);
  used_ = n;
}

void StateWriter::flush() {
  if (used_ > 0) sink_.write({buffer_.data(), used_});
  used_ = 0;
}

std::uint64_t StateReader::count() {
  std::uint64_t n = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    std::uint8_t byte = 0;
    one(byte);
    n |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) return n;
  }
  fail("a count without end");
  return 0;
}

// In pieces, so that a length that lies costs no more memory than there are bytes.
void StateReader::text(std::string& out) {
  constexpr std::uint64_t kPiece = 1 << 16;
  out.clear();
  for (auto left = count(); left > 0 && ok();) {
    const auto n = static_cast<std::size_t>(std::min(left, kPiece));
    const auto before = out.size();
    out.resize(before + n);
    raw(out.data() + before, n);
    left -= n;
  }
}

void StateReader::get_large(char* bytes, std::size_t n) {
  for (std::size_t got = 0; got < n;) {
    if (at_ == end_ && ok()) {
      at_ = 0;
      end_ = source_.read(buffer_.data(), buffer_.size());
      if (end_ == 0) fail("it ends early");
    }
    if (!ok()) {
      std::memset(bytes, 0, n);
      return;
    }
    const auto some = std::min(n - got, end_ - at_);
    std::memcpy(bytes + got, buffer_.data() + at_, some);
    at_ += some;
    got += some;
  }
}

void StateReader::fail(std::string_view what) {
  if (status_.ok()) status_ = data_loss(what);
  at_ = end_ = 0;
}

Status StateReader::finish() {
  if (ok() && (at_ < end_ || source_.read(buffer_.data(), 1) > 0)) fail("there is more behind it");
  return status_;
}

}  // namespace lockstep
