#include "lockstep/report/alert_book.h"

#include <catch2/catch.hpp>

#include "sample_alerts.h"

namespace lockstep::report {
namespace {

using alert::Alert;
namespace samples = alert::samples;

constexpr std::uint32_t kMost = AlertBook::kMaxVersions;

Alert numbered(unsigned id, std::uint32_t version = 1) {
  Alert a = samples::minimal();
  a.alert_id = fmt::format("cib-{:016x}", id);
  a.campaign_id = fmt::format("campaign-{:016x}", id);
  a.version = version;
  a.confidence = id % 101;
  return a;
}

void add(AlertBook& book, const Alert& alert) { book.add(alert, to_flat_json(alert)); }

std::vector<std::uint32_t> versions_of(const BookEntry& entry) {
  std::vector<std::uint32_t> versions;
  for (const VersionNote& n : entry.history) versions.push_back(n.version);
  return versions;
}

}  // namespace

TEST_CASE("the newest version is held whole, all of them in short", "[unit][report]") {
  AlertBook book({});
  REQUIRE(book.read(to_flat_json(samples::typical())).ok());
  REQUIRE(book.read(to_flat_json(samples::typical_update())).ok());
  REQUIRE(book.entries().size() == 1);
  const BookEntry& entry = *book.find("cib-7f3a91c2d4e5f601");
  CHECK(entry.line == to_flat_json(samples::typical_update()));
  CHECK(versions_of(entry) == std::vector<std::uint32_t>{1, 2});
  CHECK(entry.history[0].account_count == 24);
  CHECK(entry.newest().changes == samples::typical_update().changes);
  CHECK(book.find("campaign-0b5c77aa91d2e3f4") == &entry);
  CHECK(book.find("cib-0000000000000000") == nullptr);
  CHECK(book.versions_read() == 2);
}

TEST_CASE("the order of the lines and repeated ones change nothing", "[unit][report]") {
  AlertBook book({});
  add(book, samples::typical_update());
  add(book, samples::typical());
  add(book, samples::typical_update());
  Alert first = samples::typical();
  first.platforms = {"elsewhere"};
  first.admiralty = "A1";
  add(book, first);
  const BookEntry& entry = book.entries().begin()->second;
  CHECK(versions_of(entry) == std::vector<std::uint32_t>{1, 2});
  CHECK(entry.line == to_flat_json(samples::typical_update()));
  CHECK(entry.platforms == samples::typical_update().platforms);
  CHECK(entry.admiralty == "B2");
}

TEST_CASE("another version is held if that is asked for", "[unit][report]") {
  AlertBook book({.only = "cib-7f3a91c2d4e5f601", .version = 1});
  add(book, samples::typical());
  add(book, samples::typical_update());
  add(book, numbered(1));
  CHECK(book.find("cib-7f3a91c2d4e5f601")->line == to_flat_json(samples::typical()));
  CHECK(book.find("cib-7f3a91c2d4e5f601")->note_of(2)->account_count == 25);
  CHECK(book.find("cib-7f3a91c2d4e5f601")->note_of(3) == nullptr);
  CHECK(book.find("cib-0000000000000001")->line.empty());
}

TEST_CASE("what is inauthentic ranks first, then what is surest", "[unit][report]") {
  AlertBook book({});
  for (const unsigned id : {3u, 90u, 90u + 101u}) add(book, numbered(id));
  Alert inauthentic = numbered(1);
  inauthentic.assessment = alert::Assessment::kCoordinatedInauthentic;
  add(book, inauthentic);
  std::vector<std::string> ids;
  for (const BookEntry* entry : book.ranked()) ids.push_back(entry->alert_id);
  CHECK(ids == std::vector<std::string>{"cib-0000000000000001", "cib-000000000000005a",
                                        "cib-00000000000000bf", "cib-0000000000000003"});
}

TEST_CASE("of many versions the first and the newest stay", "[unit][report]") {
  const std::uint32_t count = GENERATE(kMost - 1, kMost, kMost + 1);
  AlertBook book({});
  for (std::uint32_t v = 1; v <= count; ++v) add(book, numbered(7, v));
  const BookEntry& entry = book.entries().begin()->second;
  CHECK(entry.history.size() == std::min(count, kMost));
  CHECK(entry.versions_left_out == (count > kMost ? 1 : 0));
  CHECK(entry.history.front().version == 1);
  CHECK(entry.history[1].version == (count > kMost ? 3 : 2));
  CHECK(entry.newest().version == count);
}

TEST_CASE("alerts beyond the bound are counted, versions of known ones still taken",
          "[unit][report]") {
  AlertBook book({.max_alerts = 2});
  for (const unsigned id : {1u, 2u, 3u}) add(book, numbered(id));
  add(book, numbered(1, 2));
  CHECK(book.entries().size() == 2);
  CHECK(book.versions_read() == 4);
  CHECK(book.versions_refused() == 1);
  CHECK(book.find("cib-0000000000000001")->newest().version == 2);
}

TEST_CASE("where room is short the lowest ranked are kept in short only", "[unit][report]") {
  const std::size_t line = to_flat_json(numbered(10)).size();
  AlertBook book({.max_held_bytes = line * 4});
  for (unsigned id = 10; id < 20; ++id) add(book, numbered(id));
  const auto order = book.ranked();
  REQUIRE(order.size() == 10);
  std::size_t held = 0, bytes = 0;
  for (const BookEntry* entry : order) {
    if (!entry->line.empty()) ++held;
    bytes += entry->line.size();
  }
  CHECK(bytes <= line * 4);
  CHECK(held >= 3);
  CHECK_FALSE(order.front()->line.empty());
  CHECK(order.back()->line.empty());
}

TEST_CASE("nothing is held whole where there is no room at all", "[unit][report]") {
  AlertBook book({.max_held_bytes = 0});
  add(book, samples::typical());
  CHECK(book.entries().begin()->second.line.empty());
  CHECK(book.entries().begin()->second.newest().confidence == 74);
}

TEST_CASE("who asks for what is not there is told what is near", "[unit][report]") {
  const auto nearest = [](std::string asked) {
    AlertBook book({.only = std::move(asked)});
    add(book, samples::typical());
    add(book, numbered(1));
    return book.nearest();
  };
  using Lines = std::vector<std::string>;
  CHECK(nearest("cib-7f3a91c2d4e5f611") == Lines{"did you mean cib-7f3a91c2d4e5f601?"});
  CHECK(nearest("cib-7f3a") == Lines{"did you mean cib-7f3a91c2d4e5f601?"});
  CHECK(nearest("campaign-0b5c77aa91d2e3f") == Lines{"did you mean campaign-0b5c77aa91d2e3f4?"});
  CHECK(nearest("telegram:1900000000000000101") ==
        Lines{"it is an account that cib-7f3a91c2d4e5f601 names (version 1)"});
  CHECK(nearest("no such thing at all") ==
        Lines{"the surest of 2 alerts there is cib-7f3a91c2d4e5f601"});
  CHECK(AlertBook({.only = "x"}).nearest() == Lines{"there is no alert at all"});
}

TEST_CASE("a line that is no alert is refused with its fault", "[unit][report]") {
  AlertBook book({});
  CHECK(message_of(book.read("{}")) == "not a lockstep.alert/1 object");
  CHECK(book.entries().empty());
}

}  // namespace lockstep::report
