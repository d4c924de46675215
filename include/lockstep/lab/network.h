// Classic co-action networks: accounts joined by acting on the same object within a time window.
// Two definitions, edge for edge those of the known tools:
//
// Undirected, CooRTweet 2.1 (Righetti & Balluff 2025), for each kind of object on its own:
//   1. Accounts with fewer than min_participation rows are dropped.
//   2. Within an object, every pair of rows at most `window` apart (inclusive), except pairs of one
//      account, of one content, and pairs whose object is one of the two contents.
//   3. Among contents still in a pair, contents of accounts with at least min_participation of
//      them survive; a pair stays if either of its contents survives.
//   Then the pairs of all kinds are stacked: an edge is an unordered pair of accounts, its weight
//   the number of pairs. Equal rows are rows: they pair and count.
// Directed, Coordination Network Toolkit (Graham et al. 2024): the weight of a -> b is how many
//   different contents of a have at least one row of b on the same object of the same kind within
//   the window (inclusive). No participation filter; no self-loops.
//
// The result is a function of the set of rows, not of their order. Time: rows log rows, plus the
// pairs of rows inside the window, never the pairs of an object. Memory: about 52 bytes a row, the
// strings once each, 40 bytes an edge, 32 bytes an account; pairs are never stored.
//
// Next: lab/network_reader.h (posts to rows), lab/network_writer.h (CSV, GraphML).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/time.h"

namespace lockstep::lab {

// One account acted on one object through one content (post).
struct NetworkRow {
  std::string_view kind, object, account, content;
  EventTime time;
};

// The rows of a network, with every string kept once.
class NetworkRows {
 public:
  static constexpr std::size_t kMaxRows = 1'000'000'000;
  static constexpr std::size_t kMaxKinds = 256;

  NetworkRows();
  ~NetworkRows();
  NetworkRows(NetworkRows&&) noexcept;
  NetworkRows& operator=(NetworkRows&&) noexcept;

  // False if a bound is reached and the row left out.
  [[nodiscard]] bool add(const NetworkRow& row);
  std::size_t size() const noexcept;

  struct Table;
  const Table& table() const noexcept { return *table_; }

 private:
  std::unique_ptr<Table> table_;
};

struct NetworkOptions {
  Duration window = std::chrono::seconds{60};  // inclusive; >= 0
  std::uint32_t min_participation = 2;         // undirected only
  double edge_weight_quantile = 0.5;           // in [0, 1]; undirected only
  std::uint64_t min_weight = 1;  // lighter edges are left out, after the threshold is set
  bool directed = false;
};

struct NetworkEdge {
  std::uint32_t account_1 = 0, account_2 = 0;  // places in Network::accounts; directed: from, to
  std::uint64_t weight = 0;
  // Undirected only:
  double avg_time_delta = 0;  // seconds, mean of |difference| over the pairs
  double symmetry = 0;        // distinct contents of one account over the other's, in (0, 1]
  bool above_threshold = false;
};

struct Network {
  bool directed = false;
  std::vector<std::string> accounts;  // those with an edge, in byte order
  std::vector<NetworkEdge> edges;     // by (account_1, account_2)
  double threshold = 0;               // weights strictly above it are marked; undirected only
  std::uint64_t rows = 0;             // given
  std::uint64_t rows_used = 0;        // of accounts with enough participation
};

Network build_network(const NetworkRows& rows, const NetworkOptions& options);

// Sample quantile by linear interpolation, type 7 of Hyndman & Fan 1996 (R's and numpy's default).
// `q` in [0, 1]; 0 for an empty sample.
double quantile(std::vector<std::uint64_t> sample, double q);

}  // namespace lockstep::lab
