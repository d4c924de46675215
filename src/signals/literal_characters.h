// How much of a folded text its author wrote. Private to the room.
#pragma once

#include <cstddef>
#include <string_view>

namespace lockstep::signals {

// From so many on two texts can be compared by likeness; shorter ones ("thank you") are said by
// everybody. D3lta, Richard et al. 2023.
inline constexpr std::size_t kMinAlike = 30;

// Characters that are no placeholder, spaces only between words.
std::size_t literal_characters(std::string_view folded) noexcept;

}  // namespace lockstep::signals
