#include "lockstep/core/state_archive.h"

#include <catch2/catch.hpp>
#include <deque>
#include <map>
#include <random>
#include <set>

#include "lockstep/core/recency_list.h"
#include "lockstep/core/slab.h"
#include "lockstep/core/time.h"
#include "state_bytes.h"

namespace lockstep {
namespace {

using test::bytes_of;
using test::read_into;

enum class Colour : std::uint8_t { kRed, kGreen };

struct Leaf {
  std::string name;
  Colour colour = Colour::kRed;
  friend bool operator==(const Leaf&, const Leaf&) = default;
  template <class Archive>
  void archive(Archive& ar) {
    auto& [name_, colour_] = *this;
    ar(name_, colour_);
  }
};

struct Tree {
  bool flag = false;
  std::int64_t number = 0;
  float real = 0;
  EventTime time{};
  Duration span{};
  std::vector<Leaf> leaves;
  std::deque<std::uint16_t> queue;
  std::array<std::uint32_t, 3> fixed{};
  std::map<std::string, std::vector<int>> map;
  std::set<std::pair<EventTime, std::uint64_t>> set;
  std::optional<Leaf> maybe, never;
  std::unique_ptr<Leaf> owned;
  friend bool operator==(const Tree& a, const Tree& b) {
    return a.flag == b.flag && a.number == b.number && a.real == b.real && a.time == b.time &&
           a.span == b.span && a.leaves == b.leaves && a.queue == b.queue && a.fixed == b.fixed &&
           a.map == b.map && a.set == b.set && a.maybe == b.maybe && a.never == b.never &&
           *a.owned == *b.owned;
  }
  template <class Archive>
  void archive(Archive& ar) {
    auto& [flag_, number_, real_, time_, span_, leaves_, queue_, fixed_, map_, set_, maybe_, never_,
           owned_] = *this;
    ar(flag_, number_, real_, time_, span_, leaves_, queue_, fixed_, map_, set_, maybe_, never_,
       owned_);
  }
};

Tree sample() {
  Tree t;
  t.flag = true;
  t.number = -7;
  t.real = 0.25F;
  t.time = from_micros(1'767'571'200'000'001);
  t.span = std::chrono::hours{3};
  for (int i = 0; i < 300; ++i)
    t.leaves.push_back({std::string(static_cast<std::size_t>(i), 'x'), Colour::kGreen});
  t.queue = {1, 2, 65'535};
  t.fixed = {4, 5, 6};
  t.map = {{"", {}}, {"a", {1, 2, 3}}};
  t.set = {{t.time, 9}, {t.time, 11}};
  t.maybe = Leaf{"m", Colour::kRed};
  t.owned = std::make_unique<Leaf>(Leaf{"o", Colour::kGreen});
  return t;
}

}  // namespace

TEST_CASE("what is written is what is read", "[unit][core]") {
  auto tree = sample();
  const auto bytes = bytes_of(tree);
  Tree back;
  REQUIRE(read_into(back, bytes).ok());
  CHECK(back == tree);
  CHECK(bytes_of(back) == bytes);
}

TEST_CASE("bytes that end anywhere are refused, and so is one too many", "[unit][core]") {
  auto tree = sample();
  const auto bytes = bytes_of(tree);
  for (std::size_t n = 0; n < bytes.size(); n += n < 2'000 || n + 2'000 > bytes.size() ? 1U : 97U) {
    Tree back;
    REQUIRE(read_into(back, bytes.substr(0, n)).code() == StatusCode::kDataLoss);
  }
  Tree back;
  CHECK(read_into(back, bytes + '\0').code() == StatusCode::kDataLoss);
}

TEST_CASE("a count that lies costs no more memory than there are bytes", "[unit][core]") {
  const std::string huge = "\xff\xff\xff\xff\xff\xff\xff\xff\x7f";
  std::string text;
  CHECK(read_into(text, huge + "abc").code() == StatusCode::kDataLoss);
  CHECK(text.capacity() < (1 << 20));
  std::vector<Leaf> leaves;
  CHECK(read_into(leaves, huge + "abc").code() == StatusCode::kDataLoss);
  CHECK(leaves.capacity() < 1'000);
  const std::string endless(11, '\xff');
  CHECK(read_into(leaves, endless).code() == StatusCode::kDataLoss);
}

TEST_CASE("shared objects are stored once and shared again", "[unit][core]") {
  using Pointer = std::shared_ptr<const Leaf>;
  const auto one = std::make_shared<Leaf>(Leaf{std::string(1'000, '1'), Colour::kRed});
  const auto two = std::make_shared<Leaf>(Leaf{"2", Colour::kRed});
  std::vector<Pointer> pointers = {one, two, nullptr, one, two, one};
  const auto bytes = bytes_of(pointers);
  CHECK(bytes.size() < 1'100);
  std::vector<Pointer> back;
  REQUIRE(read_into(back, bytes).ok());
  REQUIRE(back.size() == 6);
  CHECK(*back[0] == *one);
  CHECK(back[2] == nullptr);
  CHECK((back[0] == back[3] && back[0] == back[5] && back[1] == back[4] && back[0] != back[1]));
  CHECK(back[0].use_count() == 3);

  std::vector<Pointer> none;
  CHECK(read_into(none, std::string("\x01\x02", 2)).code() == StatusCode::kDataLoss);
}

namespace {

struct Branch {
  std::shared_ptr<const Leaf> leaf;
  template <class Archive>
  void archive(Archive& ar) {
    ar(leaf);
  }
};

}  // namespace

TEST_CASE("shared objects share others", "[unit][core]") {
  const auto leaf = std::make_shared<Leaf>(Leaf{"1", Colour::kRed});
  const auto one = std::make_shared<Branch>(Branch{leaf});
  const auto two = std::make_shared<Branch>(Branch{leaf});
  std::vector<std::shared_ptr<const Branch>> branches = {one, two, one}, back;
  REQUIRE(read_into(back, bytes_of(branches)).ok());
  REQUIRE(back.size() == 3);
  CHECK((back[0] == back[2] && back[0] != back[1] && back[0]->leaf == back[1]->leaf));
  CHECK(*back[0]->leaf == *leaf);
}

TEST_CASE("ten thousand shared objects keep their numbers", "[unit][core]") {
  std::vector<std::shared_ptr<const Leaf>> pointers, back;
  for (int i = 0; i < 10'000; ++i)
    pointers.push_back(std::make_shared<Leaf>(Leaf{std::to_string(i), Colour::kRed}));
  for (std::size_t i = 0; i < 10'000; ++i) pointers.push_back(pointers[i]);
  REQUIRE(read_into(back, bytes_of(pointers)).ok());
  for (std::size_t i = 0; i < 10'000; ++i) {
    REQUIRE(back[i]->name == std::to_string(i));
    REQUIRE(back[i] == back[i + 10'000]);
  }
}

namespace {

struct Node {
  std::string name;
  RecencyList::Links links;
  template <class Archive>
  void archive(Archive& ar) {
    auto& [name_, links_] = *this;
    ar(name_, links_);
  }
};

struct Table {
  Slab<Node> nodes;
  RecencyList list;
  template <class Archive>
  void archive(Archive& ar) {
    auto& [nodes_, list_] = *this;
    ar(nodes_, list_);
    if constexpr (Archive::kReading) {
      std::size_t n = 0;
      ar.require(
          list_.walk(nodes_, nodes_.end(), [&](Slot) { return ++n > 0; }) && n == nodes_.size(),
          "out of order");
    }
  }
};

}  // namespace

TEST_CASE("a table goes on after reading exactly as it would have", "[property][core]") {
  std::mt19937_64 random(5);
  const auto act = [](Table& t, std::uint64_t choice, std::vector<Slot>& live) {
    if (choice % 3 > 0 || live.size() < 2) {
      const auto slot = t.nodes.add();
      t.nodes[slot].name = std::to_string(choice);
      t.list.push(t.nodes, slot);
      live.push_back(slot);
    } else if (choice % 2 == 0) {
      const auto slot = t.list.oldest();
      t.list.remove(t.nodes, slot);
      t.nodes.remove(slot);
      std::erase(live, slot);
    } else {
      t.list.renew(t.nodes, live[choice % live.size()]);
    }
  };
  Table table;
  std::vector<Slot> live;
  for (int i = 0; i < 20'000; ++i) act(table, random(), live);
  const auto bytes = bytes_of(table);
  Table back;
  REQUIRE(read_into(back, bytes).ok());
  CHECK(bytes_of(back) == bytes);
  auto live_there = live;
  for (int i = 0; i < 5'000; ++i) {
    const auto choice = random();
    act(table, choice, live);
    act(back, choice, live_there);
  }
  CHECK(bytes_of(back) == bytes_of(table));
}

TEST_CASE("any flipped bit of a table is read or refused, and what is read is a table",
          "[property][core]") {
  Table table;
  for (int i = 0; i < 9; ++i) {
    const auto slot = table.nodes.add();
    table.nodes[slot].name = std::string(3, 'n');
    table.list.push(table.nodes, slot);
  }
  for (const Slot slot : {Slot{3}, Slot{7}}) {
    table.list.remove(table.nodes, slot);
    table.nodes.remove(slot);
  }
  const auto bytes = bytes_of(table);
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    auto damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    Table back;
    if (!read_into(back, damaged).ok()) {
      ++refused;
      continue;
    }
    for (int i = 0; i < 3; ++i) {
      const auto slot = back.nodes.add();
      back.list.push(back.nodes, slot);
      back.nodes.remove((back.list.remove(back.nodes, slot), slot));
    }
  }
  CHECK(refused > bytes.size() * 4);
}

namespace {

struct Before {
  std::vector<std::pair<int, Leaf>> list;
  template <class Archive>
  void archive(Archive& ar) {
    auto& [list_] = *this;
    ar(list_);
  }
};
struct Wider {
  std::vector<std::pair<std::int64_t, Leaf>> list;
  template <class Archive>
  void archive(Archive& ar) {
    auto& [list_] = *this;
    ar(list_);
  }
};

template <class T>
std::uint64_t shape_of() {
  StateShape shape;
  T value{};
  shape(value);
  return shape.hash();
}

}  // namespace

TEST_CASE("the shape tells formats apart, down to the elements of empty lists", "[unit][core]") {
  CHECK(shape_of<Before>() == shape_of<Before>());
  CHECK(shape_of<Before>() != shape_of<Wider>());
  CHECK(shape_of<std::map<int, std::string>>() != shape_of<std::map<int, int>>());
  CHECK(shape_of<std::optional<double>>() != shape_of<std::optional<std::int64_t>>());
  Before full;
  full.list.resize(5);
  StateShape shape;
  shape(full);
  CHECK(shape.hash() == shape_of<Before>());
}

}  // namespace lockstep
