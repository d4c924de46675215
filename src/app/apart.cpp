#include "apart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

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

bool are_apart(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs) {
  std::vector<std::filesystem::path> taken;
  for (const auto& name : inputs) taken.push_back(file_of(name));
  const auto read = taken.size();
  for (const auto& name : outputs) {
    const auto file = file_of(name);
    if (file.empty()) continue;
    const auto same = std::find(taken.begin(), taken.end(), file);
    if (same != taken.end()) {
      fmt::print(stderr, "{}: {}\n", name,
                 same < taken.begin() + static_cast<std::ptrdiff_t>(read)
                     ? "would be written over while it is read"
                     : "is asked for twice");
      return false;
    }
    taken.push_back(file);
  }
  return true;
}

}  // namespace lockstep::app
