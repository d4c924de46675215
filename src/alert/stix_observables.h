// Evidence keys that STIX has an object for: links, domains, addresses, networks.
//
// A key comes from posts and may hold anything. Only what is valid by the object's own rules
// becomes one (a URL by RFC 3986, a host name by its label rules, an address that parses); the rest
// stays readable in the alert's evidence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/alert/alert.h"

namespace lockstep::alert::stix {

struct Observable {
  std::string_view type;     // url, domain-name, ipv4-addr, ipv6-addr, autonomous-system
  std::string value;         // empty for an autonomous system,
  std::uint32_t number = 0;  // which has a number
  std::string id;
};

// The object of one evidence item, if its kind and key have one.
std::optional<Observable> to_observable(const EvidenceItem& item);

// The host of a redirector: the name in a key that is a bare host, or a host with a path.
std::optional<std::string> to_domain(std::string_view key);

// ISO 3166-1 alpha-2, upper case.
bool is_country(std::string_view code) noexcept;

}  // namespace lockstep::alert::stix
