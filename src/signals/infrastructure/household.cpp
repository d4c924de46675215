#include "household.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace lockstep::signals {

std::string household(const std::string& ip, const std::string& prefix) {
  if (ip.empty() || prefix.empty()) return {};
  if (prefix.find(':') == std::string::npos) return ip;
  in6_addr address{};
  if (inet_pton(AF_INET6, ip.c_str(), &address) != 1) return {};
  std::fill(std::begin(address.s6_addr) + 8, std::end(address.s6_addr), std::uint8_t{0});
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (inet_ntop(AF_INET6, &address, text.data(), INET6_ADDRSTRLEN) == nullptr) return {};
  return std::string{text.data()} + "/64";
}

}  // namespace lockstep::signals
