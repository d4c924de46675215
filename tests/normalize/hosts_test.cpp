#include "hosts.h"

#include <catch2/catch.hpp>

#include "link_cases.h"

using namespace lockstep;
using namespace lockstep::normalize;

TEST_CASE("Hosts are one in every spelling", "[hosts]") {
  check_links({{"https://bücher.example/", "https://xn--bcher-kva.example/"},
               {"https://BÜCHER.example/", "https://xn--bcher-kva.example/"},
               {"https://b%C3%BCcher.example/", "https://xn--bcher-kva.example/"},
               {"https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"},
               {"https://faß.example/", "https://xn--fa-hia.example/"},
               {"https://例え。テスト/", "https://xn--r8jz45g.xn--zckzah/"},
               {"https://ｅｘａｍｐｌｅ．org/", "https://example.org/"},
               {"https://ex%61mple.org/", "https://example.org/"},
               {"https://192.0.2.1/a", "https://192.0.2.1/a"},
               {"https://0xC0000201/a", "https://192.0.2.1/a"},
               {"https://3221225985/a", "https://192.0.2.1/a"},
               {"https://0300.0.02.1/a", "https://192.0.2.1/a"},
               {"https://[2001:DB8:0:0::1]:8080/a", "https://[2001:db8::1]:8080/a"}});
}

TEST_CASE("The registrable domain follows the public suffix list", "[hosts]") {
  struct Domain {
    const char* raw;
    const char* domain;
  };
  for (const Domain& c :
       std::initializer_list<Domain>{{"https://a.b.example.co.uk/", "example.co.uk"},
                                     {"https://news.example.org/", "example.org"},
                                     {"https://me.github.io/", "me.github.io"},
                                     {"https://co.uk/", "co.uk"},
                                     {"https://a.b.unheard-of-tld/", "b.unheard-of-tld"},
                                     {"https://192.0.2.1/", "192.0.2.1"},
                                     {"https://[2001:db8::1]/", "[2001:db8::1]"}}) {
    CAPTURE(c.raw);
    WebAddress address;
    canonicalizer().canonicalize(c.raw, address);
    CHECK(address.domain == c.domain);
  }
}

TEST_CASE("A newer host takes the place of an older one without changing any answer", "[hosts]") {
  const auto hosts = Hosts::make("");
  REQUIRE(hosts.ok());
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 10000; ++i) {
      const std::string site = "site" + std::to_string(i) + ".example";
      const Host& host = (*hosts)->resolve("WWW." + site);
      REQUIRE(host.name == site);
      REQUIRE(host.domain == site);
      REQUIRE(host.full == "www." + site);
    }
  }
}
