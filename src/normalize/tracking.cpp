#include "tracking.h"

#include <fmt/format.h>

#include <algorithm>

#include "lockstep/core/ascii.h"
#include "lockstep/core/hash.h"

namespace lockstep::normalize {
namespace {

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
    const std::string line = lowered_ascii(trimmed(list.substr(0, end)));
    list.remove_prefix(std::min(end + 1, list.size()));
    ++number;
    if (line.empty() || line.front() == '#') continue;

    Entry entry;
    std::string_view rest = line;
    if (constexpr std::string_view kMarks = " mark"; rest.ends_with(kMarks)) {
      entry.is = Tracking::kMark;
      rest = trimmed(rest.substr(0, rest.size() - kMarks.size()));
    }
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

Tracking TrackingParameters::exactly(std::string_view scope, std::string_view name,
                                     std::string_view value) const {
  const auto [first, last] = exact_.equal_range(key_of(scope, name));
  auto found = Tracking::kNone;
  for (auto item = first; item != last; ++item) {
    const Entry& entry = item->second;
    if (entry.scope == scope && entry.name == name && (entry.value.empty() || entry.value == value))
      found = std::max(found, entry.is);
  }
  return found;
}

Tracking TrackingParameters::of(std::string_view domain, std::string_view host,
                                std::string_view name, std::string_view value) const {
  const std::string name_lower = lowered_ascii(name);
  const std::string value_lower = lowered_ascii(value);
  auto found = exactly({}, name_lower, value_lower);
  if (found == Tracking::kNone) found = exactly(domain, name_lower, value_lower);
  if (found == Tracking::kNone && host != domain) found = exactly(host, name_lower, value_lower);
  if (found != Tracking::kNone || name.empty()) return found;
  const auto& prefixes = prefixes_[static_cast<unsigned char>(name_lower.front())];
  const auto entry = std::find_if(prefixes.begin(), prefixes.end(), [&](const Entry& e) {
    return name_lower.compare(0, e.name.size(), e.name) == 0 &&
           (e.scope.empty() || e.scope == domain || e.scope == host) &&
           (e.value.empty() || e.value == value_lower);
  });
  return entry == prefixes.end() ? Tracking::kNone : entry->is;
}

}  // namespace lockstep::normalize
