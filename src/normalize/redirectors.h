// Links that carry their target with them: redirect pages of platforms ("l.php?u=...") and AMP
// caches. Unwrapping needs no network.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::normalize {

using QueryFields = std::vector<std::pair<std::string_view, std::string_view>>;  // as in the query

struct LinkParts {
  std::string_view host;    // Host::full
  std::string_view domain;  // registrable
  std::string_view path;    // begins with '/'
  std::string_view query;   // without '?'
  const QueryFields& fields;
};

// Where a redirect page sends its visitor, or empty. Only "http://" and "https://" targets count.
std::string redirect_target(const LinkParts& link);

// The page an AMP cache or viewer shows, or empty.
std::string amp_target(const LinkParts& link);

}  // namespace lockstep::normalize
