#include "stix_pattern.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <random>

namespace lockstep::runtime {
namespace {

// "type value" of each.
std::vector<std::string> listed(const std::string& pattern) {
  const auto found = read_stix_pattern(pattern);
  INFO(pattern << ": " << message_of(found.status()));
  REQUIRE(found.ok());
  std::vector<std::string> out;
  for (const auto& [type, value] : *found) out.push_back(fmt::format("{} {}", type, value));
  return out;
}

std::string fault_of(const std::string& pattern) {
  const auto found = read_stix_pattern(pattern);
  INFO(pattern);
  CHECK(found.status().code() == StatusCode::kInvalidArgument);
  return message_of(found.status());
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a pattern lists what it compares by = and IN, joined by OR", "[unit][runtime]") {
  CHECK(listed("[domain-name:value = 'bad.example']") == Lines{"domain bad.example"});
  CHECK(listed("[url:value='https://bad.example/a?b=c']") ==
        Lines{"url https://bad.example/a?b=c"});
  CHECK(listed("[ domain-name:value == 'a' OR domain-name:value IN ('b','c') ]") ==
        Lines{"domain a", "domain b", "domain c"});
  CHECK(listed("[ipv4-addr:value = '198.51.100.7/32' OR ipv6-addr:value = '2001:db8::1/128']") ==
        Lines{"ip 198.51.100.7", "ip 2001:db8::1"});
  CHECK(listed("[ipv4-addr:value = '198.51.100.0/24']") == Lines{"ip 198.51.100.0/24"});
  CHECK(listed("[file:hashes.'SHA-256' = 'ab']") == Lines{"media ab"});
  CHECK(listed("[domain-name:value = 'a'] OR\n\t[url:value = 'b']") == Lines{"domain a", "url b"});
  CHECK(listed("([domain-name:value = 'a'] OR ([(url:value = 'b' OR (url:value = 'c'))]))") ==
        Lines{"domain a", "url b", "url c"});
}

TEST_CASE("quotes and backslashes are escaped, all else stands for itself", "[unit][runtime]") {
  CHECK(listed(R"([url:value = 'it\'s \\ [a] OR (b)'])") == Lines{R"(url it's \ [a] OR (b))"});
  CHECK(listed("[domain-name:value = 'бад.example']") == Lines{"domain бад.example"});
  CHECK(fault_of(R"([url:value = 'a\n'])") == "pattern, byte 14: a text was expected");
}

TEST_CASE("an account is its type and its id, or a name as our bundles have it",
          "[unit][runtime]") {
  CHECK(listed("[user-account:user_id = 'bluesky:did:plc:1']") ==
        Lines{"account bluesky:did:plc:1"});
  CHECK(listed("[user-account:account_type = 'twitter' AND user-account:user_id = '12']") ==
        Lines{"account x:12"});
  CHECK(listed("[user-account:user_id IN ('1','2') AND user-account:account_type = 'telegram' "
               "OR user-account:user_id = 'x:3']") ==
        Lines{"account telegram:1", "account telegram:2", "account x:3"});
  const std::string unnamed = "pattern, byte 2: user_id without account_type is no platform:id";
  for (const char* id : {"12", ":12", "x:"})
    CHECK(fault_of(fmt::format("[user-account:user_id = '{}']", id)) == unnamed);
  CHECK(fault_of("[user-account:account_type = 'twitter']") ==
        "pattern, byte 2: the watchlist knows no such property");
}

TEST_CASE("what says more than a list is refused, and never half read", "[unit][runtime]") {
  const std::string only_or = "only = and IN may be used, and only OR join them";
  const std::string a = "domain-name:value = 'a'", b = "url:value = 'b'";
  CHECK(fault_of('[' + a + " AND " + b + ']') ==
        "pattern, byte 2: AND may only join account_type, by =, and user_id");
  CHECK(fault_of('[' + b + " OR (" + a + " AND " + b + ")]").find("AND may only") !=
        std::string::npos);
  CHECK(fault_of('[' + a + " FOLLOWEDBY " + b + ']').find(only_or) != std::string::npos);
  CHECK(fault_of('[' + a + "] AND [" + b + ']').find("only OR may join obs") != std::string::npos);
  CHECK(fault_of('[' + a + "] FOLLOWEDBY [" + b + ']').find("only OR may") != std::string::npos);
  for (const char* qualifier : {"WITHIN 5 SECONDS", "REPEATS 5 TIMES",
                                "START t'2026-01-01T00:00:00Z' STOP t'2026-02-01T00:00:00Z'"})
    CHECK(fault_of('[' + a + "] " + qualifier).find("none be qualified") != std::string::npos);
  for (const char* test :
       {"domain-name:value MATCHES '^a'", "domain-name:value LIKE 'a%'", "url:value != 'b'",
        "url:value > 'b'", "url:value NOT = 'b'", "url:value NOT IN ('b')", "url:value"})
    CHECK(fault_of('[' + a + " OR " + test + ']').find("only = and IN may") != std::string::npos);
  for (const char* path : {"domain-name:resolves_to_refs[0].value", "email-message:subject",
                           "user-account:account_login", "file:hashes.MD5", "file:hashes.'MD5'",
                           "domain-name:value.x", "Domain-Name:value"})
    CHECK_FALSE(read_stix_pattern('[' + a + " OR " + path + " = 'x']").ok());
  CHECK_FALSE(read_stix_pattern("[EXISTS url:value]").ok());
  CHECK_FALSE(read_stix_pattern("[url:value = t'2026-01-01T00:00:00Z']").ok());
  CHECK_FALSE(read_stix_pattern("[url:value = 5]").ok());
  CHECK_FALSE(read_stix_pattern("[url:value = 'b'] // and more").ok());
  CHECK_FALSE(read_stix_pattern("[url:value = 'b' or url:value = 'c']").ok());
}

TEST_CASE("a pattern that is cut short anywhere is refused", "[property][runtime]") {
  const std::string whole =
      R"(([domain-name:value = 'a.example' OR url:value IN ('b', 'c\'d')] OR )"
      R"([file:hashes.'SHA-256' = 'e' OR (user-account:account_type = 'twitter' AND )"
      R"(user-account:user_id = '1')]))";
  REQUIRE(listed(whole).size() == 5);
  for (std::size_t n = 0; n < whole.size(); ++n)
    CHECK_FALSE(read_stix_pattern(whole.substr(0, n)).ok());
  CHECK_FALSE(read_stix_pattern(whole + ')').ok());
}

TEST_CASE("parentheses nest so deep, sets are so large, and no larger", "[unit][runtime]") {
  const auto nested = [](std::size_t depth) {
    return '[' + std::string(depth, '(') + "url:value = 'b'" + std::string(depth, ')') + ']';
  };
  CHECK(listed(nested(16)).size() == 1);
  CHECK(fault_of(nested(17)) == "pattern, byte 19: too many parentheses");
  CHECK(fault_of(std::string(1'000'000, '(')) == "pattern, byte 18: too many parentheses");
  const auto set = [](std::size_t values) {
    std::string out = "[url:value IN ('v'";
    for (std::size_t i = 1; i < values; ++i) out += ",'v'";
    return out + ")]";
  };
  CHECK(listed(set(255)).size() == 255);
  CHECK(listed(set(256)).size() == 256);
  CHECK(fault_of(set(257)).find("more than 256 values") != std::string::npos);
  CHECK_FALSE(read_stix_pattern("[url:value IN ()]").ok());
}

TEST_CASE("no bytes harm the reader, and a fault repeats none of them", "[property][runtime]") {
  std::mt19937_64 random(9);
  const std::string good =
      "([domain-name:value = 'secret' OR user-account:account_type = 'secret' AND "
      "user-account:user_id IN ('secret', 'secret')])";
  static constexpr std::string_view kMarks = "[]()='\\,:. ORANDIN\0\xff\n";
  std::size_t refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string pattern = good;
    for (auto changes = 1 + random() % 4; changes > 0; --changes) {
      const auto at = random() % pattern.size();
      if (random() % 3 == 0)
        pattern.erase(at, 1 + random() % 5);
      else
        pattern[at] = kMarks[random() % kMarks.size()];
      if (pattern.empty()) pattern = " ";
    }
    const auto found = read_stix_pattern(pattern);
    if (!found.ok()) {
      ++refused;
      REQUIRE(message_of(found.status()).find("secret") == std::string::npos);
      continue;
    }
    for (const auto& one : *found) REQUIRE_FALSE(one.value.empty());
  }
  CHECK(refused > 10'000);
  CHECK(refused < 20'000);
}

}  // namespace lockstep::runtime
