#include "csv_row.h"

#include <catch2/catch.hpp>
#include <random>

namespace lockstep::normalize {
namespace {

TEST_CASE("a CSV row gives its cells under the names of the header") {
  CsvRow row{
      "\xEF\xBB\xBF"
      "A, b ,\"C \"\r\n"};
  REQUIRE(row.column("a") == 0);
  REQUIRE(row.column("b") == 1);
  REQUIRE(row.column("c") == 2);
  CHECK(row.column("d") == CsvRow::kNoColumn);
  CHECK(row.list_of_columns() == "'a', 'b', 'c'");

  REQUIRE_FALSE(row.read("1, two ,\"a \"\"b\"\",\r\nc\"\r\n"));
  CHECK(row[0] == "1");
  CHECK(row[1] == " two ");
  CHECK(row[2] == "a \"b\",\r\nc");
  CHECK(row[CsvRow::kNoColumn].empty());

  REQUIRE_FALSE(row.read(",,"));
  CHECK(row[0].empty());
  CHECK(row[2].empty());
}

TEST_CASE("a CSV row takes the delimiter of its header") {
  for (const auto* text : {"a,b", "a;b", "a\tb"}) {
    CsvRow row{text};
    CAPTURE(text);
    REQUIRE(row.column("b") == 1);
    CHECK_FALSE(row.read(text));
    CHECK(row[1] == "b");
  }
}

TEST_CASE("a CSV row that cannot be read says why, and the next one is not disturbed") {
  CsvRow row{"a,b"};
  struct Case {
    const char* record;
    const char* detail;
  };
  const Case cases[] = {{"", "CSV: 0 rows in one record"},
                        {"\n\n", "CSV: 0 rows in one record"},
                        {"1", "CSV: 1 cells under 2 columns"},
                        {"1,2,3", "CSV: 3 cells under 2 columns"},
                        {"1,2\n3,4", "CSV: 2 rows in one record"},
                        {"1,\"2", "CSV: a stray or open quote"},
                        {"1,2\"", "CSV: a stray or open quote"},
                        {"1,\"2\"3", "CSV: a stray or open quote"},
                        {"1,\xff", "CSV: not UTF-8"}};
  for (const auto& c : cases) {
    CAPTURE(c.record);
    const auto rejection = row.read(c.record);
    REQUIRE(rejection);
    CHECK(rejection->reason == Reason::kMalformed);
    CHECK(rejection->detail == c.detail);
    CHECK_FALSE(row.read("x,y"));
    CHECK(row[0] == "x");
    CHECK(row[1] == "y");
  }
}

TEST_CASE("a header that cannot be read has no columns") {
  CHECK(CsvRow{""}.list_of_columns() == "no columns");
  CHECK(CsvRow{"\"a,b"}.list_of_columns() == "no columns");
}

// The law: what is written by the rules of RFC 4180 is read back.
TEST_CASE("any cells survive being written and read") {
  std::mt19937_64 random{4180};
  const std::string alphabet = "ab,;\"\r\n\t #";
  CsvRow row{"x,y,z"};
  for (int round = 0; round < 2000; ++round) {
    std::string cells[3], record;
    for (auto& cell : cells) {
      for (auto n = random() % 6; n > 0; --n) cell += alphabet[random() % alphabet.size()];
      record += record.empty() ? "\"" : ",\"";
      for (const char c : cell) record.append(c == '"' ? 2 : 1, c);
      record += '"';
    }
    CAPTURE(record);
    REQUIRE_FALSE(row.read(record));
    for (std::size_t i = 0; i < 3; ++i) REQUIRE(row[i] == cells[i]);
  }
}

TEST_CASE("CSV times are epoch numbers or RFC 3339") {
  const auto expected = from_micros(1'762'194'161'000'000);
  for (const auto* cell : {"1762194161", "1762194161.0", "1762194161000", "1.762194161e9",
                           "2025-11-03T18:22:41Z", "2025-11-03 18:22:41"}) {
    CAPTURE(cell);
    CHECK(csv_time(cell) == expected);
  }
  CHECK(csv_time("0") == from_micros(0));
  CHECK(csv_time("-1") == from_micros(-1'000'000));
  for (const auto* cell : {"", " ", "nan", "inf", "1e400", "1e30", "12 o'clock", "1762194161 "}) {
    CAPTURE(cell);
    CHECK_FALSE(csv_time(cell));
  }
}

}  // namespace
}  // namespace lockstep::normalize
