#include "field_table.h"

#include <catch2/catch.hpp>
#include <string>

namespace lockstep::normalize {
namespace {

struct Thing {
  std::string a, b;
};
bool read_a(Thing& thing, JsonView v) {
  thing.a = v.str();
  return true;
}
bool read_b(Thing& thing, JsonView v) {
  thing.b = v.str();
  return thing.b != "no";
}

// "axxa" and "axya" have the same length, first and last byte; "axya" and "ayxa" differ in order.
constexpr Field<Thing> kFields[] = {{"axxa", read_a}, {"axya", read_b}, {"ayxa", read_a},
                                    {"a", read_a},    {"b", read_b},    {"", read_a}};
constexpr FieldTable kTable{kFields};
static_assert(kTable.find("axya")->read == read_b, "found at compile time, too");

const Field<Thing>* read(JsonReader& reader, std::string_view json, Thing& thing) {
  JsonView root;
  REQUIRE_FALSE(reader.parse(json, root));
  return kTable.read(root, thing);
}

TEST_CASE("a field table finds every name it has and no other, however alike they look") {
  for (const auto& field : kFields) {
    CAPTURE(field.name);
    const auto* found = kTable.find(field.name);
    REQUIRE(found != nullptr);
    CHECK(found->name == field.name);
  }
  for (const auto* name : {"aa", "axza", "axxa ", "A", "c", "axx"}) {
    CAPTURE(name);
    CHECK(kTable.find(name) == nullptr);
  }
}

TEST_CASE("a field table reads the members of an object and names the one refused") {
  JsonReader reader;
  Thing thing;
  CHECK(read(reader, R"({"a":"1","b":"2","c":"3"})", thing) == nullptr);
  CHECK(thing.a == "1");
  CHECK(thing.b == "2");
  const auto* refused = read(reader, R"({"b":"no","a":"4"})", thing);
  REQUIRE(refused != nullptr);
  CHECK(refused->name == "b");
  CHECK(thing.a == "4");
  CHECK(read(reader, R"(["a","b"])", thing) == nullptr);
}

}  // namespace
}  // namespace lockstep::normalize
