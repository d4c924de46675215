// The claims made about groups, so that a community can be told by them.
//
// Bounded: the claim longest without renewal goes first (max_claims); about 300 bytes and 24 a
// member. Its ties stay in the graph.
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
  // A claim made again has the members and keys of both times and the stronger evidence.
  const evidence::GroupClaim& add(evidence::GroupClaim claim);
  // Claims of which most members are among `members` (sorted), by identity.
  std::vector<const evidence::GroupClaim*> about(std::span<const AccountIndex> members) const;
  std::size_t size() const { return claims_.size(); }
  template <class Archive>
  void archive(Archive& ar);

 private:
  void forget_oldest();
  struct Entry {
    evidence::GroupClaim claim;
    std::uint64_t renewed = 0;
    template <class Archive>
    void archive(Archive& ar);
  };
  std::size_t max_claims_;
  std::uint64_t renewals_ = 0;
  std::map<std::uint64_t, Entry> claims_;                       // by identity
  std::map<std::uint64_t, std::uint64_t> by_renewal_;           // renewal to identity
  std::map<AccountIndex, std::set<std::uint64_t>> of_account_;  // identities
};

}  // namespace lockstep::engine
