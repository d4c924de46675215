#include "lockstep/engine/eraser.h"

#include <vector>

#include "erased_accounts.h"
#include "forget_names.h"
#include "lockstep/alert/hidden_name.h"
#include "lockstep/engine/kind_models.h"

namespace lockstep::engine {

struct Eraser::Impl {
  std::vector<evidence::KindModel> kinds;
  ErasedAccounts accounts;
};

Eraser::Eraser(const signals::Registry& registry)
    : impl_(std::make_unique<Impl>(Impl{models_of(registry), ErasedAccounts{}})) {}
Eraser::Eraser(Eraser&&) noexcept = default;
Eraser& Eraser::operator=(Eraser&&) noexcept = default;
Eraser::~Eraser() = default;

void Eraser::take(const ErasureFact& fact) {
  const auto account = hash_of_account(fact.account);
  if (fact.erased)
    impl_->accounts.add(account, fact.mentions);
  else
    impl_->accounts.lift(account);
}

std::size_t Eraser::accounts() const { return impl_->accounts.size(); }

bool Eraser::is_erased(const std::string& account) const {
  return impl_->accounts.contains(hash_of_account(account));
}

bool Eraser::is_mention(KeyHash key) const { return impl_->accounts.is_mention(key); }

void Eraser::leave_out(TracedPost& post) const {
  const auto& accounts = impl_->accounts;
  if (accounts.empty()) return;
  post.erased = accounts.leaves_out(post.event, hash_of_account(post.account_key()));
  if (post.erased) return;
  // Whoever is no engine would name it by this.
  if (forget_names(post, accounts, impl_->kinds)) post.target_author.clear();
  for (auto& trace : post.traces)
    if (trace.text.empty()) trace.text = alert::hidden_name(trace.key);
}

}  // namespace lockstep::engine
