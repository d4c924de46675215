#include "stix_ids.h"

#include <catch2/catch.hpp>
#include <regex>
#include <set>

namespace lockstep::alert::stix {

// Vectors computed by python-stix2 3.0.2.
TEST_CASE("observables have the ids that other tools give them") {
  CHECK(value_id("url", "https://example.org/ä?x=<&>\"") ==
        "url--b945d585-88f2-50c2-ac40-d0d4b91d6f54");
  CHECK(user_account_id({"", "telegram:1"}, "Ünïcode_☃") ==
        "user-account--2ce2f18f-632a-502c-8099-93464924882b");
  CHECK(user_account_id(user_account("x:1900000000000000101")) ==
        "user-account--db79df91-beda-5080-8bca-c23df0f3e02b");
  CHECK(user_account_id(user_account("mastodon:42@example.social")) ==
        "user-account--dff9760a-001f-5452-9053-442d4bada500");
  CHECK(value_id("domain-name", "go.relay.example") ==
        "domain-name--e2fbc480-fb2b-5ac6-8255-f5f1e6ecbbfe");
  CHECK(value_id("ipv4-addr", "203.0.113.77") == "ipv4-addr--7413ddce-a9e8-55d7-b915-129c50abc215");
  CHECK(value_id("ipv6-addr", "2001:db8:1::/48") ==
        "ipv6-addr--270810a0-1757-576f-bbd4-6c3adda54925");
  CHECK(autonomous_system_id(64501) == "autonomous-system--80389234-9da5-5d61-bcae-011ff3a94378");
}

TEST_CASE("platforms of the vocabulary have a type, all others keep their name in the user id") {
  struct Case {
    std::string account, type, user_id;
  };
  const auto [account, type, user_id] =
      GENERATE(values<Case>({{"x:5", "twitter", "5"},
                             {"twitter:5", "twitter", "5"},
                             {"facebook:5", "facebook", "5"},
                             {"skype:live:5", "skype", "live:5"},
                             {"telegram:5", "", "telegram:5"},
                             {"bluesky:did:plc:5", "", "bluesky:did:plc:5"},
                             {"nameless", "", "nameless"},
                             {"", "", ""}}));
  CHECK(user_account(account).account_type == type);
  CHECK(user_account(account).user_id == user_id);
}

TEST_CASE("equal native ids of different platforms are different accounts") {
  std::set<std::string> ids;
  for (const char* account : {"x:5", "facebook:5", "telegram:5", "mastodon:5", "5"}) {
    ids.insert(user_account_id(user_account(account)));
  }
  CHECK(ids.size() == 5);
}

TEST_CASE("a keyed id is the HMAC of type and natural key, shaped as a UUID of version 4") {
  // printf 'grouping|internal|cib-1' | openssl dgst -sha256 -hmac lockstep
  CHECK(keyed_id("lockstep", "grouping", "internal|cib-1") ==
        "grouping--6543e290-a893-4b3a-bcda-e612bfa53180");
  const std::regex v4{"note--[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"};
  std::set<std::string> ids;
  for (int i = 0; i < 500; ++i) {
    const std::string id = keyed_id("key", "note", std::to_string(i));
    CHECK(std::regex_match(id, v4));
    ids.insert(id);
  }
  CHECK(ids.size() == 500);
}

TEST_CASE("key, type and natural key all change an id") {
  const std::string id = keyed_id("key", "note", "1");
  const std::string uuid = id.substr(id.find("--"));
  CHECK(keyed_id("key", "note", "1") == id);
  CHECK(keyed_id("other", "note", "1") != id);
  CHECK(keyed_id("key", "note", "2") != id);
  const std::string other_type = keyed_id("key", "campaign", "1");
  CHECK(other_type.substr(other_type.find("--")) != uuid);
  CHECK_FALSE(keyed_id("", "note", "").empty());
}

}  // namespace lockstep::alert::stix
