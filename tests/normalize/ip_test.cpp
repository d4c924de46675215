#include "ip.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>

using namespace lockstep;
using namespace lockstep::normalize;

namespace {

// The smallest MMDB file there is (MaxMind DB format 2.0): a search tree of one node over IPv4,
// in which addresses below 128.0.0.0 have the record {autonomous_system_number: 64500, country:
// {iso_code: "SE"}} and the others none.
std::string tiny_mmdb() {
  const auto text = [](std::string_view s) {
    return static_cast<char>(0x40 | s.size()) + std::string(s);
  };
  const auto u16 = [](int n) { return std::string{static_cast<char>(0xA1), static_cast<char>(n)}; };
  const auto map = [](int n) { return std::string(1, static_cast<char>(0xE0 | n)); };
  const auto u32 = [](std::uint32_t n) {
    return std::string{static_cast<char>(0xC2), static_cast<char>(n >> 8), static_cast<char>(n)};
  };
  std::string file;
  file += std::string("\0\0\x11\0\0\x01",
                      6);         // left: data at offset 0 (node count + 16), right: nothing
  file += std::string(16, '\0');  // separator
  // A key of 24 bytes fits the short form.
  file += map(2) + text("autonomous_system_number") + u32(64500) + text("country") + map(1) +
          text("iso_code") + text("SE");
  file += "\xAB\xCD\xEFMaxMind.com";
  file += map(9) + text("binary_format_major_version") + u16(2) +
          text("binary_format_minor_version") + u16(0) + text("build_epoch") +
          std::string("\x04\x02\x65\x00\x00\x00", 6) + text("database_type") + text("Test") +
          text("description") + map(1) + text("en") + text("t") + text("ip_version") + u16(4) +
          text("languages") + std::string("\x01\x04", 2) + text("en") + text("node_count") +
          std::string("\xC1\x01", 2) + text("record_size") + u16(24);
  return file;
}

struct TemporaryFile {
  explicit TemporaryFile(const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::remove(path.c_str()); }
  std::string path = std::string(LOCKSTEP_BINARY_DIR) + "/ip_test.mmdb";
};

}  // namespace

TEST_CASE("Public addresses have one spelling and a network", "[ip]") {
  struct Case {
    const char* raw;
    const char* text;
    const char* prefix;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"8.8.4.4", "8.8.4.4", "8.8.4.0/24"},
           {"203.0.113.7", "203.0.113.7", "203.0.113.0/24"},
           {"2001:DB8:1:0::5", "2001:db8:1::5", "2001:db8:1::/48"},
           {"2606:4700:4700:1:2:3:4:5", "2606:4700:4700:1:2:3:4:5", "2606:4700:4700::/48"},
           {"::ffff:8.8.4.4", "8.8.4.4", "8.8.4.0/24"}}) {
    CAPTURE(c.raw);
    PublicIp ip;
    CHECK(read_ip(c.raw, ip) == IpVerdict::kPublic);
    CHECK(ip.text == c.text);
    CHECK(ip.prefix == c.prefix);
  }
}

TEST_CASE("Networks that many strangers share or nobody owns end at their edges", "[ip]") {
  struct Edge {
    const char* ip;
    bool is_public;
  };
  for (const Edge& c : std::initializer_list<Edge>{{"0.255.255.255", false},
                                                   {"1.0.0.0", true},
                                                   {"9.255.255.255", true},
                                                   {"10.0.0.0", false},
                                                   {"10.255.255.255", false},
                                                   {"11.0.0.0", true},
                                                   {"100.63.255.255", true},
                                                   {"100.64.0.0", false},
                                                   {"100.127.255.255", false},
                                                   {"100.128.0.0", true},
                                                   {"127.0.0.1", false},
                                                   {"169.253.255.255", true},
                                                   {"169.254.0.1", false},
                                                   {"172.15.255.255", true},
                                                   {"172.16.0.0", false},
                                                   {"172.31.255.255", false},
                                                   {"172.32.0.0", true},
                                                   {"192.0.0.255", false},
                                                   {"192.0.1.0", true},
                                                   {"192.167.255.255", true},
                                                   {"192.168.0.0", false},
                                                   {"192.169.0.0", true},
                                                   {"198.17.255.255", true},
                                                   {"198.18.0.0", false},
                                                   {"198.19.255.255", false},
                                                   {"198.20.0.0", true},
                                                   {"223.255.255.255", true},
                                                   {"224.0.0.1", false},
                                                   {"240.0.0.1", false},
                                                   {"255.255.255.255", false},
                                                   {"::1", false},
                                                   {"::", false},
                                                   {"fe80::1", false},
                                                   {"fc00::1", false},
                                                   {"ff02::1", false},
                                                   {"::ffff:10.0.0.1", false},
                                                   {"1fff:ffff::1", false},
                                                   {"2000::1", true},
                                                   {"3fff::1", true},
                                                   {"4000::1", false}}) {
    CAPTURE(c.ip);
    PublicIp ip;
    CHECK(read_ip(c.ip, ip) == (c.is_public ? IpVerdict::kPublic : IpVerdict::kNotPublic));
    CHECK(ip.text.empty() == !c.is_public);
    CHECK(ip.prefix.empty() == !c.is_public);
  }
}

TEST_CASE("What is no address is unreadable", "[ip]") {
  for (const std::string& raw : std::initializer_list<std::string>{
           "", " ", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4 ", "01.2.3.4x", "::g", "[::1]",
           "fe80::1%eth0", "host.example", std::string("1.2.3.4\0x", 9), std::string(100, '1')}) {
    CAPTURE(raw);
    PublicIp ip;
    CHECK(read_ip(raw, ip) == IpVerdict::kUnreadable);
    CHECK(ip.text.empty());
  }
}

TEST_CASE("Without databases nothing is known", "[ip]") {
  const auto none = IpDatabases::make("", "");
  REQUIRE(none.ok());
  CHECK_FALSE((*none)->asn("8.8.4.4").has_value());
  CHECK((*none)->country("8.8.4.4").empty());
}

TEST_CASE("An MMDB file answers for the addresses it covers", "[ip]") {
  const TemporaryFile file(tiny_mmdb());
  const auto databases = IpDatabases::make(file.path, file.path);
  REQUIRE(databases.ok());
  CHECK((*databases)->asn("8.8.4.4") == 64500U);
  CHECK((*databases)->country("8.8.4.4") == "SE");
  CHECK_FALSE((*databases)->asn("203.0.113.7").has_value());
  CHECK((*databases)->country("203.0.113.7").empty());
  CHECK((*databases)->country("2606:4700::1").empty());
}

TEST_CASE("A database that cannot be read fails and says which", "[ip]") {
  const auto missing = IpDatabases::make("/no/such/file.mmdb", "");
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.status().code() == StatusCode::kNotFound);
  CHECK(message_of(missing.status()).find("/no/such/file.mmdb") != std::string::npos);
  const TemporaryFile file("not a database");
  const auto damaged = IpDatabases::make("", file.path);
  REQUIRE_FALSE(damaged.ok());
  CHECK(damaged.status().code() == StatusCode::kDataLoss);
}
