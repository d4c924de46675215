#include "lockstep/runtime/side_files.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace lockstep::runtime {
namespace {

const signals::Registry& registry() {
  static const signals::Registry all = signals::Registry::with_all();
  return all;
}

StatusOr<std::vector<engine::SideFact>> read(const std::vector<SideFile>& files) {
  return read_side_files(files, {}, registry());
}

// "entry: value (note)" of each indicator, "site: traces" of each site, accounts erased.
std::vector<std::string> told(const std::vector<SideFile>& files) {
  const auto facts = read(files);
  INFO(message_of(facts.status()));
  REQUIRE(facts.ok());
  std::vector<std::string> out;
  for (const auto& fact : *facts) {
    if (const auto* watch = std::get_if<engine::WatchFact>(&fact))
      for (const auto& i : watch->indicators)
        out.push_back(watch->entry + ": " + i.value + " (" + i.note + ")");
    if (const auto* site = std::get_if<engine::SiteFact>(&fact))
      for (const auto& trace : site->traces) out.push_back("site: " + trace.text);
    if (const auto* erasure = std::get_if<engine::ErasureFact>(&fact))
      out.push_back(erasure->account);
  }
  return out;
}

std::string fault_of(SideInput input, const std::string& lines) {
  const auto facts = read({{input, "file.jsonl", lines}});
  CHECK(facts.status().code() == StatusCode::kInvalidArgument);
  return message_of(facts.status());
}

using Lines = std::vector<std::string>;
constexpr auto kWatchlist = SideInput::kWatchlist;
constexpr auto kEnrichment = SideInput::kEnrichment;
constexpr auto kErasure = SideInput::kErasure;

const std::string kA = R"({"type":"domain","value":"a.example","note":"one"})";
const std::string kB = R"({"id":"site-17","type":"domain","value":"b.example"})";
const std::string kSite = R"({"domain":"a.example","analytics_ids":["UA-1"]})";

}  // namespace

TEST_CASE("lines of files are the facts their records would be", "[unit][runtime]") {
  CHECK(told({{kWatchlist, "w", kA + "\n\n" + kB + "\r\n\r\n"}}) ==
        Lines{"domain a.example: a.example (one)", "site-17: b.example ()"});
  CHECK(told({{kEnrichment, "e", kSite}}) == Lines{"site: UA-1 on a.example"});
  CHECK(told({{kErasure, "f", "{\"account\":\"x:1\"}\n\n{\"account\":\"y:2\"}"}}) ==
        Lines{"x:1", "y:2"});
  CHECK(told({{kWatchlist, "w", ""}}).empty());
  CHECK(told({}).empty());
}

TEST_CASE("the order of lines and files changes nothing, but of one key the last line counts",
          "[unit][runtime]") {
  const auto expected = told({{kWatchlist, "w", kA + '\n' + kB}, {kEnrichment, "e", kSite}});
  CHECK(told({{kEnrichment, "e", kSite}, {kWatchlist, "w", kB + '\n' + kA}}) == expected);
  CHECK(told({{kWatchlist, "w", kB}, {kEnrichment, "e", kSite}, {kWatchlist, "v", kA}}) ==
        expected);
  const std::string anew = R"({"type":"domain","value":"a.example","note":"two"})";
  CHECK(told({{kWatchlist, "w", kA + '\n' + anew}}) == Lines{"domain a.example: a.example (two)"});
  CHECK(told({{kWatchlist, "w", anew}, {kWatchlist, "v", kA}}) ==
        Lines{"domain a.example: a.example (one)"});
  const std::string other = R"({"domain":"a.example","analytics_ids":["UA-2"]})";
  CHECK(told({{kEnrichment, "e", kSite + '\n' + other}}) == Lines{"site: UA-2 on a.example"});
}

TEST_CASE("a line that is no record is named with its file and number", "[unit][runtime]") {
  CHECK(fault_of(kWatchlist, kA + "\n\n{\"type\":\"domain\"}") ==
        "file.jsonl: line 3: id or value is missing");
  CHECK(fault_of(kWatchlist, "hello") == "file.jsonl: line 1: no JSON object");
  CHECK(fault_of(kWatchlist, kA + '\n' + std::string(8193, ' ')) ==
        "file.jsonl: line 2: longer than 8192 bytes");
  CHECK(fault_of(kEnrichment, R"({"analytics_ids":["UA-1"]})") ==
        "file.jsonl: line 1: domain is missing");
  CHECK(fault_of(kEnrichment, R"({"domain":"no site"})").starts_with("file.jsonl: line 1: "));
  CHECK(fault_of(kErasure, "{\"account\":\"x:1\"}\n{\"acount\":\"y:2\"}\n") ==
        "file.jsonl: line 2: account is missing");
}

}  // namespace lockstep::runtime
