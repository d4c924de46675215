// Leaves accounts that are erased out of posts, for consumers of posts that are no engine (which
// knows of erasures itself): they see what detection would.
//
// Told of accounts first; then const, and safe from several threads. Bounded as the engine's memory
// of them: beyond kMostErased the account told of longest ago is forgotten.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "lockstep/core/hash.h"
#include "lockstep/core/trace.h"
#include "lockstep/engine/side_fact.h"
#include "lockstep/signals/signal.h"

namespace lockstep::engine {

inline constexpr std::size_t kMostErased = 1'000'000;

class Eraser {
 public:
  explicit Eraser(const signals::Registry& registry);
  Eraser(Eraser&&) noexcept;
  Eraser& operator=(Eraser&&) noexcept;
  ~Eraser();
  void take(const ErasureFact& fact);

  std::size_t accounts() const;
  bool is_erased(const std::string& account) const;  // "platform:id"
  // Whether the key is of mentions of such an account.
  bool is_mention(KeyHash key) const;
  // Marks a post of such an account as erased. In posts of others neither the account nor its posts
  // are named: what they share by these names goes by its hash.
  void leave_out(TracedPost& post) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::engine
