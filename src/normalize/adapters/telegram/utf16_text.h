// Text that is measured in UTF-16 code units, as Telegram does, over the UTF-8 we hold. A character
// outside the basic plane, such as most emoji, is two units and four bytes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace lockstep::normalize::telegram_format {

class Utf16Text {
 public:
  // `utf8` must be valid and outlive this. Costs 4 bytes a unit, nothing for plain ASCII.
  explicit Utf16Text(std::string_view utf8);
  // The bytes of units [offset, offset + length). Empty if they reach outside the text or cut a
  // character in two.
  std::string_view slice(std::int64_t offset, std::int64_t length) const noexcept;

 private:
  std::string_view utf8_;
  std::vector<std::uint32_t> starts_;  // byte where each unit starts, then the end; empty for ASCII
};

}  // namespace lockstep::normalize::telegram_format
