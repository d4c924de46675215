#include "utf16_text.h"

#include <algorithm>
#include <limits>

namespace lockstep::normalize::telegram_format {
namespace {
constexpr std::uint32_t kInsideCharacter = std::numeric_limits<std::uint32_t>::max();
}  // namespace

Utf16Text::Utf16Text(std::string_view utf8) : utf8_{utf8} {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::all_of(utf8.begin(), utf8.end(), is_ascii)) return;
  starts_.reserve(utf8.size() + 1);
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if ((byte & 0xC0U) == 0x80U) continue;  // a continuation byte
    starts_.push_back(static_cast<std::uint32_t>(i));
    if (byte >= 0xF0U) starts_.push_back(kInsideCharacter);
  }
  starts_.push_back(static_cast<std::uint32_t>(utf8.size()));
}

std::string_view Utf16Text::slice(std::int64_t offset, std::int64_t length) const noexcept {
  const auto units = static_cast<std::int64_t>(starts_.empty() ? utf8_.size() : starts_.size() - 1);
  if (offset < 0 || length <= 0 || offset > units || length > units - offset) return {};
  auto begin = static_cast<std::size_t>(offset);
  auto end = static_cast<std::size_t>(offset + length);
  if (!starts_.empty()) {
    if (starts_[begin] == kInsideCharacter || starts_[end] == kInsideCharacter) return {};
    begin = starts_[begin];
    end = starts_[end];
  }
  return utf8_.substr(begin, end - begin);
}

}  // namespace lockstep::normalize::telegram_format
