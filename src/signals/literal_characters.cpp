#include "literal_characters.h"

#include <algorithm>
#include <array>

namespace lockstep::signals {
namespace {

constexpr std::array<std::string_view, 3> kPlaceholders{"<u>", "<m>", "<n>"};

bool is_placeholder(std::string_view text) {
  return std::find(kPlaceholders.begin(), kPlaceholders.end(), text) != kPlaceholders.end();
}

}  // namespace

std::size_t literal_characters(std::string_view folded) noexcept {
  std::size_t count = 0;
  bool gap = false;
  for (std::size_t at = 0; at < folded.size();) {
    if (folded[at] == '<' && is_placeholder(folded.substr(at, 3))) {
      at += 3;
    } else if (folded[at] == ' ') {
      gap = count > 0;
      ++at;
    } else {
      count += gap ? 2 : 1;
      gap = false;
      for (++at; at < folded.size() && (static_cast<unsigned char>(folded[at]) & 0xC0) == 0x80;)
        ++at;
    }
  }
  return count;
}

}  // namespace lockstep::signals
