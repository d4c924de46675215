#include "handle_pattern.h"

#include <algorithm>
#include <cstddef>

namespace lockstep::signals {
namespace {

constexpr std::size_t kMaxHandle = 64;  // bytes; no platform allows more in its local part
constexpr std::size_t kMinRuns = 3;
constexpr std::size_t kMinDigits = 3;
constexpr std::size_t kMinStemLetters = 5;

// 'A', 'a' and '9' stand for their classes, 'u' for what is not ASCII; the rest for itself.
char class_of(char c) {
  if (c >= 'A' && c <= 'Z') return 'A';
  if (c >= 'a' && c <= 'z') return 'a';
  if (c >= '0' && c <= '9') return '9';
  return static_cast<unsigned char>(c) < 0x80 ? c : 'u';
}

struct Run {
  char kind;
  std::size_t length;
  bool is_letters() const { return kind == 'A' || kind == 'a' || kind == 'u'; }
};

std::vector<Run> runs_of(std::string_view handle) {
  std::vector<Run> runs;
  for (const char c : handle) {
    const char kind = class_of(c);
    if (runs.empty() || runs.back().kind != kind) runs.push_back({kind, 0});
    ++runs.back().length;
  }
  return runs;
}

void append_class(std::string& pattern, char kind) {
  switch (kind) {
    case 'A':
      pattern += "[A-Z]";
      break;
    case 'a':
      pattern += "[a-z]";
      break;
    case '9':
      pattern += "[0-9]";
      break;
    case 'u':
      pattern += "\\w";
      break;
    default:
      pattern += kind;
  }
}

void append_length(std::string& pattern, std::size_t length) {
  if (length > 1) pattern += '{' + std::to_string(length) + '}';
}

std::string with_lengths(const std::vector<Run>& runs) {
  std::string pattern;
  for (const auto& run : runs) {
    append_class(pattern, run.kind);
    append_length(pattern, run.length);
  }
  return pattern;
}

std::string without_word_lengths(const std::vector<Run>& runs) {
  std::string pattern;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    append_class(pattern, runs[i].kind);
    const bool initial = runs[i].kind == 'A' && runs[i].length == 1 && i + 1 < runs.size() &&
                         runs[i + 1].kind == 'a';
    if (!runs[i].is_letters()) {
      append_length(pattern, runs[i].length);
    } else if (!initial) {
      pattern += '+';
    }
  }
  return pattern;
}

std::string stem_of(std::string_view handle, std::size_t digits) {
  std::string stem;
  for (const char c : handle.substr(0, handle.size() - digits)) {
    stem += class_of(c) == 'A' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return stem;
}

std::string_view local_part(std::string_view handle) {
  constexpr std::string_view kDefaultHost = ".bsky.social";
  if (!handle.empty() && handle.front() == '@') handle.remove_prefix(1);
  handle = handle.substr(0, handle.find('@'));
  if (handle.size() > kDefaultHost.size() &&
      handle.substr(handle.size() - kDefaultHost.size()) == kDefaultHost) {
    handle.remove_suffix(kDefaultHost.size());
  }
  return handle;
}

}  // namespace

std::vector<std::string> handle_patterns(std::string_view handle) {
  handle = local_part(handle);
  if (handle.empty() || handle.size() > kMaxHandle) return {};
  const auto runs = runs_of(handle);
  const auto digits = runs.back().kind == '9' ? runs.back().length : 0;
  std::vector<std::string> patterns;
  if (runs.size() >= kMinRuns) patterns.push_back(with_lengths(runs));
  if (digits >= kMinDigits && runs.size() > 1) patterns.push_back(without_word_lengths(runs));
  if (digits > 0) {
    auto stem = stem_of(handle, digits);
    const auto letters = std::count_if(
        stem.begin(), stem.end(), [](char c) { return class_of(c) == 'a' || class_of(c) == 'u'; });
    if (static_cast<std::size_t>(letters) >= kMinStemLetters) patterns.push_back(stem + "[0-9]+");
  }
  return patterns;
}

std::string handle_shape(std::string_view handle) {
  handle = local_part(handle);
  if (handle.empty() || handle.size() > kMaxHandle) return {};
  const auto runs = runs_of(handle);
  return runs.size() > 1 ? without_word_lengths(runs) : std::string{};
}

}  // namespace lockstep::signals
