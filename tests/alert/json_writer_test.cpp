#include "json_writer.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <vector>

namespace lockstep::alert {
namespace {

template <class Value>
std::string written(const Value& value) {
  JsonWriter json{16};
  json.value(value);
  return json.take();
}

// Whether the body ends the process, as a bug does.
template <class Body>
bool dies(Body&& body) {
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);  // not for Catch to report
    static_cast<void>(std::freopen("/dev/null", "w", stderr));
    body();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return !(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

}  // namespace

TEST_CASE("a number is printed one way") {
  struct Case {
    double number;
    std::string text;
  };
  const auto [number, text] = GENERATE(values<Case>({{0.0, "0"},
                                                     {-0.0, "0"},
                                                     {-0.00004, "0"},
                                                     {-0.00006, "-0.0001"},
                                                     {0.00004, "0"},
                                                     {0.00006, "0.0001"},
                                                     {1.0, "1"},
                                                     {10.0, "10"},
                                                     {100.5, "100.5"},
                                                     {0.99994, "0.9999"},
                                                     {0.99996, "1"},
                                                     {0.1 + 0.2, "0.3"},
                                                     {1e15, "1000000000000000"},
                                                     {-2.5, "-2.5"}}));
  CHECK(written(number) == text);
}

TEST_CASE("integers are printed whole, to the ends of their range") {
  CHECK(written(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  CHECK(written(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
  CHECK(written(true) == "true");
  CHECK(written(false) == "false");
}

TEST_CASE("a number that is none stops the program") {
  CHECK(dies([] { written(std::numeric_limits<double>::quiet_NaN()); }));
  CHECK(dies([] { written(std::numeric_limits<double>::infinity()); }));
  CHECK_FALSE(dies([] { written(std::numeric_limits<double>::max()); }));
}

TEST_CASE("a time is RFC 3339 in milliseconds") {
  CHECK(written(from_micros(1'776'332'642'123'456)) == "\"2026-04-16T09:44:02.123Z\"");
}

TEST_CASE("text is escaped as RFC 8785 says") {
  CHECK(written(std::string_view{"\"\\\b\f\n\r\t\x01\x1f\x7f/<é漢🙂"}) ==
        "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\x7f/<é漢🙂\"");
}

TEST_CASE("commas and brackets nest") {
  JsonWriter json{64};
  const std::vector<std::string> none;
  json.object([&] {
    json.field("a", 1);
    json.object("b", [] {});
    json.array("c", std::vector<int>{1, 2},
               [&](int i) { json.object([&] { json.field("i", i); }); });
    json.array("d", none);
    json.array_if_any("e", none);
    json.field_if_any("f", "");
    json.field_if_any("g", "x");
  });
  CHECK(json.take() == R"({"a":1,"b":{},"c":[{"i":1},{"i":2}],"d":[],"g":"x"})");
}

TEST_CASE("any bytes at all are escaped as a JSON library does it") {
  std::mt19937_64 random{20260416};
  const std::string alphabet("\x00\x1f\"\\az\x7f\x80\xbf\xc2\xe0\xa0\xed\xf0\x90\xf4\x8f\xff", 18);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (std::uint64_t n = random() % 12; n > 0; --n) text += alphabet[random() % alphabet.size()];
    const auto oracle =
        nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    REQUIRE(written(std::string_view{text}) == oracle);
  }
}

}  // namespace lockstep::alert
