#include "tracking.h"

#include <fmt/format.h>

#include <algorithm>

#include "lockstep/core/hash.h"

namespace lockstep::normalize {
namespace {

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

std::string_view trimmed(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

StatusOr<TrackingParameters> TrackingParameters::parse(std::string_view list) {
  TrackingParameters result;
  int number = 0;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find('\n'), list.size());
    const std::string line = lowered(trimmed(list.substr(0, end)));
    list.remove_prefix(std::min(end + 1, list.size()));
    ++number;
    if (line.empty() || line.front() == '#') continue;

    Entry entry;
    std::string_view rest = line;
    if (const std::size_t colon = rest.find(':'); colon != std::string_view::npos) {
      entry.scope = rest.substr(0, colon);
      rest.remove_prefix(colon + 1);
    }
    if (const std::size_t equals = rest.find('='); equals != std::string_view::npos) {
      entry.value = rest.substr(equals + 1);
      rest = rest.substr(0, equals);
    }
    if (!rest.empty() && rest.back() == '*') {
      entry.prefix = true;
      rest.remove_suffix(1);
    }
    if (rest.empty() || rest.find_first_of("*:= \t&") != std::string_view::npos) {
      return invalid_argument(
          fmt::format("tracking parameters, line {}: '{}' is no entry", number, line));
    }
    entry.name = rest;
    if (entry.prefix) {
      result.prefixes_[static_cast<unsigned char>(entry.name.front())].push_back(std::move(entry));
    } else {
      result.exact_.emplace(key_of(entry.scope, entry.name), std::move(entry));
    }
  }
  return result;
}

std::uint64_t TrackingParameters::key_of(std::string_view scope, std::string_view name) noexcept {
  return stable_hash(name, scope.empty() ? 0 : stable_hash(scope));
}

bool TrackingParameters::matches(std::string_view scope, std::string_view name,
                                 std::string_view value) const {
  const auto [first, last] = exact_.equal_range(key_of(scope, name));
  return std::any_of(first, last, [&](const auto& item) {
    const Entry& entry = item.second;
    return entry.scope == scope && entry.name == name &&
           (entry.value.empty() || entry.value == value);
  });
}

bool TrackingParameters::contains(std::string_view domain, std::string_view host,
                                  std::string_view name, std::string_view value) const {
  const std::string name_lower = lowered(name);
  const std::string value_lower = lowered(value);
  if (matches({}, name_lower, value_lower) || matches(domain, name_lower, value_lower)) return true;
  if (host != domain && matches(host, name_lower, value_lower)) return true;
  if (name.empty()) return false;
  const auto& prefixes = prefixes_[static_cast<unsigned char>(name_lower.front())];
  return std::any_of(prefixes.begin(), prefixes.end(), [&](const Entry& entry) {
    return name_lower.compare(0, entry.name.size(), entry.name) == 0 &&
           (entry.scope.empty() || entry.scope == domain || entry.scope == host) &&
           (entry.value.empty() || entry.value == value_lower);
  });
}

}  // namespace lockstep::normalize
