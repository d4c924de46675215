#include "numbers.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <string>

namespace lockstep::app {

CLI::Validator whole_number(std::uint64_t least, std::uint64_t most) {
  const bool bounded = most < std::numeric_limits<std::uint64_t>::max();
  const auto range =
      bounded ? fmt::format("from {} to {}", least, most) : fmt::format("of at least {}", least);
  const auto check = [=](std::string& text) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || rest != end || value < least || value > most)
      return fmt::format("'{}' is no whole number {}", text, range);
    text = fmt::to_string(value);  // the library reads a leading zero as octal
    return std::string();
  };
  return CLI::Validator(check, bounded ? fmt::format("UINT in [{} - {}]", least, most)
                                       : fmt::format("UINT >= {}", least));
}

CLI::Validator number(double least, double most) {
  const auto check = [=](std::string& text) {
    double value = 0;
    const bool read = CLI::detail::lexical_cast(text, value);
    const bool good = read && value >= least && value <= most;  // "nan" is neither
    return good ? std::string() : fmt::format("'{}' is no number from {} to {}", text, least, most);
  };
  return CLI::Validator(check, fmt::format("FLOAT in [{} - {}]", least, most));
}

}  // namespace lockstep::app
