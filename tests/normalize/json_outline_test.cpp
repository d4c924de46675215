#include "json_outline.h"

#include <catch2/catch.hpp>
#include <string>

namespace lockstep::normalize {
namespace {

TEST_CASE("an outline shows the object's own members and no inner ones") {
  const JsonOutline outline{R"( {"a": {"inner": [1, "}"]}, "b" :"te\"xt" , "c":-1.5e3,"d":null} )"};
  CHECK(outline.raw("a") == R"({"inner": [1, "}"]})");
  CHECK(outline.has_object("a"));
  CHECK(outline.text("b") == R"(te\"xt)");
  CHECK(outline.raw("c") == "-1.5e3");
  CHECK(outline.text("c").empty());
  CHECK(outline.has("d"));
  CHECK_FALSE(outline.has("inner"));
  CHECK_FALSE(outline.has("te"));
}

TEST_CASE("an outline of an array is that of its first object") {
  CHECK(JsonOutline{R"([{"a":1},{"b":2}])"}.has("a"));
  CHECK_FALSE(JsonOutline{R"([{"a":1},{"b":2}])"}.has("b"));
  CHECK_FALSE(JsonOutline{R"([[{"a":1}]])"}.has("a"));
}

TEST_CASE("quoted names inside a text are not members") {
  CHECK_FALSE(JsonOutline{R"({"text":"{\"did\":\"x\"}"})"}.has("did"));
  CHECK_FALSE(JsonOutline{R"({"text":"a\\","n":1})"}.has("a"));
  CHECK(JsonOutline{R"({"text":"a\\","n":1})"}.has("n"));
}

TEST_CASE("an outline of a cut record shows what is whole and never fails") {
  const std::string json = R"({"a": {"x": "\\\""}, "b": "text", "c": [1, 2]})";
  for (std::size_t size = 0; size <= json.size(); ++size) {
    const std::string cut = json.substr(0, size);
    const JsonOutline outline{cut};
    CHECK(outline.has("a") == (size > json.find('{', 1)));
    if (size > json.find("\"b\"")) CHECK(outline.raw("a") == R"({"x": "\\\""})");
    CHECK(outline.text("b").size() <= 4);
  }
}

TEST_CASE("an outline stops at its limit of members") {
  std::string json = "{";
  for (std::size_t i = 0; i < JsonOutline::kMaxMembers + 1; ++i) {
    json += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":1";
  }
  json += '}';
  const JsonOutline outline{json};
  CHECK(outline.has("k" + std::to_string(JsonOutline::kMaxMembers - 2)));
  CHECK(outline.has("k" + std::to_string(JsonOutline::kMaxMembers - 1)));
  CHECK_FALSE(outline.has("k" + std::to_string(JsonOutline::kMaxMembers)));
}

}  // namespace
}  // namespace lockstep::normalize
