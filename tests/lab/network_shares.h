// Rows of a network as a reader would write them down, and its edges as one would read them.
#pragma once

#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "lockstep/lab/network.h"

namespace lockstep::lab::network_tests {

struct Share {
  std::string object, account, content;
  double at = 0;  // seconds
  std::string kind = "url";
};

inline EventTime time_of(double at) {
  return from_micros(static_cast<std::int64_t>(std::llround(at * 1e6)));
}

inline NetworkRows rows_of(const std::vector<Share>& shares) {
  NetworkRows rows;
  for (const Share& s : shares) {
    REQUIRE(rows.add({s.kind, s.object, s.account, s.content, time_of(s.at)}));
  }
  return rows;
}

// What a reader sees of an edge.
struct Seen {
  std::uint64_t weight = 0;
  double avg_time_delta = 0, symmetry = 0;
  bool above = false;
};
using Edges = std::map<std::pair<std::string, std::string>, Seen>;

inline Edges edges_of(const Network& network) {
  Edges out;
  for (const NetworkEdge& e : network.edges) {
    const auto [at, is_new] =
        out.emplace(std::pair{network.accounts[e.account_1], network.accounts[e.account_2]},
                    Seen{e.weight, e.avg_time_delta, e.symmetry, e.above_threshold});
    REQUIRE(is_new);
  }
  return out;
}

inline Edges build(const std::vector<Share>& shares, const NetworkOptions& options) {
  return edges_of(build_network(rows_of(shares), options));
}

inline NetworkOptions undirected(std::uint32_t min_participation) {
  NetworkOptions options;
  options.min_participation = min_participation;
  return options;
}

inline NetworkOptions directed() {
  NetworkOptions options;
  options.directed = true;
  return options;
}

inline void check_equal(const Edges& found, const Edges& expected) {
  REQUIRE(found.size() == expected.size());
  for (const auto& [pair, seen] : expected) {
    CAPTURE(pair.first, pair.second);
    REQUIRE(found.count(pair) == 1);
    const Seen& got = found.at(pair);
    CHECK(got.weight == seen.weight);
    CHECK(got.avg_time_delta == Approx(seen.avg_time_delta).epsilon(1e-12));
    CHECK(got.symmetry == Approx(seen.symmetry).epsilon(1e-12));
    CHECK(got.above == seen.above);
  }
}

}  // namespace lockstep::lab::network_tests
