#include "simhash.h"

#include <array>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "lockstep/core/hash.h"

namespace lockstep::signals {
namespace {

using Random = std::mt19937_64;
using Vector = std::vector<float>;

// Standard normal by Box and Muller: std::normal_distribution is not the same everywhere.
double normal(Random& random) {
  const auto uniform = [&] { return (static_cast<double>(random() >> 11) + 1) * 0x1p-53; };
  const double radius = std::sqrt(-2 * std::log(uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

std::vector<double> some_direction(Random& random, std::size_t length) {
  std::vector<double> v(length);
  double square = 0;
  for (auto& x : v) {
    x = normal(random);
    square += x * x;
  }
  for (auto& x : v) x /= std::sqrt(square);
  return v;
}

// Two vectors at `angle`.
std::pair<Vector, Vector> pair_at(Random& random, std::size_t length, double angle) {
  const auto a = some_direction(random, length);
  auto side = some_direction(random, length);
  double along = 0, square = 0;
  for (std::size_t i = 0; i < length; ++i) along += a[i] * side[i];
  for (std::size_t i = 0; i < length; ++i) {
    side[i] -= along * a[i];
    square += side[i] * side[i];
  }
  std::pair<Vector, Vector> out;
  for (std::size_t i = 0; i < length; ++i) {
    const double other = std::cos(angle) * a[i] + std::sin(angle) * side[i] / std::sqrt(square);
    out.first.push_back(static_cast<float>(a[i]));
    out.second.push_back(static_cast<float>(other));
  }
  return out;
}

int distance(const EmbeddingSketch& a, const EmbeddingSketch& b) {
  int bits = 0;
  for (std::size_t i = 0; i < 4; ++i) bits += std::popcount(a.bits[i] ^ b.bits[i]);
  return bits;
}
int distance(const Vector& a, const Vector& b) { return distance(*simhash_of(a), *simhash_of(b)); }

TEST_CASE("the share of bits in which two vectors differ is their angle over pi",
          "[property][signals]") {
  const auto length = GENERATE(as<std::size_t>{}, 64, 384, 1024, 1536, 4096);
  const auto cosine = GENERATE(0.99, 0.95, 0.93, 0.9, 0.5, 0.0, -1.0);
  CAPTURE(length, cosine);
  Random random(length);
  constexpr int kPairs = 60;
  const double share = std::acos(cosine) / std::numbers::pi;
  int differ = 0;
  for (int i = 0; i < kPairs; ++i) {
    const auto [a, b] = pair_at(random, length, std::acos(cosine));
    differ += distance(a, b);
  }
  const double bits = kPairs * 256;
  const double error = std::sqrt(share * (1 - share) / bits);
  CHECK(differ / bits == Approx(share).margin(4 * error + 1e-9));
}

TEST_CASE("how long a vector is does not matter, only where it points", "[property][signals]") {
  Random random(3);
  for (int i = 0; i < 50; ++i) {
    const auto [a, b] = pair_at(random, 384, 1.0);
    for (const float factor : {0x1p-20F, 2.0F, 0x1p40F}) {  // exact, so no sum is rounded otherwise
      auto scaled = a;
      for (auto& x : scaled) x *= factor;
      REQUIRE(distance(a, scaled) == 0);
    }
    auto scaled = a;
    for (auto& x : scaled) x *= 0.3F;
    REQUIRE(distance(a, scaled) <= 1);  // a sum next to nothing may fall on the other side
  }
}

TEST_CASE("vectors of different length are never alike", "[property][signals]") {
  Random random(4);
  int least = 256;
  for (int i = 0; i < 500; ++i) {
    auto [a, b] = pair_at(random, 384, 0.1);
    b.push_back(0);
    least = std::min(least, distance(a, b));
  }
  CHECK(least > 90);  // 128 expected, with a deviation of 8
}

TEST_CASE("ends of a block of components are no ends of the vector", "[unit][signals]") {
  const auto length = GENERATE(as<std::size_t>{}, 1, 63, 64, 65, 128, 129);
  CAPTURE(length);
  Random random(5);
  auto [a, b] = pair_at(random, std::max<std::size_t>(length, 2), 0.5);
  a.resize(length);
  // The slow program that is obviously right.
  EmbeddingSketch expected;
  for (std::size_t bit = 0; bit < 256; ++bit) {
    float sum = 0;
    for (std::size_t i = 0; i < length; ++i) {
      const auto signs = mix64(mix64(length) ^ (i * 4 + bit / 64));
      sum += (signs >> (bit % 64)) % 2 == 1 ? -a[i] : a[i];
    }
    expected.bits[bit / 64] |= std::uint64_t{sum > 0} << (bit % 64);
  }
  CHECK(distance(*simhash_of(a), expected) == 0);
}

TEST_CASE("a vector without direction has no sketch", "[unit][signals]") {
  CHECK_FALSE(simhash_of({}));
  CHECK_FALSE(simhash_of(Vector(384, 0.0F)));
  CHECK_FALSE(simhash_of(Vector(384, -0.0F)));
  CHECK(simhash_of(Vector{0, 0, std::numeric_limits<float>::denorm_min()}));
}

TEST_CASE("the sketch of a vector is the same in every version", "[unit][signals]") {
  Vector v;
  for (int i = 0; i < 100; ++i) v.push_back(static_cast<float>(i % 7 - 3));
  const auto sketch = simhash_of(v);
  REQUIRE(sketch);
  CHECK(sketch->bits == std::array<std::uint64_t, 4>{0x6cb0430c6d289854, 0x0b4c24cafa5bdeb1,
                                                     0xb69bec48d1cf50c4, 0x9f5fe629569f15eb});
}

}  // namespace
}  // namespace lockstep::signals
