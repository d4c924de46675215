// The language of a text whose platform does not say.
#pragma once

#include <string>
#include <string_view>

namespace lockstep::normalize {

// BCP 47 primary subtag by Compact Language Detector 2 (Sites 2013); empty if the text is too short
// or none stands out, as of most posts of two or three words. `folded`: without links and names of
// accounts, which are of no language, but for their placeholders. Thread-safe.
std::string language_of(std::string_view folded);

}  // namespace lockstep::normalize
