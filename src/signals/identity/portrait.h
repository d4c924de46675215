// What the file of a profile picture says of its making (EXIF): camera and place.
#pragma once

#include <string>
#include <string_view>

#include "lockstep/core/post.h"

namespace lockstep::signals {

// Whether the text names one camera, not its make: it has a word of ten digits or more, as body
// numbers have and codes of models have not, or one of four after "serial", "sn" or "s/n".
bool names_body(std::string_view camera) noexcept;

// Whether the text places a picture to within some ten metres: two numbers of four decimals or
// more, not both zero. Less is a town, and a position of nought is none.
bool names_spot(std::string_view gps) noexcept;

// A picture by the start of its hash, to tell it from others; empty without one.
std::string picture_name(const Media& picture);

}  // namespace lockstep::signals
