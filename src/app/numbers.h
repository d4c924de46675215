// Checks of numbers on the command line, for every numeric option. The library's own take "-1" for
// the largest whole number and let "nan" through every range.
#pragma once

#include <cstdint>
#include <limits>

namespace CLI {
class Validator;
}

namespace lockstep::app {

// Decimal digits alone, from `least` to `most`.
CLI::Validator whole_number(std::uint64_t least = 0,
                            std::uint64_t most = std::numeric_limits<std::uint64_t>::max());

// From `least` to `most`, both finite.
CLI::Validator number(double least, double most);

}  // namespace lockstep::app
