// Grows from seeds over what accounts share, hop by hop. Private to the room.
//
// Cost of a hop: the objects of the accounts found, and for each that ties on its touches by its
// accounts found; both at most the key cap. Memory beyond the table: 4 bytes a touch, 9 an account.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lockstep/hunt/investigation.h"
#include "touch_table.h"
#include "weights.h"

namespace lockstep::hunt {

class Growth {
 public:
  Growth(const TouchTable& table, const Weights& weights, const InvestigationOptions& options);

  struct Ranked {
    AccountId account = 0;
    double score = 0;
  };
  struct Ring {
    int distance = 0;
    std::vector<AccountId> accounts;
    std::uint64_t cut = 0;          // accounts that qualified and found no room
    std::uint64_t objects_cut = 0;  // objects that were not grown through
  };
  // `accounts` are hop 0, `objects` the seeds that are none.
  std::vector<Ring> grow(const std::vector<AccountId>& accounts, const std::vector<Slot>& objects);

  // What an account shares with the others found.
  struct Shared {
    struct Item {
      Slot object = 0;
      double nats = 0;
      std::uint64_t bucket = 0;  // of one, only the weightiest counts
      const Touch* touch = nullptr;
      Duration delay{};    // from the nearest other
      bool timed = false;  // which says something: of acts whose times are known
    };
    std::vector<Item> items;  // by weight, then kind and key
    double score = 0;
    double expected = 0;                   // acts that chance would have it share
    std::size_t acts = 0, attributes = 0;  // independent ones
    std::size_t independent() const { return acts + attributes; }
  };
  Shared shared_by(AccountId account) const;
  std::uint32_t found_on(Slot slot) const { return found_on_[slot]; }

 private:
  void admit(Ring& ring, std::vector<Ranked> candidates);
  void include(AccountId account, bool is_seed, int by);
  void choose_ties(std::uint64_t& cut);
  Ring touchers();
  Ring fellows();
  bool ties(Slot slot) const;
  bool is_seed(Slot slot) const;
  bool is_seed_account(AccountId account) const;
  std::span<const Slot> objects_of(AccountId account) const;
  const Touch* nearest(const Object& object, const Touch& touch, bool among_found,
                       Duration& delay) const;
  void weigh(Shared& shared, AccountId account) const;
  Shared::Item item_of(Slot slot, const Touch& touch, const Touch& nearest, Duration delay) const;

  const TouchTable& table_;
  const Weights& weights_;
  const InvestigationOptions& options_;
  std::vector<std::uint64_t> begin_;  // by account, into objects_
  std::vector<Slot> objects_;
  std::vector<bool> found_;  // by account
  std::vector<Slot> seeds_;  // sorted
  std::vector<AccountId> hop_0_;
  std::vector<std::uint32_t> found_on_, seeds_on_;  // by object: accounts found, and those of hop 0
  std::vector<Slot> ties_;   // objects that lead on, from the accounts found by now
  double tie_accounts_ = 0;  // sum over acts of the accounts on them that were not found
  std::size_t admitted_ = 0;
};

}  // namespace lockstep::hunt
