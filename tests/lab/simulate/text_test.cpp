#include "simulate/text.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "simulate/items.h"
#include "simulate/json_writer.h"

using namespace lockstep::lab;

namespace {

using Shingles = std::vector<std::uint32_t>;

// Sorted distinct 4-grams of bytes.
Shingles shingles(const std::string& text) {
  Shingles out;
  for (std::size_t i = 0; i + 4 <= text.size(); ++i) {
    std::uint32_t gram = 0;
    for (std::size_t k = 0; k < 4; ++k) gram = gram << 8 | static_cast<unsigned char>(text[i + k]);
    out.push_back(gram);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

double jaccard(const Shingles& a, const Shingles& b) {
  Shingles shared;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
  const std::size_t all = a.size() + b.size() - shared.size();
  return all == 0 ? 1.0 : static_cast<double>(shared.size()) / static_cast<double>(all);
}

std::string post(const TextSource& source, const TextKey& key, std::uint64_t swaps) {
  std::string out;
  source.post(key, swaps, Copying::kSwaps, out);
  return out;
}

bool whole_characters(const std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::size_t length = c < 0x80 ? 1 : c < 0xC0 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (length == 0 || i + length > text.size()) return false;
    i += length;
  }
  return true;
}

}  // namespace

TEST_CASE("a key always says the same, in whole characters and without empty slots") {
  const TextSource source;
  for (std::uint8_t language = 0; language < source.language_count(); ++language) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      const TextKey key{language, static_cast<std::uint8_t>(seed % kTopics), seed};
      const std::string text = post(source, key, 0);
      CAPTURE(text);
      CHECK(text == post(source, key, 0));
      CHECK(text.size() > 40);
      CHECK(whole_characters(text));
      CHECK(text.find('$') == std::string::npos);
      CHECK(text.find('|') == std::string::npos);
      CHECK(text.find("  ") == std::string::npos);
    }
  }
}

TEST_CASE("independent posts on one topic are seldom near-duplicates") {
  const TextSource source;
  constexpr int kPosts = 400;
  for (std::uint8_t language = 0; language < source.language_count(); ++language) {
    std::vector<Shingles> posts;
    for (std::uint64_t i = 0; i < kPosts; ++i)
      posts.push_back(shingles(post(source, {language, 3, 1000 + i * 17}, 0)));
    int alike = 0;
    for (std::size_t i = 0; i < posts.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) alike += jaccard(posts[i], posts[j]) >= 0.7;
    }
    CAPTURE(source.code(language));
    CHECK(alike <= 2);
  }
}

TEST_CASE("a copyist swaps small words: most copies stay near-duplicates, many are not the same") {
  const TextSource source;
  int near = 0, same = 0;
  constexpr int kCopies = 600;
  for (std::uint64_t i = 0; i < kCopies; ++i) {
    const TextKey key{static_cast<std::uint8_t>(i % source.language_count()),
                      static_cast<std::uint8_t>(i % kTopics), i};
    const std::string original = post(source, key, 0), copy = post(source, key, i + 1);
    near += jaccard(shingles(original), shingles(copy)) >= 0.7;
    same += original == copy;
  }
  CHECK(near >= kCopies * 85 / 100);
  CHECK(same <= kCopies * 65 / 100);
}

TEST_CASE("names become ASCII for handles and hosts") {
  CHECK(to_ascii("Krüger") == "krueger");
  CHECK(to_ascii("Москва") == "moskva");
  CHECK(to_ascii("Linköping 7") == "linkoeping7");
  CHECK(to_ascii("") == "");
  CHECK(to_ascii("\xC3") == "");
}

TEST_CASE("capitals in three alphabets") {
  struct Row {
    std::string in, out;
  };
  for (const auto& [in, out] :
       {Row{"abc", "Abc"}, Row{"élan", "Élan"}, Row{"öl", "Öl"}, Row{"анна", "Анна"},
        Row{"река", "Река"}, Row{"7 x", "7 x"}, Row{"", ""}}) {
    std::string text = in;
    capitalise(text, 0);
    CHECK(text == out);
  }
}

TEST_CASE("JSON members are separated and strings escaped") {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("a", "say \"hi\" \\ \n\t\x01 ü");
  json.begin_object("b");
  json.end_object();
  json.begin_array("c");
  json.element("x");
  json.begin_object();
  json.field("d", -7);
  json.flag("e", true);
  json.end_object();
  json.end_array();
  json.members("\"f\":1");
  json.end_object();
  CHECK(out == R"({"a":"say \"hi\" \\ \n\t\u0001 ü","b":{},"c":["x",{"d":-7,"e":true}],"f":1})");
}

TEST_CASE("a ring keeps the newest entries and picks around a time") {
  TimedRing<Item> ring;
  CHECK(ring.empty());
  Random random{1};
  const auto push = [&](std::int64_t at) {
    Item item;
    item.at = at;
    ring.push(item);
  };
  push(1);
  CHECK(ring.pick(-100, random).at == 1);
  CHECK(ring.pick(100, random).at == 1);
  const auto capacity = static_cast<std::int64_t>(TimedRing<Item>::kCapacity);
  for (std::int64_t at = 2; at <= capacity + 1; ++at) push(at);
  for (int i = 0; i < 200; ++i) {
    CHECK(ring.pick(0, random).at >= 2);  // 1 has left
    CHECK(ring.pick(0, random).at <= 14);
    CHECK(ring.pick(capacity * 2, random).at >= capacity - 5);
    const std::int64_t at = ring.pick(64, random).at;
    CHECK(at >= 58);
    CHECK(at <= 71);
  }
}

namespace {

std::set<std::string> words_of(const std::string& text) {
  std::set<std::string> words;
  std::istringstream in(text);
  for (std::string word; in >> word;) words.insert(word);
  return words;
}

// Mean share of words that two copyists have in common (Jaccard).
double likeness(Copying copying) {
  const TextSource source;
  double sum = 0;
  constexpr int kTexts = 200;
  for (std::uint64_t seed = 1; seed <= kTexts; ++seed) {
    std::string first, second;
    source.post({0, 1, seed}, 2 * seed, copying, first);
    source.post({0, 1, seed}, 2 * seed + 1, copying, second);
    const auto a = words_of(first), b = words_of(second);
    std::size_t shared = 0;
    for (const std::string& word : a) shared += b.count(word);
    sum += static_cast<double>(shared) / static_cast<double>(a.size() + b.size() - shared);
  }
  return sum / kTexts;
}

}  // namespace

TEST_CASE("the further a copyist goes, the less two copies have in common") {
  const double swaps = likeness(Copying::kSwaps), spintax = likeness(Copying::kSpintax),
               reworded = likeness(Copying::kReworded);
  CAPTURE(swaps, spintax, reworded);
  CHECK(swaps > 0.6);
  CHECK(spintax < swaps - 0.1);
  CHECK(reworded < spintax - 0.1);
  CHECK(reworded > 0.1);  // subject, object, person and place stay
}
