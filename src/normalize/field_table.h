// JSON member names and how each is read, as a table made at compile time. Reading an object walks
// its members once and asks the table for each name, which costs one hash of three bytes and one
// comparison, however many names there are.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "json_view.h"

namespace lockstep::normalize {

// Reads `value` into `into`. A value of the wrong type leaves the field unknown. False only if the
// record must not be used: a time or a word of a closed list that cannot be understood.
template <class T>
struct Field {
  std::string_view name;
  bool (*read)(T& into, JsonView value);
};

template <class T, std::size_t N>
class FieldTable {
 public:
  explicit constexpr FieldTable(const Field<T> (&fields)[N]) {
    for (std::size_t i = 0; i < N; ++i) {
      fields_[i] = fields[i];
      std::size_t slot = slot_of(fields[i].name);
      while (slots_[slot] != 0) slot = (slot + 1) % kSlots;
      slots_[slot] = static_cast<std::uint8_t>(i + 1);
    }
  }

  // The field called `name`, or null.
  constexpr const Field<T>* find(std::string_view name) const noexcept {
    for (std::size_t slot = slot_of(name); slots_[slot] != 0; slot = (slot + 1) % kSlots) {
      const auto& field = fields_[slots_[slot] - 1U];
      if (field.name == name) return &field;
    }
    return nullptr;
  }

  // Reads all known members of `object`; the last of repeated ones wins. Returns the last field
  // that was refused, or null.
  const Field<T>* read(JsonView object, T& into) const {
    const Field<T>* refused = nullptr;
    object.members([&](std::string_view name, JsonView value) {
      const auto* field = find(name);
      if (field != nullptr && !field->read(into, value)) refused = field;
    });
    return refused;
  }

  constexpr const Field<T>* begin() const noexcept { return fields_.data(); }
  constexpr const Field<T>* end() const noexcept { return fields_.data() + N; }

 private:
  static constexpr std::size_t kSlots = std::bit_ceil(N * 4);  // at most a quarter is taken
  static_assert(N > 0 && N < 256);

  static constexpr std::size_t slot_of(std::string_view name) noexcept {
    if (name.empty()) return 0;
    const auto byte = [&](std::size_t i) {
      return static_cast<std::size_t>(static_cast<unsigned char>(name[i]));
    };
    return (name.size() * 31 + byte(0) * 7 + byte(name.size() - 1) * 131 +
            byte(name.size() / 2) * 17) %
           kSlots;
  }

  std::array<Field<T>, N> fields_{};
  std::array<std::uint8_t, kSlots> slots_{};  // place in fields_ + 1; 0 is empty
};

}  // namespace lockstep::normalize
