// Text as people write it who do not want it found, or who just like odd letters: look-alikes from
// another alphabet, invisible characters.
#pragma once

#include <string>
#include <string_view>

#include "simulate/random.h"

namespace lockstep::lab {

// Appends `text`. A word gets look-alikes with probability 0.3, an invisible character with 0.2
// (DETECTION 8.3). Bytes that are no letters of ours stay as they are.
void obfuscate(std::string_view text, Random random, std::string& out);

}  // namespace lockstep::lab
