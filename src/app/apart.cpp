#include "apart.h"

#include <fmt/format.h>

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

}  // namespace

bool are_apart(std::initializer_list<std::vector<std::string>> inputs,
               const std::vector<std::string>& outputs) {
  std::set<std::filesystem::path> read, written;
  for (const auto& names : inputs)
    for (const auto& name : names) read.insert(file_of(name));
  for (const auto& name : outputs) {
    const auto file = file_of(name);
    if (file.empty()) continue;
    const bool lost = read.contains(file);
    if (!lost && written.insert(file).second) continue;
    fmt::print(stderr, "{}: {}\n", name,
               lost ? "would be written over while it is read" : "is asked for twice");
    return false;
  }
  return true;
}

}  // namespace lockstep::app
