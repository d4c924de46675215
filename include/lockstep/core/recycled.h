// A list that keeps what it forgets: clear() leaves elements alive behind end(), and add() hands
// them out again with the memory of their strings. Posts go round by the million, from one thread
// to another; without this every one of them costs a dozen cold allocations and as many frees.
//
// Invariant: what lies before end() is as in a std::vector; what is kept behind it nobody reads.
// Bound: at most kKept elements are kept by clear().
// Not thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <utility>
#include <vector>

namespace lockstep {

template <class T, std::size_t kKept>
class Recycled {
 public:
  Recycled() = default;
  Recycled(std::initializer_list<T> items) : all_(items), size_(items.size()) {}
  Recycled(const Recycled& other) : all_(other.begin(), other.end()), size_(other.size_) {}
  Recycled(Recycled&& other) noexcept
      : all_(std::move(other.all_)), size_(std::exchange(other.size_, 0)) {
    other.all_.clear();
  }
  Recycled& operator=(const Recycled& other) {
    if (this == &other) return *this;
    resize(other.size());
    std::copy(other.begin(), other.end(), begin());
    return *this;
  }
  Recycled& operator=(Recycled&& other) noexcept {
    all_ = std::move(other.all_);
    other.all_.clear();
    size_ = std::exchange(other.size_, 0);
    return *this;
  }
  ~Recycled() = default;

  // One more element, whatever its last use left in it: the caller sets every member.
  T& add() {
    if (size_ == all_.size()) all_.emplace_back();
    return all_[size_++];
  }
  void push_back(T value) { add() = std::move(value); }
  void clear() {
    size_ = 0;
    if (all_.size() > kKept) all_.resize(kKept);
  }
  // New elements are as add() gives them.
  void resize(std::size_t size) {
    if (size > all_.size()) all_.resize(size);
    size_ = size;
  }
  void reserve(std::size_t size) { all_.reserve(size); }

  T* begin() noexcept { return all_.data(); }
  T* end() noexcept { return all_.data() + size_; }
  const T* begin() const noexcept { return all_.data(); }
  const T* end() const noexcept { return all_.data() + size_; }
  T& operator[](std::size_t i) { return all_[i]; }
  const T& operator[](std::size_t i) const { return all_[i]; }
  T& back() { return all_[size_ - 1]; }
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }

  // For counting memory: the elements with those that are kept, and room for how many.
  std::span<const T> kept() const noexcept { return all_; }
  std::size_t capacity() const noexcept { return all_.capacity(); }

 private:
  std::vector<T> all_;
  std::size_t size_ = 0;
};

}  // namespace lockstep
