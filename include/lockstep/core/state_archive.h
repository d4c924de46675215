// State as bytes: what a snapshot is made of. One function a type says what the type holds, and
// writing, reading and the fingerprint of the layout all come from it, so they cannot drift apart:
//
//   template <class Archive>
//   void archive(Archive& ar) {
//     auto& [config, index, keys, by_use] = *this;  // names every member: a new one breaks this
//     ar(keys, by_use);                             // what is kept
//     if constexpr (Archive::kReading) ...          // what follows from it is made again
//   }
//
// It is a member, or a free function `archive(ar, value)` beside the type. What comes from the
// configuration, scratch memory and indexes are left out. Numbers are little-endian, counts are
// varints, hash maps go through sorted(), shared pointers are stored once and shared again.
//
// StateWriter, once made, allocates nothing from the heap, so that a forked child may write: what
// it needs beside its buffer comes straight from the kernel. StateReader survives any bytes: it
// never reads beyond its source, believes no count before it has seen the elements, and after the
// first fault everything reads as zero. An object that could not be read completely must be thrown
// away. Not thread-safe.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "lockstep/core/hash.h"
#include "lockstep/core/status.h"

namespace lockstep {

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie");

class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual void write(std::string_view bytes) = 0;
};
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // At most `most` bytes; 0 at the end, and after any fault.
  virtual std::size_t read(char* to, std::size_t most) = 0;
};

namespace state {

template <class T>
concept Scalar = std::is_arithmetic_v<T> || std::is_enum_v<T>;
template <class T>
concept TimePoint = requires(const T& t) {
  t.time_since_epoch().count();
};
template <class T>
concept TimeSpan = requires(const T& t) {
  t.count();
  T::period::den;
};
template <class T>
concept Pair = requires(T& t) {
  t.first;
  t.second;
};
template <class T>
concept Fixed = requires(T& t) {
  std::tuple_size<T>::value;
  t.fill(t[0]);
};
template <class T>
concept Sequence = requires(T& t) {
  t.emplace_back();
  t.begin();
};
template <class T>
concept Ordered = requires(T& t) {
  typename T::key_compare;
  t.begin();
};
template <class T>
concept Unique = requires(T& t) {
  typename T::deleter_type;
};
template <class T>
concept Shared = requires(T& t) {
  t.use_count();
};
template <class T>
concept Maybe = requires(T& t) {
  t.has_value();
  t.emplace();
};
template <class T, class Archive>
concept SpeaksForItself = requires(T& t, Archive& ar) {
  t.archive(ar);
};

// std::map's elements have constant keys.
template <class T>
struct Element {
  using type = typename T::value_type;
};
template <class T>
requires requires { typename T::mapped_type; }
struct Element<T> {
  using type = std::pair<typename T::key_type, typename T::mapped_type>;
};

template <class Archive, class T>
void hand_on(Archive& ar, T& value) {
  if constexpr (SpeaksForItself<T, Archive>)
    value.archive(ar);
  else
    archive(ar, value);
}

}  // namespace state

class StateWriter {
 public:
  static constexpr bool kReading = false, kShape = false;

  explicit StateWriter(ByteSink& sink);
  ~StateWriter();
  StateWriter(const StateWriter&) = delete;
  StateWriter& operator=(const StateWriter&) = delete;

  template <class... T>
  void operator()(const T&... values) {
    (one(values), ...);
  }
  // A hash map, by ascending keys.
  template <class Map>
  void sorted(const Map& map) {
    std::pmr::vector<const typename Map::value_type*> order(scratch());
    order.reserve(map.size());
    for (const auto& entry : map) order.push_back(&entry);
    std::sort(order.begin(), order.end(), [](auto* a, auto* b) { return a->first < b->first; });
    count(order.size());
    for (const auto* entry : order) (*this)(entry->first, entry->second);
  }
  // Hands what is buffered to the sink; at the end.
  void flush();
  bool ok() const { return true; }

 private:
  struct Scratch;

  void raw(const void* bytes, std::size_t n) {
    if (n > buffer_.size() - used_) return put_large(static_cast<const char*>(bytes), n);
    std::memcpy(buffer_.data() + used_, bytes, n);
    used_ += n;
  }
  void count(std::uint64_t n);
  void put_large(const char* bytes, std::size_t n);
  std::pmr::memory_resource* scratch();
  // From 1, in the order they are asked for.
  std::uint64_t number_of(const void* object, bool& fresh);

  template <class T>
  void one(const T& v) {
    if constexpr (state::Scalar<T>) {
      raw(&v, sizeof v);
    } else if constexpr (std::is_same_v<T, std::string>) {
      count(v.size());
      raw(v.data(), v.size());
    } else if constexpr (state::TimePoint<T>) {
      one(v.time_since_epoch().count());
    } else if constexpr (state::TimeSpan<T>) {
      one(v.count());
    } else if constexpr (state::Fixed<T>) {
      for (const auto& x : v) one(x);
    } else if constexpr (state::Pair<T>) {
      (*this)(v.first, v.second);
    } else if constexpr (state::Sequence<T> || state::Ordered<T>) {
      count(v.size());
      for (const auto& x : v) one(x);
    } else if constexpr (state::Shared<T>) {
      bool fresh = false;
      count(v == nullptr ? 0 : number_of(v.get(), fresh));
      if (fresh) one(*v);
    } else if constexpr (state::Maybe<T> || state::Unique<T>) {
      one(static_cast<bool>(v));
      if (v) one(*v);
    } else {
      state::hand_on(*this, const_cast<T&>(v));  // writing changes nothing
    }
  }

  ByteSink& sink_;
  std::size_t used_ = 0;
  std::array<char, 1 << 16> buffer_;
  std::unique_ptr<Scratch> scratch_;
};

class StateReader {
 public:
  static constexpr bool kReading = true, kShape = false;

  explicit StateReader(ByteSource& source) : source_(source) {}

  template <class... T>
  void operator()(T&... values) {
    (one(values), ...);
  }
  template <class Map>
  void sorted(Map& map) {
    map.clear();
    for (auto n = count(); n > 0 && ok(); --n) {
      typename Map::key_type key{};
      one(key);
      const auto [place, fresh] = map.try_emplace(key);
      require(fresh, "a key twice");
      one(place->second);
    }
  }
  // What the bytes must say, or they are refused.
  void require(bool condition, std::string_view what) {
    if (!condition && ok()) fail(what);
  }
  bool ok() const { return status_.ok(); }
  // kDataLoss, if the bytes were not exactly one state.
  Status finish();

 private:
  void raw(void* bytes, std::size_t n) {
    if (n > end_ - at_) return get_large(static_cast<char*>(bytes), n);
    std::memcpy(bytes, buffer_.data() + at_, n);
    at_ += n;
  }
  std::uint64_t count();
  void get_large(char* bytes, std::size_t n);
  void text(std::string& out);
  void fail(std::string_view what);

  template <class T>
  static const void* type_of() {
    static const char tag = 0;
    return &tag;
  }
  template <class T>
  void shared(std::shared_ptr<T>& out) {
    const auto n = count();
    out.reset();
    if (n == 0) return;
    if (n <= shared_.size()) {
      const auto& [type, object] = shared_[n - 1];
      require(type == type_of<T>(), "a reference to something else");
      if (ok()) out = std::static_pointer_cast<T>(object);
      return;
    }
    require(n == shared_.size() + 1, "a reference to nothing");
    if (!ok()) return;
    const auto fresh = std::make_shared<std::remove_const_t<T>>();
    shared_.emplace_back(type_of<T>(), fresh);  // before what it shares, as it was written
    one(*fresh);
    out = fresh;
  }
  template <class T>
  void elements(T& out) {
    out.clear();
    for (auto n = count(); n > 0 && ok(); --n) {
      if constexpr (state::Sequence<T>) {
        one(out.emplace_back());
      } else {
        typename state::Element<T>::type element{};
        one(element);
        const auto before = out.size();
        out.emplace_hint(out.end(), std::move(element));
        require(out.size() > before, "an element twice");
      }
    }
  }

  template <class T>
  void one(T& v) {
    if constexpr (std::is_same_v<T, bool>) {
      std::uint8_t byte = 0;
      one(byte);
      v = byte != 0;
    } else if constexpr (state::Scalar<T>) {
      raw(&v, sizeof v);
    } else if constexpr (std::is_same_v<T, std::string>) {
      text(v);
    } else if constexpr (state::TimePoint<T>) {
      typename T::rep n{};
      one(n);
      v = T(typename T::duration(n));
    } else if constexpr (state::TimeSpan<T>) {
      typename T::rep n{};
      one(n);
      v = T(n);
    } else if constexpr (state::Fixed<T>) {
      for (auto& x : v) one(x);
    } else if constexpr (state::Pair<T>) {
      (*this)(v.first, v.second);
    } else if constexpr (state::Sequence<T> || state::Ordered<T>) {
      elements(v);
    } else if constexpr (state::Shared<T>) {
      shared(v);
    } else if constexpr (state::Maybe<T>) {
      v.reset();
      bool there = false;
      one(there);
      if (there) one(v.emplace());
    } else if constexpr (state::Unique<T>) {
      bool there = false;
      one(there);
      v = there ? std::make_unique<typename T::element_type>() : nullptr;
      if (there) one(*v);
    } else {
      state::hand_on(*this, v);
    }
  }

  ByteSource& source_;
  Status status_;
  std::size_t at_ = 0, end_ = 0;
  std::vector<char> buffer_ = std::vector<char>(1 << 16);
  std::vector<std::pair<const void*, std::shared_ptr<const void>>> shared_;
};

// A fingerprint of what is written and in which order, of every type on the way: another one means
// another format, whether or not somebody thought of saying so.
class StateShape {
 public:
  static constexpr bool kReading = false, kShape = true;

  template <class... T>
  void operator()(const T&... values) {
    (one(values), ...);
  }
  template <class Map>
  void sorted(const Map&) {
    mix('m');
    typename Map::key_type key{};
    typename Map::mapped_type value{};
    (*this)(key, value);
  }
  bool ok() const { return true; }
  std::uint64_t hash() const { return hash_; }

 private:
  void mix(std::uint64_t x) { hash_ = mix64(hash_ ^ x); }

  template <class T>
  void one(const T& v) {
    if constexpr (state::Scalar<T>) {
      mix(sizeof v * 4 + (std::is_floating_point_v<T> ? 1 : 0) + (std::is_same_v<T, bool> ? 2 : 0));
    } else if constexpr (std::is_same_v<T, std::string>) {
      mix('s');
    } else if constexpr (state::TimePoint<T> || state::TimeSpan<T>) {
      mix('t');
    } else if constexpr (state::Fixed<T>) {
      mix(v.size());
      one(v[0]);
    } else if constexpr (state::Pair<T>) {
      (*this)(v.first, v.second);
    } else if constexpr (state::Sequence<T> || state::Ordered<T>) {
      mix('c');
      const typename state::Element<T>::type element{};
      one(element);
    } else if constexpr (state::Shared<T> || state::Unique<T>) {
      mix('p');
      const std::remove_const_t<typename T::element_type> element{};
      one(element);
    } else if constexpr (state::Maybe<T>) {
      mix('o');
      const typename T::value_type element{};
      one(element);
    } else {
      mix('{');
      state::hand_on(*this, const_cast<T&>(v));
      mix('}');
    }
  }

  std::uint64_t hash_ = 0;
};

}  // namespace lockstep

// For a class that hides its members in its .cpp: its archive() for all three.
#define LOCKSTEP_ARCHIVE(type)               \
  template void type::archive(StateWriter&); \
  template void type::archive(StateReader&); \
  template void type::archive(StateShape&)
