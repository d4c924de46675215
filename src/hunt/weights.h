// What sharing an object is worth, at the end of a replay. Private to the room.
#pragma once

#include <vector>

#include "lockstep/evidence/model.h"
#include "lockstep/hunt/investigation.h"
#include "lockstep/signals/signal.h"
#include "touch_table.h"

namespace lockstep::hunt {

class Weights {
 public:
  Weights(const TouchTable& table, const signals::Registry& registry,
          const InvestigationOptions& options);

  std::size_t key_cap() const { return key_cap_; }
  bool is_act(KindId kind) const { return kinds_[kind].coaction; }
  std::uint8_t group(KindId kind) const { return kinds_[kind].group; }
  bool popular(const Object& object) const { return object.popular || object.accounts > key_cap_; }
  // Whether sharing it leads from one account to another.
  bool leads_on(const Object& object) const;
  // Of an act: ln(N / d_k). Of an attribute: its rarity.
  double nats(const Object& object) const;
  // How likely it is for an account to be one of those on an object, by its share of all acts:
  // times the object's accounts, the Chung-Lu limit of DETECTION 2.1.
  double chance(const AccountEntry& account) const;

 private:
  const TouchTable& table_;
  std::vector<evidence::KindModel> kinds_;
  std::size_t key_cap_;
  double min_nats_;
};

}  // namespace lockstep::hunt
