#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "lockstep/evidence/evidence.h"
#include "lockstep/evidence/selection.h"

namespace lockstep::evidence {
namespace {

constexpr std::uint32_t kMinKeys = 3;
constexpr double kMinShare = 0.1;

using Counts = std::array<std::uint32_t, kMaxCoactionKinds>;

struct Company {
  Counts keys_of_community{};                     // by dense kind
  std::map<AccountIndex, Counts> keys_of_others;  // of those, by account
  std::set<std::pair<const PostInfo*, std::size_t>>
      counted;  // one post is one act, whatever it shares
};

void add_key(const SharedKey& shared, std::size_t dense_kind, std::span<const AccountIndex> members,
             Company& out) {
  const auto inside = [&](AccountIndex a) {
    return std::binary_search(members.begin(), members.end(), a);
  };
  std::set<AccountIndex> touched_inside, touched_outside;
  for (const auto& t : shared.touches)
    (inside(t.account) ? touched_inside : touched_outside).insert(t.account);
  if (touched_inside.size() < 2) return;
  ++out.keys_of_community[dense_kind];
  for (const auto& t : shared.touches) {
    if (touched_outside.erase(t.account) == 0 ||
        !out.counted.emplace(t.post.get(), dense_kind).second)
      continue;
    ++out.keys_of_others[t.account][dense_kind];
  }
}

}  // namespace

std::vector<Associate> Evidence::associates(std::span<const AccountIndex> members,
                                            std::span<const KeyHash> keys) const {
  Company company;
  for (const auto key : keys) {
    const auto* shared = shared_keys_.find(key);
    if (shared != nullptr) add_key(*shared, dense_[shared->kind], members, company);
  }
  const double need =
      std::log(static_cast<double>(company.keys_of_others.size()) / config_.false_discovery_rate);
  std::vector<Associate> out;
  for (const auto& [account, shared] : company.keys_of_others) {
    const auto* a = accounts_.find(account);
    if (a == nullptr) continue;
    KindNats by_kind{};
    bool often = false;
    for (std::size_t k = 0; k < kind_of_.size(); ++k) {
      if (shared[k] == 0) continue;
      const double all = company.keys_of_community[k];
      often = often || (shared[k] >= kMinKeys && shared[k] >= kMinShare * all);
      by_kind[k] = selection_evidence(shared[k], kappa(k) * a->keys_in_window(k, epoch_) * all);
    }
    if (const double nats = average_of(by_kind); often && nats >= need)
      out.push_back({account, nats});
  }
  return out;
}

}  // namespace lockstep::evidence
