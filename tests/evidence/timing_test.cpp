#include "lockstep/evidence/timing.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

using namespace lockstep;
using namespace lockstep::evidence;
using namespace std::chrono_literals;

namespace {

// Not on a whole second: the clock is good to a millisecond.
EventTime at(double seconds) {
  return from_micros(1'700'000'000'123'000 + static_cast<std::int64_t>(seconds * 1e6));
}

// Responders of one key, SEISMIC delays cut at a day (inverse of the distribution by bisection).
double seismic(std::mt19937_64& random) {
  const auto mass = [](double s) {
    return s <= 300 ? s : 300 + 300 / 0.242 * (1 - std::pow(s / 300, -0.242));
  };
  const double u = std::uniform_real_distribution<>{0, mass(86'400)}(random);
  double low = 0, high = 86'400;
  while (high - low > 0.001) {
    const double middle = (low + high) / 2;
    (mass(middle) < u ? low : high) = middle;
  }
  return low;
}

struct Crowd {
  std::vector<join::Predecessor> arrivals;  // in time order
};
Crowd organic(std::size_t n, std::mt19937_64& random) {
  Crowd c;
  for (std::size_t i = 0; i < n; ++i)
    c.arrivals.push_back({at(seismic(random)), i, static_cast<AccountIndex>(i)});
  std::sort(c.arrivals.begin(), c.arrivals.end(),
            [](const auto& a, const auto& b) { return a.time < b.time; });
  return c;
}

join::Arrival arrival_of(const Crowd& c, std::size_t last,
                         const std::vector<join::Predecessor>& sample) {
  join::Arrival a;
  a.time = c.arrivals[last].time;
  a.account = c.arrivals[last].account;
  a.key_count = static_cast<std::uint32_t>(last + 1);
  a.candidates = static_cast<std::uint32_t>(last);
  a.predecessors = sample;
  return a;
}

enum class Choice { kAnyDelay, kNearestFirst };

// Mean e-value, and the share of r below 5 %, over organic keys; partners beyond 64 are chosen.
struct Audit {
  double mean_e = 0, low_r = 0;
  double low_delay = 0;  // share of delays that the baseline calls shorter than 95 % of all
};
Audit audit(Choice choice, std::size_t smallest, std::size_t largest, bool learn = true) {
  std::mt19937_64 random(11);
  DelayShape shape;
  TimingMeter meter;
  const ProvisionalGroups nobody;
  double sum = 0, low = 0, n = 0, low_delay = 0;
  for (int key = 0; key < 400; ++key) {
    const auto crowd = organic(smallest + random() % (largest - smallest + 1), random);
    for (std::size_t i = 1; i < crowd.arrivals.size(); ++i) {
      std::vector<join::Predecessor> sample(
          crowd.arrivals.begin(), crowd.arrivals.begin() + static_cast<std::ptrdiff_t>(i));
      if (choice == Choice::kAnyDelay) std::shuffle(sample.begin(), sample.end(), random);
      if (choice == Choice::kNearestFirst) std::reverse(sample.begin(), sample.end());
      if (sample.size() > 64) sample.resize(64);
      std::sort(sample.begin(), sample.end(),
                [](const auto& a, const auto& b) { return a.time < b.time; });
      const auto a = arrival_of(crowd, i, sample);
      for (const float s : meter.measure(a, 0, nobody, shape)) {
        sum += std::exp(timing_evidence(1, static_cast<double>(s)));
        low += std::exp(-static_cast<double>(s)) <= 0.05 ? 1 : 0;
        n += 1;
      }
      for (const auto bin : meter.bins())
        low_delay += shape.share_within(0, a.key_count, bin) <= 0.05F ? 1 : 0;
      if (learn) shape.learn(0, a.key_count, meter.bins());
    }
    shape.settle();
  }
  return {sum / n, low / n, low_delay / n};
}

}  // namespace

TEST_CASE("organic sharers give no timing evidence: the mean e-value is at most one",
          "[property][evidence]") {
  for (const auto& [smallest, largest] : {std::pair{2, 4}, {5, 16}, {17, 64}, {65, 200}}) {
    const auto a = audit(Choice::kAnyDelay, static_cast<std::size_t>(smallest),
                         static_cast<std::size_t>(largest));
    CAPTURE(smallest, a.mean_e, a.low_r);
    CHECK(a.mean_e <= 1.05);
    CHECK(a.low_r <= 0.08);  // DETECTION 2.8, null audit
  }
}

// The trap: the join chooses partners without regard to delay (J2). If it took the nearest, their
// delays would be far shorter than what is usual, and crowds would look synchronous.
TEST_CASE("choosing the nearest partners would make organic crowds look synchronous",
          "[property][evidence]") {
  const auto fair = audit(Choice::kAnyDelay, 300, 500, false);
  const auto nearest = audit(Choice::kNearestFirst, 300, 500, false);
  CAPTURE(fair.low_delay, nearest.low_delay, fair.mean_e, nearest.mean_e);
  CHECK(nearest.low_delay >= 1.4 * fair.low_delay);
  CHECK(fair.mean_e <= 1.05);
}

TEST_CASE("a pair much closer than the others gains, one among equals does not",
          "[unit][evidence]") {
  DelayShape shape;
  TimingMeter meter;
  const ProvisionalGroups nobody;
  std::vector<join::Predecessor> sample;
  for (std::uint32_t i = 0; i < 40; ++i) sample.push_back({at(1'000.0 * i), i, i});
  join::Arrival a;
  a.account = 99;
  a.time = at(39'000.0 + 2);
  a.key_count = 41;
  a.candidates = 40;
  a.predecessors = sample;
  const auto s = meter.measure(a, 0, nobody, shape);
  CHECK(timing_evidence(1, static_cast<double>(s[39])) > 1.5);
  CHECK(timing_evidence(1, static_cast<double>(s[0])) < 0);
}

TEST_CASE("a group is not its own alibi: it is left out of what its pairs are compared with",
          "[unit][evidence]") {
  DelayShape shape;
  TimingMeter meter;
  ProvisionalGroups groups;
  std::vector<join::Predecessor> sample;
  for (std::uint32_t i = 0; i < 60; ++i) sample.push_back({at(0.5 * i), i, i});
  join::Arrival a;
  a.account = 60;
  a.time = at(30);
  a.key_count = 61;
  a.candidates = 60;
  a.predecessors = sample;
  const float alone = meter.measure(a, 0, groups, shape)[30];
  for (AccountIndex i = 0; i < 60; ++i) groups.join(i, i + 1);  // all of them, nobody is left
  CHECK(meter.measure(a, 0, groups, shape)[30] == alone);       // not before the tick
  groups.settle();
  CHECK(meter.measure(a, 0, groups, shape)[30] > alone + 1);
}

TEST_CASE("a provisional group stops growing at its bound", "[unit][evidence]") {
  ProvisionalGroups groups;
  for (AccountIndex i = 0; i + 1 < 2 * ProvisionalGroups::kMaxGroup; ++i) groups.join(i, i + 1);
  groups.settle();
  CHECK(groups.of(0) == groups.of(ProvisionalGroups::kMaxGroup - 1));
  CHECK(groups.of(0) != groups.of(ProvisionalGroups::kMaxGroup));
  CHECK(groups.of(2 * ProvisionalGroups::kMaxGroup) == ProvisionalGroups::kNone);
  groups.clear();
  CHECK(groups.of(0) == ProvisionalGroups::kNone);
}

TEST_CASE("a clock's resolution is part of every delay", "[unit][evidence]") {
  CHECK(resolution_of(from_micros(60'000'000)) == 1min);
  CHECK(resolution_of(from_micros(61'000'000)) == 1s);
  CHECK(resolution_of(from_micros(61'500'000)) == 1ms);
}

TEST_CASE("delay bins are ordered, and the baseline is a distribution", "[unit][evidence]") {
  std::size_t before = 0;
  for (std::int64_t ms = 0; ms < 200'000'000; ms = ms * 5 / 4 + 1) {
    const auto bin = DelayShape::bin_of(std::chrono::milliseconds{ms});
    CHECK(bin >= before);
    before = bin;
  }
  const DelayShape shape;
  float share = 0;
  for (std::size_t b = 0; b < DelayShape::kBins; ++b) {
    CHECK(shape.share_within(0, 3, b) >= share);
    share = shape.share_within(0, 3, b);
  }
  CHECK(share == 1.0F);
  // Two SEISMIC responders within a day (DETECTION 2.3).
  const auto within = [&](Duration d) {
    return static_cast<double>(shape.share_within(0, 3, DelayShape::bin_of(d)));
  };
  CHECK(within(10s) == Approx(0.0066).epsilon(0.3));
  CHECK(within(5min) == Approx(0.165).epsilon(0.2));
  CHECK(within(1h) == Approx(0.55).epsilon(0.1));
}

TEST_CASE("not knowing is worth half of what timing says", "[unit][evidence]") {
  CHECK(hedged(0) == Approx(0));
  CHECK(hedged(-50) == Approx(std::log(0.5)));
  CHECK(hedged(29.999) == Approx(hedged(30.001)).epsilon(1e-3));
}

TEST_CASE("the shape of delays follows what was seen, after millions and into a new epoch",
          "[unit][evidence]") {
  constexpr std::uint8_t kNear = 20, kFar = 40;
  constexpr std::uint32_t kRank = 100;
  constexpr int kArrivals = 600'000;
  DelayShape shape;
  const std::vector<std::uint8_t> many(64, kFar), one(1, kNear);
  for (int i = 0; i < kArrivals; ++i) {
    shape.learn(0, kRank, many);
    shape.learn(0, kRank, one);
  }
  shape.settle();
  const auto near = [&] { return shape.share_within(0, kRank, kNear); };
  CHECK(near() == Approx(0.5).margin(0.01));  // an arrival is one, however many it met
  shape.begin_epoch();
  for (int i = 0; i < kArrivals; ++i) shape.learn(0, kRank, one);
  shape.settle();
  CHECK(near() == Approx(0.75).margin(0.01));
}
