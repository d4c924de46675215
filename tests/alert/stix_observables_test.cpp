#include "stix_observables.h"

#include <catch2/catch.hpp>

namespace lockstep::alert::stix {
namespace {

EvidenceItem item(std::string kind, std::string key) {
  EvidenceItem e;
  e.kind = std::move(kind);
  e.key = std::move(key);
  return e;
}

}  // namespace

TEST_CASE("an evidence key becomes the object its kind and its form allow") {
  struct Case {
    std::string kind, key, type, value;
  };
  const auto [kind, key, type, value] = GENERATE(values<Case>(
      {{"url", "https://example.org/a?b=1#c", "url", "https://example.org/a?b=1#c"},
       {"url", "http://example.org", "url", "http://example.org"},
       {"url", "https://example.org:8443/", "url", "https://example.org:8443/"},
       {"url", "https://example.org/ä \"<>", "url", "https://example.org/%C3%A4%20%22%3C%3E"},
       {"url", "https://example.org/%41%4", "url", "https://example.org/%41%254"},
       {"url", "https://example.org/a#b#c", "url", "https://example.org/a#b%23c"},
       {"domain", "Example.ORG", "domain-name", "example.org"},
       {"domain", "xn--bcher-kva.example", "domain-name", "xn--bcher-kva.example"},
       {"redirect", "go.relay.example", "domain-name", "go.relay.example"},
       {"redirect", "go.relay.example/r?c=", "domain-name", "go.relay.example"},
       {"redirect", "https://go.relay.example:80/r", "domain-name", "go.relay.example"},
       {"ip", "203.0.113.77", "ipv4-addr", "203.0.113.77"},
       {"registration-ip", "2001:db8::1", "ipv6-addr", "2001:db8::1"},
       {"ip-prefix", "203.0.113.0/24", "ipv4-addr", "203.0.113.0/24"},
       {"ip-prefix", "203.0.113.0/32", "ipv4-addr", "203.0.113.0/32"},
       {"registration-ip-prefix", "2001:db8:1::/48", "ipv6-addr", "2001:db8:1::/48"},
       {"ip-prefix", "2001:db8:1::/128", "ipv6-addr", "2001:db8:1::/128"}}));
  const auto got = to_observable(item(kind, key));
  REQUIRE(got);
  CHECK(got->type == type);
  CHECK(got->value == value);
  CHECK(got->id.substr(0, got->id.find("--")) == type);
}

TEST_CASE("an autonomous system is a number, however it is written") {
  for (const char* key : {"64501", "AS64501", "as64501", "AS64501 EXAMPLE-HOSTING"}) {
    const auto got = to_observable(item("asn", key));
    REQUIRE(got);
    CHECK(got->type == "autonomous-system");
    CHECK(got->number == 64501);
  }
}

TEST_CASE("a key that is not what its kind says stays out of the bundle") {
  struct Case {
    std::string kind, key;
  };
  const auto [kind, key] = GENERATE(values<Case>({{"url", ""},
                                                  {"url", "example.org/a"},
                                                  {"url", "ftp://example.org/"},
                                                  {"url", "https://"},
                                                  {"url", "https:///path"},
                                                  {"url", "https://user:pass@example.org/"},
                                                  {"url", "https://[::1]/"},
                                                  {"url", "https://ex ample.org/"},
                                                  {"url", "https://example.org:80x/"},
                                                  {"domain", "localhost"},
                                                  {"domain", "203.0.113.77"},
                                                  {"domain", "a..b"},
                                                  {"domain", ".example.org"},
                                                  {"domain", "example.org."},
                                                  {"domain", "-a.example"},
                                                  {"domain", "a-.example"},
                                                  {"domain", "ab--c.example"},
                                                  {"domain", "a_b.example"},
                                                  {"domain", "bücher.example"},
                                                  {"redirect", "x'] OR [a:b = '.example"},
                                                  {"ip", "203.0.113.256"},
                                                  {"ip", "hash:4f2a"},
                                                  {"ip", std::string("203.0.113.7\0", 12)},
                                                  {"ip-prefix", "203.0.113.0/33"},
                                                  {"ip-prefix", "203.0.113.0/"},
                                                  {"ip-prefix", "2001:db8::/129"},
                                                  {"asn", "AS"},
                                                  {"asn", "-1"},
                                                  {"asn", "4294967296"},
                                                  {"asn", "64501x"},
                                                  {"text", "https://example.org/"},
                                                  {"tip", "203.0.113.77"},
                                                  {"device", "203.0.113.77"}}));
  CAPTURE(kind, key);
  CHECK_FALSE(to_observable(item(kind, key)));
}

TEST_CASE("a host label has at most 63 characters, and a name 253") {
  const auto domain = [](std::size_t label) {
    return to_domain(std::string(label, 'a') + ".example");
  };
  CHECK(domain(62));
  CHECK(domain(63));
  CHECK_FALSE(domain(64));
  const auto name = [](std::size_t size) {
    std::string text;
    while (text.size() + 2 < size - 8) text += "a.";
    text += std::string(size - 8 - text.size(), 'b') + ".example";
    REQUIRE(text.size() == size);
    return to_domain(text);
  };
  CHECK(name(252));
  CHECK(name(253));
  CHECK_FALSE(name(254));
}

TEST_CASE("a key that may have been cut does not become half a link") {
  const std::string prefix = "https://example.org/";
  const auto of_size = [&](std::size_t size) {
    return item("url", prefix + std::string(size - prefix.size(), 'a'));
  };
  CHECK(to_observable(of_size(275)));
  CHECK(to_observable(of_size(276)));
  CHECK_FALSE(to_observable(of_size(277)));
  CHECK_FALSE(to_observable(of_size(280)));
}

TEST_CASE("a country is a code of ISO 3166-1") {
  for (const char* code : {"AD", "SE", "ZW", "GB"}) CHECK(is_country(code));
  for (const char* code : {"", "S", "SEE", "se", "XX", "EU", "UK", "E ", " D", "DA"})
    CHECK_FALSE(is_country(code));
}

}  // namespace lockstep::alert::stix
