#include <catch2/catch.hpp>

#include "trace_probe.h"

namespace lockstep::signals {
extern const SignalDef infrastructure;

namespace {

using Strings = std::vector<std::string>;

TEST_CASE("an address is an IPv4 host or an IPv6 household, if it is public", "[unit][signals]") {
  struct Case {
    const char* what;
    std::string ip, prefix;
    Strings hosts, networks;
  };
  const auto c = GENERATE(values<Case>({
      {"IPv4", "203.0.113.7", "203.0.113.0/24", {"203.0.113.7"}, {"203.0.113.0/24"}},
      {"IPv6",
       "2001:db8:1:2:aaaa::1",
       "2001:db8:1::/48",
       {"2001:db8:1:2::/64"},
       {"2001:db8:1::/48"}},
      {"IPv4 written as IPv6",
       "::ffff:203.0.113.7",
       "203.0.113.0/24",
       {"::ffff:203.0.113.7"},
       {"203.0.113.0/24"}},
      {"private: no prefix", "10.0.0.1", "", {}, {}},
      {"unreadable", "2001:::1", "2001:db8:1::/48", {}, {"2001:db8:1::/48"}},
      {"unknown", "", "", {}, {}},
  }));
  CAPTURE(c.what);
  Post post;
  post.platform = "x";
  post.infra.ip = post.infra.registration_ip = c.ip;
  post.infra.ip_prefix = post.infra.registration_ip_prefix = c.prefix;
  const TraceProbe probe(infrastructure, post);
  CHECK(probe.texts("ip") == c.hosts);
  CHECK(probe.texts("registration-ip") == c.hosts);
  CHECK(probe.texts("ip-prefix") == c.networks);
}

Post with_everything() {
  Post post;
  post.platform = "x";
  post.infra.asn = 64500;
  post.infra.device_id = "d1";
  post.infra.session_id = "s1";
  post.infra.ja4 = "t13d1516h2_8daaf6152771_b186095e22b6";
  post.infra.email_hash = "e1";
  post.infra.phone_hash = "p1";
  post.infra.payment_hash = "w1";
  post.author.client = "Buffer";
  DomainFacts site;
  site.domain = "example.org";
  site.registrar = "Registrar";
  site.registered_at = parse_rfc3339("2026-04-16T23:59:59Z");
  site.nameservers = {"ns2.own.example", "ns1.own.example"};
  site.analytics_ids = {"UA-1", "G-2"};
  post.domains = {site};
  return post;
}

TEST_CASE("each fact has a kind of its own", "[unit][signals]") {
  const TraceProbe probe(infrastructure, with_everything());
  CHECK(probe.texts("asn") == Strings{"AS64500"});
  CHECK(probe.texts("device") == Strings{"d1"});
  CHECK(probe.texts("session") == Strings{"x:s1"});
  CHECK(probe.texts("ja4") == Strings{"t13d1516h2_8daaf6152771_b186095e22b6"});
  CHECK(probe.texts("client") == Strings{"x:Buffer"});
  CHECK(probe.texts("email") == Strings{"e1"});
  CHECK(probe.texts("phone") == Strings{"p1"});
  CHECK(probe.texts("payment") == Strings{"w1"});
  CHECK(probe.texts("analytics") == Strings{"G-2 on example.org", "UA-1 on example.org"});
  CHECK(probe.texts("registrant") ==
        Strings{"Registrar, 2026-04-16, ns1.own.example ns2.own.example on example.org"});
  CHECK(probe.texts("nameservers") == Strings{"ns1.own.example ns2.own.example on example.org"});
}

TEST_CASE("name servers of big hosts and half a registration say nothing", "[unit][signals]") {
  auto post = with_everything();
  SECTION("a big host") {
    post.domains[0].nameservers = {"amy.ns.cloudflare.com", "bob.ns.cloudflare.com"};
    CHECK(TraceProbe(infrastructure, post).texts("nameservers").empty());
    CHECK(TraceProbe(infrastructure, post).texts("registrant").size() == 1);
  }
  SECTION("Amazon's numbered hosts") {
    post.domains[0].nameservers = {"ns-12.awsdns-01.co.uk"};
    CHECK(TraceProbe(infrastructure, post).texts("nameservers").empty());
  }
  SECTION("a name that only ends alike") {
    post.domains[0].nameservers = {"ns1.notcloudflare.com"};
    CHECK(TraceProbe(infrastructure, post).texts("nameservers").size() == 1);
  }
  SECTION("no day") {
    post.domains[0].registered_at.reset();
    CHECK(TraceProbe(infrastructure, post).texts("registrant").empty());
  }
}

TEST_CASE("a login shows the account's machine, a repost does not show the site",
          "[unit][signals]") {
  auto post = with_everything();
  SECTION("login") { post.event = EventKind::kLogin; }
  SECTION("repost") {
    post.action = Action::kRepost;
    post.repost_of = "9";
  }
  const TraceProbe probe(infrastructure, post);
  CHECK(probe.texts("device") == Strings{"d1"});
  CHECK(probe.texts("analytics").empty());
  CHECK(probe.texts("registrant").empty());
}

}  // namespace
}  // namespace lockstep::signals
