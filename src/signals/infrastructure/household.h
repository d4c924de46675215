// The smallest network that is likely one household or site.
#pragma once

#include <string>

namespace lockstep::signals {

// An IPv4 address itself, or the /64 of an IPv6 address ("2001:db8:1:2::/64"): the lower half
// changes daily. Empty if `prefix` is (`ip` is no public address) or `ip` cannot be read.
// Thread-safe.
std::string household(const std::string& ip, const std::string& prefix);

}  // namespace lockstep::signals
