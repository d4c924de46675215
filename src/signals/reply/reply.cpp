// Accounts that answer the same post.
#include "acts.h"
#include "lockstep/signals/signal.h"

namespace lockstep::signals {
namespace {

constexpr KindDef kKinds[] = {{.name = "reply",
                               .evidence = "replied to the same post",
                               .weighing = Weighing::kCoaction,
                               .weight = 0.04,
                               .of_target = true}};

void extract(const Post& post, TraceSink& out) {
  if (has_own_content(post)) out.add(0, on_platform(post, post.in_reply_to));
}

}  // namespace

extern constexpr SignalDef reply{.name = "reply",
                                 .summary = "replies to the same post",
                                 .source = "Weber & Neumann 2021, doi:10.1007/s13278-021-00815-2",
                                 .family = Family::kBehaviour,
                                 .kinds = kKinds,
                                 .extract = extract};

}  // namespace lockstep::signals
