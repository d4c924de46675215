#include "weights.h"

#include <algorithm>
#include <cmath>

#include "lockstep/engine/kind_models.h"
#include "lockstep/evidence/rarity.h"

namespace lockstep::hunt {
namespace {

std::size_t cap_of(std::uint64_t acting, const InvestigationOptions& o) {
  const double share = o.key_share * static_cast<double>(acting);
  return std::clamp(static_cast<std::size_t>(share), o.min_key_cap, o.max_key_cap);
}

}  // namespace

Weights::Weights(const TouchTable& table, const signals::Registry& registry,
                 const InvestigationOptions& options)
    : table_(table),
      kinds_(engine::models_of(registry, options.weights)),
      key_cap_(cap_of(table.acting_accounts(), options)),
      min_nats_(options.min_nats) {}

bool Weights::leads_on(const Object& object) const {
  if (object.accounts < 2 || popular(object)) return false;
  const auto& kind = kinds_[object.kind];
  return kind.coaction || (kind.ties && nats(object) >= min_nats_);
}

double Weights::nats(const Object& object) const {
  const auto& kind = kinds_[object.kind];
  if (kind.copied) return 0;  // on how many things it was seen is not remembered here
  if (!kind.coaction)
    return evidence::rarity_weight(kind, object.accounts, table_.accounts_with(kind.base));
  const auto accounts = static_cast<double>(std::max<std::uint64_t>(table_.acting_accounts(), 1));
  return std::max(0.0, std::log(accounts / std::max(1.0, static_cast<double>(object.accounts))));
}

double Weights::chance(const AccountEntry& account) const {
  return static_cast<double>(account.acts) /
         static_cast<double>(std::max<std::uint64_t>(table_.acts(), 1));
}

}  // namespace lockstep::hunt
