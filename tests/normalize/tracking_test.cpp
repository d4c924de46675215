#include "tracking.h"

#include <catch2/catch.hpp>

#include "embedded.h"

using namespace lockstep;
using namespace lockstep::normalize;

TEST_CASE("A tracking list says which line is wrong", "[tracking]") {
  const auto ok = TrackingParameters::parse("# c\n\n a \nb*\nc=1\nexample.org:d\r\n");
  REQUIRE(ok.ok());
  CHECK(ok->contains("x.org", "x.org", "A", "anything"));
  CHECK(ok->contains("x.org", "x.org", "bcd", ""));
  CHECK(ok->contains("x.org", "x.org", "c", "1"));
  CHECK_FALSE(ok->contains("x.org", "x.org", "c", "2"));
  CHECK(ok->contains("example.org", "example.org", "d", ""));
  CHECK_FALSE(ok->contains("x.org", "x.org", "d", ""));
  const auto bad = TrackingParameters::parse("a\n*\n");
  REQUIRE_FALSE(bad.ok());
  CHECK(message_of(bad.status()).find("line 2") != std::string::npos);
  CHECK_FALSE(TrackingParameters::parse("a b").ok());
  CHECK_FALSE(TrackingParameters::parse("x.org:").ok());
}

TEST_CASE("An entry may say that its values are marks", "[tracking]") {
  const auto list = TrackingParameters::parse("a*\nab mark\nc=1\nc mark\nx.org:d*  mark\nmark\n");
  REQUIRE(list.ok());
  const auto is = [&](std::string_view name, std::string_view value,
                      std::string_view on = "y.org") { return list->of(on, on, name, value); };
  CHECK(is("ab", "v") == Tracking::kMark);  // though a prefix drops it, too
  CHECK(is("ac", "v") == Tracking::kDropped);
  CHECK(is("c", "1") == Tracking::kMark);
  CHECK(is("D2", "v", "x.org") == Tracking::kMark);
  CHECK(is("d2", "v") == Tracking::kNone);
  CHECK(is("mark", "v") == Tracking::kDropped);
  CHECK_FALSE(TrackingParameters::parse("a mark mark").ok());
}

TEST_CASE("The built-in list is well formed and knows the usual suspects", "[tracking]") {
  const auto list = TrackingParameters::parse(builtin_tracking_parameters());
  REQUIRE(list.ok());
  for (const char* name :
       {"utm_source", "utm_id", "fbclid", "gclid", "igshid", "mc_eid", "ref", "yclid"}) {
    CAPTURE(name);
    CHECK(list->contains("example.org", "example.org", name, "x"));
  }
  for (const char* name : {"id", "v", "q", "p", "page", "story_fbid", "s", "t", "reference", "u"}) {
    CAPTURE(name);
    CHECK_FALSE(list->contains("example.org", "example.org", name, "x"));
  }
}
