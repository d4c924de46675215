#include "lockstep/lab/network.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>

#include "lockstep/core/check.h"
#include "network_rows.h"

namespace lockstep::lab {
namespace {

using Row = NetworkRows::Table::Row;
using Rank = std::uint32_t;  // of an account, in byte order of the names

std::vector<Rank> ranks_of(const NameTable& accounts) {
  std::vector<NameId> by_name(accounts.size());
  std::iota(by_name.begin(), by_name.end(), NameId{0});
  std::sort(by_name.begin(), by_name.end(),
            [&](NameId a, NameId b) { return accounts[a] < accounts[b]; });
  std::vector<Rank> rank(accounts.size());
  for (Rank r = 0; r < by_name.size(); ++r) rank[by_name[r]] = r;
  return rank;
}

// From one time to a later one, in us; as unsigned numbers, any two times have a difference.
std::uint64_t elapsed(std::int64_t from, std::int64_t to) {
  return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
}

bool same_object(const Row& a, const Row& b) { return a.kind == b.kind && a.object == b.object; }

// The rows by kind, object and time, and what may pair inside them.
class Timeline {
 public:
  // `rows` name accounts by rank.
  Timeline(std::vector<Row> rows, const NetworkOptions& options)
      : rows_(std::move(rows)),
        window_(static_cast<std::uint64_t>(options.window.count())),
        directed_(options.directed) {
    std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
      return std::tie(a.kind, a.object, a.time, a.account, a.content) <
             std::tie(b.kind, b.object, b.time, b.account, b.content);
    });
  }

  std::size_t size() const { return rows_.size(); }
  const Row& operator[](std::size_t i) const { return rows_[i]; }

  // Calls visit(partner, |time difference|) for each row that pairs with row `i`, until it returns
  // false.
  template <class Visit>
  void for_each_partner(std::size_t i, Visit&& visit) const {
    const Row& row = rows_[i];
    if (!directed_ && row.object == row.content) return;
    const auto goes_on = [&](const Row& other, std::uint64_t delta) {
      return !may_pair(row, other) || visit(other, delta);
    };
    for (std::size_t j = i; j-- > 0;) {
      const std::uint64_t delta = elapsed(rows_[j].time, row.time);
      if (!same_object(row, rows_[j]) || delta > window_) break;
      if (!goes_on(rows_[j], delta)) return;
    }
    for (std::size_t j = i + 1; j < rows_.size(); ++j) {
      const std::uint64_t delta = elapsed(row.time, rows_[j].time);
      if (!same_object(row, rows_[j]) || delta > window_) break;
      if (!goes_on(rows_[j], delta)) return;
    }
  }

  // Step 1.
  void drop_inactive(std::uint32_t min_participation, std::size_t accounts) {
    std::size_t kept = 0;
    for_each_kind([&](std::size_t begin, std::size_t end) {
      std::vector<std::uint32_t> count(accounts, 0);
      for (std::size_t i = begin; i < end; ++i) ++count[rows_[i].account];
      for (std::size_t i = begin; i < end; ++i) {
        if (count[rows_[i].account] >= min_participation) rows_[kept++] = rows_[i];
      }
    });
    rows_.resize(kept);
  }

  // Step 3. `items` bounds the ids of contents.
  void mark_survivors(std::uint32_t min_participation, std::size_t accounts, std::size_t items) {
    for_each_kind([&](std::size_t begin, std::size_t end) {
      const std::vector<bool> paired = paired_contents(begin, end, items);
      std::vector<std::pair<Rank, NameId>> shown;  // (account, content), each once
      for (std::size_t i = begin; i < end; ++i) {
        if (paired[rows_[i].content]) shown.emplace_back(rows_[i].account, rows_[i].content);
      }
      std::sort(shown.begin(), shown.end());
      shown.erase(std::unique(shown.begin(), shown.end()), shown.end());
      std::vector<std::uint32_t> contents(accounts, 0);
      for (const auto& [account, content] : shown) ++contents[account];
      std::vector<bool> survives(items, false);
      for (const auto& [account, content] : shown) {
        if (contents[account] >= min_participation) survives[content] = true;
      }
      for (std::size_t i = begin; i < end; ++i) rows_[i].survives = survives[rows_[i].content];
    });
  }

 private:
  bool may_pair(const Row& a, const Row& b) const {
    if (a.account == b.account) return false;
    if (directed_) return true;
    return a.content != b.content && b.object != b.content && (a.survives || b.survives);
  }

  // Calls visit(begin, end) for the rows of each kind.
  template <class Visit>
  void for_each_kind(Visit&& visit) {
    std::size_t end = 0;
    for (std::size_t begin = 0; begin < rows_.size(); begin = end) {
      while (end < rows_.size() && rows_[end].kind == rows_[begin].kind) ++end;
      visit(begin, end);
    }
  }

  std::vector<bool> paired_contents(std::size_t begin, std::size_t end, std::size_t items) const {
    std::vector<bool> paired(items, false);
    for (std::size_t i = begin; i < end; ++i) {
      if (paired[rows_[i].content]) continue;
      for_each_partner(i, [&](const Row&, std::uint64_t) {
        paired[rows_[i].content] = true;
        return false;
      });
    }
    return paired;
  }

  std::vector<Row> rows_;
  std::uint64_t window_;
  bool directed_;
};

// One account's side of its pairs with another.
struct Side {
  std::uint64_t pairs = 0;
  double delta_us = 0;         // sum; exact up to 2^53 us = 285 years
  std::uint32_t contents = 0;  // different ones of this account in the pairs
  NameId last_content = std::numeric_limits<NameId>::max();
};

// Goes through the accounts in order, each with all its partners. Rows of one content of an
// account follow each other, so that counting different contents needs no set.
template <class Emit>
void for_each_side(const Timeline& timeline, std::size_t accounts, Emit&& emit) {
  std::vector<std::uint32_t> order(timeline.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(timeline[a].account, timeline[a].content, a) <
           std::tie(timeline[b].account, timeline[b].content, b);
  });
  std::vector<Side> sides(accounts);
  std::vector<Rank> partners;
  for (std::size_t i = 0; i < order.size();) {
    const Rank account = timeline[order[i]].account;
    for (; i < order.size() && timeline[order[i]].account == account; ++i) {
      const NameId content = timeline[order[i]].content;
      timeline.for_each_partner(order[i], [&](const Row& other, std::uint64_t delta) {
        Side& side = sides[other.account];
        if (side.pairs++ == 0) partners.push_back(other.account);
        side.delta_us += static_cast<double>(delta);
        if (side.last_content != content) ++side.contents;
        side.last_content = content;
        return true;
      });
    }
    std::sort(partners.begin(), partners.end());
    for (const Rank partner : partners) {
      emit(account, partner, sides[partner]);
      sides[partner] = Side{};
    }
    partners.clear();
  }
}

std::vector<NetworkEdge> directed_edges(const Timeline& timeline, std::size_t accounts) {
  std::vector<NetworkEdge> edges;
  for_each_side(timeline, accounts, [&](Rank from, Rank to, const Side& side) {
    edges.push_back({.account_1 = from, .account_2 = to, .weight = side.contents});
  });
  return edges;
}

// The smaller account makes the edge, and the larger one completes it: edges of an account are
// sorted by partner and partners come in order, so its next open edge is the one meant.
std::vector<NetworkEdge> undirected_edges(const Timeline& timeline, std::size_t accounts) {
  constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  std::vector<NetworkEdge> edges;
  std::vector<std::size_t> open(accounts, kNone);
  for_each_side(timeline, accounts, [&](Rank account, Rank partner, const Side& side) {
    const auto contents = static_cast<double>(side.contents);
    if (account < partner) {
      if (open[account] == kNone) open[account] = edges.size();
      const double mean_us = side.delta_us / static_cast<double>(side.pairs);
      edges.push_back({.account_1 = account,
                       .account_2 = partner,
                       .weight = side.pairs,
                       .avg_time_delta = mean_us / 1e6,
                       .symmetry = contents});
      return;
    }
    NetworkEdge& edge = edges[open[partner]++];
    LOCKSTEP_CHECK(edge.account_1 == partner && edge.account_2 == account);
    edge.symmetry = std::min(edge.symmetry, contents) / std::max(edge.symmetry, contents);
  });
  return edges;
}

void mark_above(Network& network, double q) {
  std::vector<std::uint64_t> weights;
  weights.reserve(network.edges.size());
  for (const NetworkEdge& edge : network.edges) weights.push_back(edge.weight);
  network.threshold = quantile(std::move(weights), q);
  for (NetworkEdge& edge : network.edges) {
    edge.above_threshold = static_cast<double>(edge.weight) > network.threshold;
  }
}

// From ranks among all accounts to places among those with an edge.
void name_accounts(Network& network, const NameTable& names, const std::vector<Rank>& rank) {
  std::vector<NameId> name_of(rank.size());
  for (NameId id = 0; id < rank.size(); ++id) name_of[rank[id]] = id;
  std::vector<bool> used(rank.size(), false);
  for (const NetworkEdge& edge : network.edges) used[edge.account_1] = used[edge.account_2] = true;
  std::vector<std::uint32_t> place(rank.size(), 0);
  for (Rank r = 0; r < rank.size(); ++r) {
    if (!used[r]) continue;
    place[r] = static_cast<std::uint32_t>(network.accounts.size());
    network.accounts.emplace_back(names[name_of[r]]);
  }
  for (NetworkEdge& edge : network.edges) {
    edge.account_1 = place[edge.account_1];
    edge.account_2 = place[edge.account_2];
  }
}

}  // namespace

NetworkRows::NetworkRows() : table_(std::make_unique<Table>()) {}
NetworkRows::~NetworkRows() = default;
NetworkRows::NetworkRows(NetworkRows&&) noexcept = default;
NetworkRows& NetworkRows::operator=(NetworkRows&&) noexcept = default;

bool NetworkRows::add(const NetworkRow& row) {
  Table& t = *table_;
  if (t.rows.size() >= kMaxRows) return false;
  const NameId kind = t.kinds.intern(row.kind);
  if (kind >= kMaxKinds) return false;
  t.rows.push_back({.time = to_micros(row.time),
                    .object = t.items.intern(row.object),
                    .content = t.items.intern(row.content),
                    .account = t.accounts.intern(row.account),
                    .kind = static_cast<std::uint16_t>(kind)});
  return true;
}

std::size_t NetworkRows::size() const noexcept { return table_->rows.size(); }

Network build_network(const NetworkRows& rows, const NetworkOptions& options) {
  LOCKSTEP_CHECK(options.window.count() >= 0);
  const NetworkRows::Table& table = rows.table();
  const std::vector<Rank> rank = ranks_of(table.accounts);
  std::vector<Row> ranked = table.rows;
  for (Row& row : ranked) row.account = rank[row.account];

  Timeline timeline(std::move(ranked), options);
  if (!options.directed) timeline.drop_inactive(options.min_participation, rank.size());
  Network network;
  network.directed = options.directed;
  network.rows = rows.size();
  network.rows_used = timeline.size();
  if (options.directed) {
    network.edges = directed_edges(timeline, rank.size());
  } else {
    timeline.mark_survivors(options.min_participation, rank.size(), table.items.size());
    network.edges = undirected_edges(timeline, rank.size());
    mark_above(network, options.edge_weight_quantile);
  }
  std::erase_if(network.edges, [&](const NetworkEdge& e) { return e.weight < options.min_weight; });
  name_accounts(network, table.accounts, rank);
  return network;
}

double quantile(std::vector<std::uint64_t> sample, double q) {
  if (sample.empty()) return 0.0;
  std::sort(sample.begin(), sample.end());
  const double place = static_cast<double>(sample.size() - 1) * q;
  const auto below = static_cast<std::size_t>(std::floor(place));
  const auto low = static_cast<double>(sample[below]);
  const double part = place - std::floor(place);
  if (part == 0.0 || sample[below + 1] == sample[below]) return low;
  return (1.0 - part) * low + part * static_cast<double>(sample[below + 1]);
}

}  // namespace lockstep::lab
