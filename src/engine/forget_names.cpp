#include "forget_names.h"

#include <string>

namespace lockstep::engine {

bool forget_names(TracedPost& post, const ErasedAccounts& erased,
                  std::span<const evidence::KindModel> kinds) {
  const auto is_erased = [&](const std::string& id) {
    return !id.empty() && erased.contains(hash_of_account(post.platform + ':' + id));
  };
  const bool target_erased = is_erased(post.target_author);
  for (auto& trace : post.traces) {
    const bool of_target = target_erased && kinds[trace.kind].of_target;
    if (of_target || erased.is_mention(trace.key)) trace.text.clear();
  }
  if (is_erased(post.community_id)) {
    post.community_id.clear();
    post.community_kind.clear();
  }
  return target_erased;
}

}  // namespace lockstep::engine
