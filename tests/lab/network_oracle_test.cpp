// Both networks against the slow programs that are obviously right.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "network_shares.h"

namespace lockstep::lab::network_tests {
namespace {

struct Pair {
  const Share* x;
  const Share* y;
};

// Every pair of rows of an object, then the filters: steps 1 to 3 for the rows of one kind.
std::vector<Pair> coortweet_pairs(std::vector<const Share*> rows, const NetworkOptions& options) {
  std::map<std::string, std::uint32_t> participation;
  for (const Share* r : rows) ++participation[r->account];
  rows.erase(std::remove_if(rows.begin(), rows.end(),
                            [&](const Share* r) {
                              return participation[r->account] < options.min_participation;
                            }),
             rows.end());
  std::vector<Pair> pairs;
  std::set<std::string> in_a_pair;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = i + 1; j < rows.size(); ++j) {
      const Share &x = *rows[i], &y = *rows[j];
      if (x.object != y.object || x.account == y.account || x.content == y.content) continue;
      if (x.object == x.content || x.object == y.content) continue;
      const Duration delta = time_of(x.at) - time_of(y.at);
      if (delta > options.window || -delta > options.window) continue;
      pairs.push_back({&x, &y});
      in_a_pair.insert({x.content, y.content});
    }
  }
  std::map<std::string, std::set<std::string>> contents;  // by account
  for (const Share* r : rows) {
    if (in_a_pair.count(r->content) == 1) contents[r->account].insert(r->content);
  }
  std::set<std::string> survivors;
  for (const auto& [account, own] : contents) {
    if (own.size() >= options.min_participation) survivors.insert(own.begin(), own.end());
  }
  pairs.erase(
      std::remove_if(pairs.begin(), pairs.end(),
                     [&](const Pair& p) {
                       return survivors.count(p.x->content) + survivors.count(p.y->content) == 0;
                     }),
      pairs.end());
  return pairs;
}

Edges coortweet(const std::vector<Share>& shares, const NetworkOptions& options) {
  std::map<std::string, std::vector<const Share*>> kinds;
  for (const Share& s : shares) kinds[s.kind].push_back(&s);
  struct Stack {
    std::uint64_t pairs = 0;
    double delta = 0;
    std::set<std::string> contents_1, contents_2;
  };
  std::map<std::pair<std::string, std::string>, Stack> stacks;
  for (const auto& [kind, rows] : kinds) {
    for (Pair p : coortweet_pairs(rows, options)) {
      if (p.x->account > p.y->account) std::swap(p.x, p.y);
      Stack& stack = stacks[{p.x->account, p.y->account}];
      ++stack.pairs;
      stack.delta += std::abs(p.x->at - p.y->at);
      stack.contents_1.insert(p.x->content);
      stack.contents_2.insert(p.y->content);
    }
  }
  std::vector<std::uint64_t> weights;
  for (const auto& [accounts, stack] : stacks) weights.push_back(stack.pairs);
  const double threshold = quantile(weights, options.edge_weight_quantile);
  Edges out;
  for (const auto& [accounts, stack] : stacks) {
    if (stack.pairs < options.min_weight) continue;
    const auto one = static_cast<double>(stack.contents_1.size());
    const auto two = static_cast<double>(stack.contents_2.size());
    out[accounts] = {stack.pairs, stack.delta / static_cast<double>(stack.pairs),
                     std::min(one, two) / std::max(one, two),
                     static_cast<double>(stack.pairs) > threshold};
  }
  return out;
}

// select a.user, b.user, count(distinct a.message) from links a join links b on a.url = b.url
//   and b.time between a.time - W and a.time + W where a.user <> b.user group by a.user, b.user
Edges toolkit(const std::vector<Share>& shares, const NetworkOptions& options) {
  std::map<std::pair<std::string, std::string>, std::set<std::string>> messages;
  for (const Share& a : shares) {
    for (const Share& b : shares) {
      if (a.kind != b.kind || a.object != b.object || a.account == b.account) continue;
      const EventTime low = time_of(a.at) - options.window, high = time_of(a.at) + options.window;
      if (time_of(b.at) < low || time_of(b.at) > high) continue;
      messages[{a.account, b.account}].insert(a.content);
    }
  }
  Edges out;
  for (const auto& [accounts, own] : messages) {
    if (own.size() >= options.min_weight) out[accounts] = {own.size(), 0, 0, false};
  }
  return out;
}

// Few of everything, so that every rule has its cases: contents shared by accounts, contents named
// as objects, equal rows, equal times, times on the edge of the window.
std::vector<Share> random_shares(std::mt19937_64& random) {
  const auto pick = [&](const char* prefix, std::uint64_t bound) {
    return prefix + std::to_string(random() % bound);
  };
  std::vector<Share> shares(random() % 60);
  for (Share& s : shares) {
    s = {pick("o", 4), pick("a", 6), pick("c", 40), static_cast<double>(random() % 40) * 0.5,
         pick("k", 2)};
    if (random() % 12 == 0) s.content = pick("o", 4);
    if (random() % 3 != 0) s.content += s.account;
  }
  for (std::size_t copies = shares.size() / 10; copies > 0; --copies) {
    shares.push_back(shares[random() % shares.size()]);
  }
  return shares;
}

}  // namespace

TEST_CASE("both networks equal the slow programs on random rows", "[property][lab]") {
  std::mt19937_64 random(20260416);
  std::size_t edges = 0;
  for (int run = 0; run < 1500; ++run) {
    const std::vector<Share> shares = random_shares(random);
    NetworkOptions options;
    options.window = std::chrono::milliseconds(500 * (random() % 12));
    options.min_participation = static_cast<std::uint32_t>(random() % 5);
    options.edge_weight_quantile = static_cast<double>(random() % 5) / 4;
    options.min_weight = random() % 3;
    CAPTURE(run, shares.size(), options.min_participation);
    const Edges expected = coortweet(shares, options);
    check_equal(build(shares, options), expected);
    options.directed = true;
    check_equal(build(shares, options), toolkit(shares, options));
    edges += expected.size();
  }
  CHECK(edges > 2000);
}

TEST_CASE("the order of rows does not matter", "[property][lab]") {
  std::mt19937_64 random(3);
  for (int run = 0; run < 100; ++run) {
    std::vector<Share> shares = random_shares(random);
    const Edges before = build(shares, undirected(2));
    const Edges directed_before = build(shares, directed());
    std::shuffle(shares.begin(), shares.end(), random);
    check_equal(build(shares, undirected(2)), before);
    check_equal(build(shares, directed()), directed_before);
  }
}

}  // namespace lockstep::lab::network_tests
