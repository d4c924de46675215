#include "ip.h"

#include <arpa/inet.h>
#include <maxminddb.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace lockstep::normalize {
namespace {

struct Network4 {
  std::uint32_t address;
  unsigned bits;
};
// IANA's special-purpose registry (RFC 6890), documentation ranges left out.
constexpr Network4 kNotPublic4[] = {
    {0x00000000, 8},   // "this network"
    {0x0A000000, 8},   // private
    {0x64400000, 10},  // shared by carriers (CGNAT)
    {0x7F000000, 8},   // loopback
    {0xA9FE0000, 16},  // link-local
    {0xAC100000, 12},  // private
    {0xC0000000, 24},  // protocol assignments
    {0xC0586300, 24},  // 6to4 relays
    {0xC0A80000, 16},  // private
    {0xC6120000, 15},  // benchmarking
    {0xE0000000, 3},   // multicast, reserved, broadcast
};

bool is_public4(std::uint32_t address) noexcept {
  return std::none_of(std::begin(kNotPublic4), std::end(kNotPublic4), [&](const Network4& network) {
    return (address ^ network.address) >> (32 - network.bits) == 0;
  });
}

// inet_ntop() goes through printf, which costs more than reading the address did.
std::string print4(std::uint32_t address) {
  std::array<char, INET_ADDRSTRLEN> text;
  char* at = text.data();
  for (unsigned shift = 32; shift > 0;) {
    shift -= 8;
    at = std::to_chars(at, text.data() + text.size(), address >> shift & 0xFF).ptr;
    if (shift > 0) *at++ = '.';
  }
  return {text.data(), at};
}

std::string print6(const in6_addr& address) {
  char text[INET6_ADDRSTRLEN];
  return inet_ntop(AF_INET6, &address, text, sizeof text) != nullptr ? text : "";
}

IpVerdict take4(in_addr address, PublicIp& out) {
  const std::uint32_t number = ntohl(address.s_addr);
  if (!is_public4(number)) return IpVerdict::kNotPublic;
  out.text = print4(number);
  out.prefix = print4(number & 0xFFFFFF00U) + "/24";
  return IpVerdict::kPublic;
}

IpVerdict take6(in6_addr address, PublicIp& out) {
  std::uint8_t* bytes = address.s6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&address)) {
    in_addr inner{};
    std::copy(bytes + 12, bytes + 16, reinterpret_cast<std::uint8_t*>(&inner.s_addr));
    return take4(inner, out);
  }
  if ((bytes[0] & 0xE0) != 0x20) return IpVerdict::kNotPublic;  // global unicast is 2000::/3
  out.text = print6(address);
  std::fill(bytes + 6, bytes + 16, std::uint8_t{0});
  out.prefix = print6(address) + "/48";
  return IpVerdict::kPublic;
}

struct Database {
  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() {
    if (open) MMDB_close(&mmdb);
  }
  MMDB_s mmdb{};
  bool open = false;
};

class MmdbDatabases final : public IpDatabases {
 public:
  Status open(const std::string& file, Database& database) {
    if (file.empty()) return absl::OkStatus();
    const int result = MMDB_open(file.c_str(), MMDB_MODE_MMAP, &database.mmdb);
    if (result != MMDB_SUCCESS) {
      const std::string what = "cannot read the MMDB file " + file + ": " + MMDB_strerror(result);
      return result == MMDB_FILE_OPEN_ERROR ? not_found(what) : data_loss(what);
    }
    database.open = true;
    return absl::OkStatus();
  }
  Status open(const std::string& asn_file, const std::string& country_file) {
    LOCKSTEP_TRY(open(asn_file, asn_));
    return open(country_file, country_);
  }

  std::optional<std::uint32_t> asn(const std::string& ip) const override {
    const auto data = find(asn_, ip, std::array{"autonomous_system_number"});
    return data && data->type == MMDB_DATA_TYPE_UINT32 ? std::optional(data->uint32) : std::nullopt;
  }

  std::string country(const std::string& ip) const override {
    const auto data = find(country_, ip, std::array{"country", "iso_code"});
    if (!data || data->type != MMDB_DATA_TYPE_UTF8_STRING || data->data_size != 2) return {};
    return {data->utf8_string, data->data_size};
  }

 private:
  template <std::size_t N>
  static std::optional<MMDB_entry_data_s> find(const Database& database, const std::string& ip,
                                               const std::array<const char*, N>& path) {
    if (!database.open) return std::nullopt;
    int address_error = 0;
    int error = MMDB_SUCCESS;
    MMDB_lookup_result_s found =
        MMDB_lookup_string(&database.mmdb, ip.c_str(), &address_error, &error);
    if (address_error != 0 || error != MMDB_SUCCESS || !found.found_entry) return std::nullopt;
    std::array<const char*, N + 1> terminated{};
    std::copy(path.begin(), path.end(), terminated.begin());
    MMDB_entry_data_s data{};
    if (MMDB_aget_value(&found.entry, &data, terminated.data()) != MMDB_SUCCESS || !data.has_data) {
      return std::nullopt;
    }
    return data;
  }

  Database asn_, country_;
};

}  // namespace

IpVerdict read_ip(std::string_view text, PublicIp& out) {
  out = {};
  if (text.size() >= INET6_ADDRSTRLEN) return IpVerdict::kUnreadable;
  const std::string terminated(text);
  if (terminated.find('\0') != std::string::npos) return IpVerdict::kUnreadable;
  if (in_addr four{}; inet_pton(AF_INET, terminated.c_str(), &four) == 1) return take4(four, out);
  if (in6_addr six{}; inet_pton(AF_INET6, terminated.c_str(), &six) == 1) return take6(six, out);
  return IpVerdict::kUnreadable;
}

StatusOr<std::unique_ptr<IpDatabases>> IpDatabases::make(const std::string& asn_file,
                                                         const std::string& country_file) {
  auto databases = std::make_unique<MmdbDatabases>();
  LOCKSTEP_TRY(databases->open(asn_file, country_file));
  return std::unique_ptr<IpDatabases>(std::move(databases));
}

}  // namespace lockstep::normalize
