#include "apart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <set>

namespace lockstep::app {
namespace {

// Empty: no file of one's own.
std::filesystem::path file_of(const std::string& name) {
  if (name.empty() || name == "-" || name.find("://") != std::string::npos) return {};
  std::error_code none;
  const auto status = std::filesystem::status(name, none);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) return {};
  return std::filesystem::weakly_canonical(std::filesystem::absolute(name, none), none);
}

bool is_one_stream(std::ptrdiff_t asked, const char* what, const char* why) {
  if (asked > 1) fmt::print(stderr, "-: standard {} is asked for twice, and {}\n", what, why);
  return asked <= 1;
}

}  // namespace

bool are_apart(std::initializer_list<std::vector<std::string>> inputs,
               const std::vector<std::string>& outputs) {
  std::set<std::filesystem::path> read, written;
  std::ptrdiff_t stdins = 0;
  for (const auto& names : inputs) {
    for (const auto& name : names) read.insert(file_of(name));
    stdins += std::count(names.begin(), names.end(), "-");
  }
  if (!is_one_stream(stdins, "input", "can be read only once") ||
      !is_one_stream(std::count(outputs.begin(), outputs.end(), "-"), "output",
                     "two outputs would be mixed there"))
    return false;
  for (const auto& name : outputs) {
    const auto file = file_of(name);
    if (file.empty()) continue;
    const bool lost = read.contains(file) || read.contains(file.string() + ".partial");
    if (!lost && written.insert(file).second) continue;
    fmt::print(stderr, "{}: {}\n", name,
               lost ? "would be written over while it is read" : "is asked for twice");
    return false;
  }
  return true;
}

}  // namespace lockstep::app
