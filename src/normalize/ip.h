// Internet addresses of posts: one spelling, the network they lie in, what a database knows.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "lockstep/core/status.h"

namespace lockstep::normalize {

struct PublicIp {
  std::string text;    // as inet_ntop writes it; IPv4-mapped IPv6 as IPv4
  std::string prefix;  // "203.0.113.0/24" or "2001:db8:1::/48"
};

enum class IpVerdict : std::uint8_t { kPublic, kNotPublic, kUnreadable };

// Fills `out` if `text` is an address that can tell networks apart. Private, shared (100.64/10),
// loopback, link-local, multicast and reserved ones are not. The ranges set aside for
// documentation are taken for public: traffic never carries them, examples do.
IpVerdict read_ip(std::string_view text, PublicIp& out);

// MMDB files, memory-mapped; any number of threads may ask.
class IpDatabases {
 public:
  // An empty path means no database. Fails if a file cannot be read.
  static StatusOr<std::unique_ptr<IpDatabases>> make(const std::string& asn_file,
                                                     const std::string& country_file);
  virtual ~IpDatabases() = default;
  // `ip` is PublicIp::text.
  virtual std::optional<std::uint32_t> asn(const std::string& ip) const = 0;
  virtual std::string country(const std::string& ip) const = 0;  // ISO 3166 alpha-2, or empty
};

}  // namespace lockstep::normalize
