#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "lockstep/evidence/evidence.h"
#include "lockstep/evidence/selection.h"

namespace lockstep::evidence {
namespace {

constexpr std::uint32_t kMinKeys = 3;
constexpr double kMinShare = 0.1;

using Counts = std::array<std::uint32_t, kMaxCoactionKinds>;

// Sorted once at the end, since large communities touch much.
struct Company {
  Counts keys_of_community{};                                // by dense kind
  std::vector<std::pair<AccountIndex, std::size_t>> others;  // a key each, of a dense kind
  // One post is one act, whatever it shares. Never iterated.
  absl::flat_hash_set<std::pair<const PostInfo*, std::size_t>> counted;
};

void add_key(const SharedKey& shared, std::size_t dense_kind, std::span<const AccountIndex> members,
             Company& out) {
  std::vector<AccountIndex> inside;
  std::vector<const Touch*> outside;
  for (const auto& t : shared.touches) {
    if (std::binary_search(members.begin(), members.end(), t.account))
      inside.push_back(t.account);
    else
      outside.push_back(&t);
  }
  std::sort(inside.begin(), inside.end());
  if (std::unique(inside.begin(), inside.end()) - inside.begin() < 2) return;
  ++out.keys_of_community[dense_kind];
  const auto by_account = [](const Touch* a, const Touch* b) { return a->account < b->account; };
  std::stable_sort(outside.begin(), outside.end(), by_account);
  const Touch* last = nullptr;
  for (const auto* t : outside) {
    const bool first = last == nullptr || last->account != t->account;
    last = t;
    if (first && out.counted.emplace(t->post.get(), dense_kind).second)
      out.others.emplace_back(t->account, dense_kind);
  }
}

// Keys by dense kind, by account.
std::vector<std::pair<AccountIndex, Counts>> counts_of(Company& company) {
  std::sort(company.others.begin(), company.others.end());
  std::vector<std::pair<AccountIndex, Counts>> out;
  for (const auto& [account, dense_kind] : company.others) {
    if (out.empty() || out.back().first != account) out.push_back({account, {}});
    ++out.back().second[dense_kind];
  }
  return out;
}

}  // namespace

std::vector<Associate> Evidence::associates(std::span<const AccountIndex> members,
                                            std::span<const KeyHash> keys) const {
  Company company;
  for (const auto key : keys) {
    const auto* shared = shared_keys_.find(key);
    if (shared != nullptr) add_key(*shared, dense_[shared->kind], members, company);
  }
  const auto others = counts_of(company);
  const double need = std::log(static_cast<double>(others.size()) / config_.family_error_rate);
  std::vector<Associate> out;
  for (const auto& [account, shared] : others) {
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
