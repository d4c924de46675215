#include "json_view.h"

#include <catch2/catch.hpp>
#include <string>

namespace lockstep::normalize {
namespace {

// The member "t" of the record; "REJECTED" if it is none.
std::string text_of(const std::string& record) {
  JsonReader reader;
  JsonView view;
  return reader.parse(record, view) ? "REJECTED" : std::string{view["t"].str()};
}

TEST_CASE("half a character is a replacement character, a whole one stays") {
  CHECK(text_of(R"({"t":"cut \ud83d"})") == "cut \uFFFD");
  CHECK(text_of(R"({"t":"\ude00 cut"})") == "\uFFFD cut");
  CHECK(text_of(R"({"t":"\ud83d\ud83d\ude00"})") == "\uFFFD\U0001F600");
  CHECK(text_of(R"({"t":"\uD83D\n"})") == "\uFFFD\n");
  CHECK(text_of(R"({"t":"\ud83d\ude00 \ud83d"})") == "\U0001F600 \uFFFD");
  CHECK(text_of(R"({"\udc00":1,"t":"a"})") == "a");
}

TEST_CASE("what only looks like half a character is left alone") {
  CHECK(text_of(R"({"t":"\\ud83d \ud83d"})") == "\\ud83d \uFFFD");
  CHECK(text_of(R"({"t":"\\\ud83d"})") == "\\\uFFFD");
}

TEST_CASE("a string that is broken otherwise is rejected") {
  CHECK(text_of(R"({"t":"\x"})") == "REJECTED");
  CHECK(text_of(R"({"t":"\ud83d \x"})") == "REJECTED");
  CHECK(text_of(R"({"t":"\ud83)") == "REJECTED");
  CHECK(text_of(R"({"t":"\ud83d\u)") == "REJECTED");
  CHECK(text_of("{\"t\":\"\\") == "REJECTED");
}

}  // namespace
}  // namespace lockstep::normalize
