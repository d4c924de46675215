// Rarity evidence: two accounts that share a rare attribute (an address, a device, a redirector)
// are tied by how rare it is (DETECTION 5):
//   w = clip( ln( pi * min(1, (20/n)^2) / max((n - 1)/(N - 1), 1e-6) ), 0, cap )
// n = accounts that remember the value among what they showed (kMaxAttributes), N = accounts that
// could have shown it (showed any value of the kind's base: for a redirector, everyone who posted a
// link), both of those in the table of accounts. A value that everyone has (a carrier's address
// translation, a shortener) fades by itself; the factor (20/n)^2 lets it fade before a stream has
// seen most of its users. What is copied along with the thing it is on (KindModel::copied) is worth
// nothing until it spans several (spans_sites()).
//
// The table of values is bounded (max_attribute_values, the value longest unused, to within the
// hour, goes first); about 150 bytes a value. Not thread-safe: one owner, calls in the total order
// of posts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "lockstep/evidence/accounts.h"
#include "lockstep/evidence/model.h"

namespace lockstep::evidence {

double rarity_weight(const KindModel& kind, std::uint64_t accounts_with_value,
                     std::uint64_t accounts_with_kind) noexcept;

// How much more than chance it is that `holders` of `members` accounts share a value worth `weight`
// nats to a pair: (h - 1) w less the choice of which of them, ln C(n, h). In a crowd somebody
// always shares something.
double holders_surplus(std::size_t holders, std::size_t members, double weight) noexcept;

// When a value that some members of a group share is a clue about it, and when clues cover enough.
struct ClueBar {
  double nats = 3.0;         // it is worth to a pair, among those outside
  double surplus = 5.5;      // holders_surplus()
  double share = 0.08;       // of the members, and ...
  std::int64_t members = 3;  // ... number of them that hold one, at least
  double page_share = 0.30;  // of the members that hold one value of pages, at least

  bool is_telling(double weight, std::size_t holders, std::size_t group) const noexcept {
    return weight >= nats && holders_surplus(holders, group, weight) >= surplus;
  }
  double wide(std::size_t group) const noexcept {
    return std::max(static_cast<double>(members), share * static_cast<double>(group));
  }
};

struct AttributeValue {
  std::string text;  // empty: erased (core/trace.h)
  KindId kind = 0;
  std::uint32_t accounts = 0;
  // Sightings with the text of the first, and with another. A value of pages, or of
  // pictures, names the one in its text, so that it is seen whether it ties several.
  std::uint32_t here = 0, elsewhere = 0;
  void sighted(std::string_view as, Attribute& by) {
    if (text.empty()) text = as;
    const bool first = as == text;
    ++(first ? here : elsewhere);
    (first ? by.here : by.elsewhere) = true;
  }
  // On one site it says no more than that accounts link to the same site.
  bool spans_sites() const noexcept { return elsewhere >= std::max(3U, here / 10); }
};

// The same among some accounts: that others link to another site is nothing they have in common.
bool spans_sites(KeyHash value, std::span<const AccountIndex> among, const AccountTable&);

class AttributeTable {
 public:
  AttributeTable(const EvidenceConfig&, std::span<const KindModel>);
  ~AttributeTable();
  // `account` was seen with the value; `post` is where. It keeps what it showed last,
  // what it showed again before what it showed once, and what it linked to apart from the rest.
  void observe(Account& account, const Trace& trace, const std::shared_ptr<const PostInfo>& post);
  // The table of accounts forgets it: it counts no more.
  void forget(const Account& account);
  // An account that was seen with it is erased: nothing names the value until the next sighting.
  void unname(const Attribute& seen);
  // Asks for the memory observe() will touch first.
  void prefetch(KeyHash key) const;
  const AttributeValue* find(KeyHash key) const;
  // The same for what an account was seen with: one cache miss instead of two, and none if
  // prefetch() was early enough.
  const AttributeValue* find(const Attribute& seen) const;
  void prefetch(const Attribute& seen) const;
  // Nats that sharing the value is worth now.
  double weight(const AttributeValue& value) const;
  // The same without the fading of what many hold: for a hypothesis about all its holders, which
  // are many if it is true.
  double weight_of_all(const AttributeValue& value) const;
  // The same with `members` of its accounts left out of the count: how telling the value is for a
  // cluster that holds them, judged by how common it is among everyone else. Otherwise a large
  // campaign makes its own redirector look common.
  double weight_outside(KeyHash key, std::uint64_t members) const;
  // The same without the fading of what many hold: for what the members are most holders of.
  double weight_of_all_outside(KeyHash key, std::uint64_t members) const;
  std::size_t size() const noexcept;
  std::uint64_t evicted() const noexcept;
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// What two accounts share: per family (index of enum Family) the sum over groups of the largest
// weight in the group, at most 8 nats.
struct SharedAttributes {
  std::array<double, 5> family{};
};
SharedAttributes shared_attributes(const Account& a, const Account& b, const AttributeTable&,
                                   std::span<const KindModel>);

}  // namespace lockstep::evidence
