#include "lockstep/core/recycled.h"

#include <catch2/catch.hpp>
#include <string>

namespace lockstep {
namespace {

using Strings = Recycled<std::string, 2>;

std::string joined(const Strings& strings) {
  std::string all;
  for (const auto& s : strings) all += s + ' ';
  return all;
}

TEST_CASE("a recycled list shows what was added since it was cleared", "[unit][core]") {
  Strings list{"a", "b"};
  CHECK(joined(list) == "a b ");
  list.clear();
  CHECK(list.empty());
  CHECK(joined(list).empty());
  list.push_back("c");
  CHECK(joined(list) == "c ");
  CHECK(list.back() == "c");
  list.resize(3);
  CHECK(list.size() == 3);
}

TEST_CASE("an element comes back with its memory, and no more of them than the bound",
          "[unit][core]") {
  Strings list;
  for (int i = 0; i < 3; ++i) list.add().assign(100, 'x');
  const auto* memory = list[1].data();
  list.clear();
  CHECK(list.kept().size() == 2);
  list.add() = "first";
  list.add() = "second";
  CHECK(list[1].data() == memory);
  CHECK(list.add().empty());  // the third was let go
}

TEST_CASE("a copy has the elements only, a move leaves none behind", "[unit][core]") {
  Strings list{"a", "b"};
  list.resize(1);
  Strings copy = list;
  CHECK(joined(copy) == "a ");
  CHECK(copy.kept().size() == 1);
  copy = Strings{"x", "y", "z"};
  copy = list;
  CHECK(joined(copy) == "a ");
  Strings moved = std::move(copy);
  CHECK(joined(moved) == "a ");
  CHECK(copy.empty());  // NOLINT(bugprone-use-after-move): promised
  copy = std::move(moved);
  CHECK(joined(copy) == "a ");
  CHECK(moved.kept().empty());
}

}  // namespace
}  // namespace lockstep
