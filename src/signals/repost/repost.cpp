// Accounts that repeat the same post.
#include "acts.h"
#include "lockstep/signals/signal.h"

namespace lockstep::signals {
namespace {

constexpr KindDef kKinds[] = {{.name = "repost",
                               .evidence = "reposted the same post",
                               .weighing = Weighing::kCoaction,
                               .weight = 0.20,
                               .of_target = true}};

void extract(const Post& post, TraceSink& out) {
  if (is_repost(post)) out.add(0, on_platform(post, post.repost_of));
}

}  // namespace

extern constexpr SignalDef repost{.name = "repost",
                                  .summary = "reposts and forwards of the same post",
                                  .source = "Keller et al. 2020, doi:10.1080/10584609.2019.1661888",
                                  .family = Family::kBehaviour,
                                  .kinds = kKinds,
                                  .extract = extract};

}  // namespace lockstep::signals
