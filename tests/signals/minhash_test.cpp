#include "minhash.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <numeric>
#include <random>
#include <set>
#include <string>

namespace lockstep::signals {
namespace {

using Random = std::mt19937_64;

std::u32string random_text(Random& random, std::size_t length) {
  std::u32string text;
  for (std::size_t i = 0; i < length; ++i) text += static_cast<char32_t>(0x4E00 + random() % 4096);
  return text;
}

std::string utf8(const std::u32string& text) {
  std::string out;
  for (const char32_t c : text) {  // all of them take three bytes
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
  return out;
}

// The slow program that is obviously right.
double exact_jaccard(const std::u32string& a, const std::u32string& b) {
  const auto grams = [](const std::u32string& text) {
    const std::size_t n = text.size() > kLongText ? 5 : 4;
    std::set<std::u32string> set;
    for (std::size_t i = 0; i + n <= text.size(); ++i) set.insert(text.substr(i, n));
    return set;
  };
  const auto x = grams(a), y = grams(b);
  std::size_t both = 0;
  for (const auto& gram : x) both += y.count(gram);
  return static_cast<double>(both) / static_cast<double>(x.size() + y.size() - both);
}

double estimate(const TextSketch& a, const TextSketch& b) {
  std::size_t same = 0;
  for (std::size_t i = 0; i < TextSketch::kBins; ++i) same += a.bins[i] == b.bins[i];
  const double p = static_cast<double>(same) / TextSketch::kBins;
  return (p - 1.0 / 256) / (1 - 1.0 / 256);
}

bool share_a_band(const TextSketch& a, const TextSketch& b) {
  for (std::size_t i = 0; i < TextSketch::kBands; ++i) {
    if (a.bands[i] == b.bands[i]) return true;
  }
  return false;
}

struct Errors {
  double bias = 0, rmse = 0, theory = 0;
};

// Random texts and copies of them with `edits` characters replaced here and there.
Errors measure(std::size_t length, std::size_t edits, int pairs) {
  Random random{length * 1000 + edits};
  Errors sum;
  for (int i = 0; i < pairs; ++i) {
    const auto original = random_text(random, length);
    auto copy = original;
    for (std::size_t e = 0; e < edits; ++e) copy[random() % length] = U'\u5FFF';
    const double j = exact_jaccard(original, copy);
    const double error = estimate(sketch_of(utf8(original)), sketch_of(utf8(copy))) - j;
    sum.bias += error / pairs;
    sum.rmse += error * error / pairs;
    sum.theory += j * (1 - j) / TextSketch::kBins / pairs;
  }
  return {sum.bias, std::sqrt(sum.rmse), std::sqrt(sum.theory)};
}

TEST_CASE("the estimate of Jaccard is unbiased and as sharp as theory says",
          "[property][signals]") {
  struct Case {
    std::size_t length, edits;
    double inflation;  // densified bins repeat each other: the shorter the text, the fewer are new
  };
  const auto c = GENERATE(values<Case>({{60, 1, 1.25},
                                        {60, 3, 1.25},
                                        {120, 2, 1.15},
                                        {120, 6, 1.15},
                                        {180, 4, 1.15},
                                        {180, 9, 1.15},
                                        {600, 20, 1.15}}));
  CAPTURE(c.length, c.edits);
  const auto errors = measure(c.length, c.edits, 1500);
  CAPTURE(errors.bias, errors.rmse, errors.theory);
  CHECK(std::abs(errors.bias) < 0.005);
  CHECK(errors.rmse < c.inflation * errors.theory);
  CHECK(errors.rmse > 0.75 * errors.theory);
}

TEST_CASE("bands meet as 1 - (1 - J^6)^20", "[property][signals]") {
  // Two texts share a beginning: J = (s - 3)/(2 n - s - 3) for a common part of s characters.
  constexpr std::size_t kLength = 1200;  // long enough that few bins are borrowed
  struct Case {
    double jaccard, meets;
  };
  const auto c = GENERATE(values<Case>(
      {{0.3, 0.015}, {0.4, 0.079}, {0.5, 0.270}, {0.6, 0.615}, {0.7, 0.918}, {0.8, 0.998}}));
  CAPTURE(c.jaccard);
  constexpr int kPairs = 1500;
  const auto common = static_cast<std::size_t>(2 * c.jaccard / (1 + c.jaccard) * (kLength - 4)) + 4;
  Random random{7};
  int met = 0;
  double jaccard = 0;
  for (int i = 0; i < kPairs; ++i) {
    const auto shared = random_text(random, common);
    const auto a = shared + random_text(random, kLength - common);
    const auto b = shared + random_text(random, kLength - common);
    if (i < 20) jaccard += exact_jaccard(a, b) / 20;
    met += share_a_band(sketch_of(utf8(a)), sketch_of(utf8(b)));
  }
  REQUIRE(jaccard == Approx(c.jaccard).margin(0.005));
  CHECK(static_cast<double>(met) / kPairs == Approx(c.meets).margin(0.045));
}

TEST_CASE("a sketch is a function of the set of n-grams", "[unit][signals]") {
  const auto once = sketch_of("abcdefghij");
  CHECK(once.bins == sketch_of("abcdefghij").bins);
  CHECK(once.bands == sketch_of("abcdefghij").bands);
  CHECK(sketch_of("hahahahahaha").bands == sketch_of("hahahahahahahahaha").bands);
  CHECK(once.bands != sketch_of("abcdefghik").bands);
}

TEST_CASE("any bytes have a sketch", "[unit][signals]") {
  for (const auto* text :
       {"", "a", "abc", "\xFF", "\xE4\xB8", "\xF0\x9F\x98\x80", "\x80\x80\x80\x80\x80"}) {
    CHECK(sketch_of(text).bands == sketch_of(text).bands);
  }
  CHECK(sketch_of("\xFF\xFE\xFD\xFC").bands == sketch_of("\uFFFD\uFFFD\uFFFD\uFFFD").bands);
  CHECK(sketch_of("a").bands != sketch_of("b").bands);
}

TEST_CASE("texts of more than a thousand characters are cut into 5-grams", "[unit][signals]") {
  const std::string at(kLongText, 'a'), above(kLongText + 1, 'a');
  CHECK(sketch_of(at).bands == sketch_of(std::string(kLongText - 1, 'a')).bands);
  CHECK(sketch_of(at).bands != sketch_of(above).bands);
  CHECK(count_characters("aж€😀") == 4);
}

TEST_CASE("a word more is no other text, at any length a post may have", "[unit][signals]") {
  std::mt19937 random(8);
  std::string text;
  for (std::size_t next = 60; text.size() < 520; text += static_cast<char>('a' + random() % 26)) {
    if (random() % 6 == 0) text += ' ';
    if (text.size() < next) continue;
    const auto a = sketch_of(text), b = sketch_of(text + " it");
    CAPTURE(text.size());
    CHECK(std::inner_product(a.bins.begin(), a.bins.end(), b.bins.begin(), 0, std::plus<>{},
                             std::equal_to<>{}) > 90);
    next += 10;
  }
}

TEST_CASE("sketches are the same on every machine and in every version", "[unit][signals]") {
  const auto sketch = sketch_of("the quick brown fox jumps over the lazy dog, again and again");
  std::uint64_t digest = 0;
  for (const auto band : sketch.bands) digest = mix64(digest ^ band);
  for (const auto bin : sketch.bins) digest = mix64(digest ^ bin);
  CHECK(digest == 0x23a5c53105b92e16ULL);
}

}  // namespace
}  // namespace lockstep::signals
