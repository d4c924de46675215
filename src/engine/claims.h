// The claims made about groups, so that a community can be told by them.
//
// A claim is in use when it is made, again or not, and when an alert rests on it. Bounded by
// forget(): the claim longest unused goes first (max_claims), as do those unused since a moment;
// about 300 bytes and 24 a member.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "lockstep/evidence/group_claim.h"

namespace lockstep::engine {

class Claims {
 public:
  explicit Claims(std::size_t max_claims) : max_claims_(max_claims) {}
  using List = std::vector<const evidence::GroupClaim*>;  // by identity
  // A claim made again has the members and keys of both times and the stronger evidence.
  const evidence::GroupClaim& add(evidence::GroupClaim claim, EventTime tick);
  // An alert of that tick rests on them.
  void keep(const List& claims, EventTime tick);
  // Forgets what was not in use since `before`, and what is too many: returned, the oldest first.
  std::vector<evidence::GroupClaim> forget(EventTime before);
  // The account is erased: no claim is about it.
  void erase(AccountIndex account);
  // Claims of which most members are among `members` (sorted).
  List about(std::span<const AccountIndex> members) const;
  // Claims that name two of them or more.
  List of_several(std::span<const AccountIndex> members) const;
  std::size_t size() const { return claims_.size(); }
  template <class Archive>
  void archive(Archive& ar);

 private:
  struct Entry {
    evidence::GroupClaim claim;
    std::uint64_t use = 0;  // the number of the last one ...
    EventTime used{};       // ... and when that was
    template <class Archive>
    void archive(Archive& ar);
  };
  void use(std::uint64_t identity, Entry& entry, EventTime tick);
  evidence::GroupClaim forget_oldest();
  // How many of `members` each claim names that names any, by identity.
  std::map<std::uint64_t, std::size_t> counted(std::span<const AccountIndex> members) const;
  std::size_t max_claims_;
  std::uint64_t uses_ = 0;
  std::map<std::uint64_t, Entry> claims_;                       // by identity
  std::map<std::uint64_t, std::uint64_t> by_use_;               // number of a use to identity
  std::map<AccountIndex, std::set<std::uint64_t>> of_account_;  // identities
};

}  // namespace lockstep::engine
