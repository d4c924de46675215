// A post was deleted: what is left of its words.
#include <catch2/catch.hpp>

#include "lockstep/similar/similar.h"
#include "sketches.h"
#include "state_bytes.h"

namespace lockstep::similar {
namespace {

EventTime at(int second) { return from_micros(1'700'000'000'000'000 + second * 1'000'000LL); }

Sketch text(const Shingles& shingles, std::string excerpt) {
  return {0, text_sketch(shingles), std::move(excerpt)};
}

TEST_CASE("the words of a deleted post leave its cluster, and the next one's are quoted",
          "[unit][similar]") {
  Random random{1};
  const auto words = some_shingles(random, 60);
  SimilarIndex index({});
  const auto first = assign(index, text(words, "first"), at(0), {101});
  CHECK(first.quoted == 101);
  CHECK(assign(index, text(words, "second"), at(1), {102}).text == "first");

  index.erase(102);  // nobody quotes it
  CHECK(index.stats().erased == 0);
  index.erase(101);
  index.erase(101);
  CHECK(index.stats().erased == 1);

  const auto third = assign(index, text(words, "third"), at(2), {103});
  CHECK(third.key == first.key);  // what it is known by stays
  CHECK(third.text == "third");
  CHECK(third.quoted == 103);
  CHECK(assign(index, text(words, "fourth"), at(3), {104}).text == "third");
  index.erase(101);
  CHECK(index.stats().erased == 1);
  index.erase(103);
  const auto wordless = assign(index, text(words, ""), at(4), {105});
  CHECK(wordless.text.empty());
  CHECK(wordless.quoted == 0);
}

TEST_CASE("all clusters that parts of a post founded lose its words", "[unit][similar]") {
  Random random{2};
  SimilarIndex index({});
  assign(index, text(some_shingles(random, 60), "one part"), at(0), {7});
  assign(index, text(some_shingles(random, 60), "another"), at(0), {7});
  index.erase(7);
  CHECK(index.stats().erased == 2);
}

TEST_CASE("an excerpt that is of no post stays", "[unit][similar]") {
  Random random{3};
  const auto biography = some_shingles(random, 60);
  SimilarIndex index({});
  assign(index, text(biography, "father of two"), at(0));
  index.erase(0);
  CHECK(index.stats().erased == 0);
  CHECK(assign(index, text(biography, ""), at(1)).text == "father of two");
}

TEST_CASE("a cluster that was forgotten is not found by its post, nor is what took its place",
          "[unit][similar]") {
  Random random{4};
  SimilarConfig config;
  config.max_text_clusters = 1;
  SimilarIndex index(config);
  assign(index, text(some_shingles(random, 60), "old"), at(0), {1});
  const auto words = some_shingles(random, 60);
  assign(index, text(words, "new"), at(1), {2});
  index.erase(1);
  CHECK(index.stats().erased == 0);
  CHECK(assign(index, text(words, ""), at(2), {3}).text == "new");
}

TEST_CASE("an index that was read knows whose words it keeps", "[unit][similar]") {
  Random random{5};
  SimilarIndex before({}), after({});
  for (KeyHash post = 1; post <= 3'000; ++post)
    assign(before, text(some_shingles(random, 60), "words " + std::to_string(post)), at(0), {post});
  before.erase(5);
  REQUIRE(test::read_into(after, test::bytes_of(before)).ok());
  REQUIRE(test::bytes_of(after) == test::bytes_of(before));
  for (const KeyHash post : {1U, 5U, 1'500U, 3'000U}) after.erase(post);
  CHECK(after.stats().erased == 4);
  const auto bytes = test::bytes_of(after);
  CHECK(bytes.find("words 1500") == std::string::npos);
  CHECK(bytes.find("words 1501") != std::string::npos);
}

TEST_CASE("the words of an erased account leave their clusters, whatever they are quoted from",
          "[unit][similar]") {
  Random random{9};
  const auto words = some_shingles(random, 60), biography = some_shingles(random, 60);
  SimilarIndex index({});
  assign(index, text(words, "post"), at(0), Whose{101, 7});
  assign(index, text(biography, "father of two"), at(0), Whose{0, 7});
  assign(index, text(some_shingles(random, 60), "of another"), at(0), Whose{102, 8});
  index.erase_author(7);
  CHECK(index.stats().erased == 2);
  CHECK(assign(index, text(words, ""), at(1)).text.empty());
  const auto next = assign(index, text(biography, "also father of two"), at(1), Whose{0, 9});
  CHECK(next.text == "also father of two");
  CHECK(next.author == 9);
  index.erase(101);
  index.erase_author(7);
  CHECK(index.stats().erased == 2);
  index.erase(102);
  CHECK(index.stats().erased == 3);
}

}  // namespace
}  // namespace lockstep::similar
