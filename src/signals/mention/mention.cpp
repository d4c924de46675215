// Accounts that call the same account.
#include <vector>

#include "acts.h"
#include "coordinated_sample.h"
#include "lockstep/signals/signal.h"

namespace lockstep::signals {
namespace {

constexpr std::size_t kMaxMentions = 6;

constexpr KindDef kKinds[] = {{.name = "mention",
                               .evidence = "mentioned the same account",
                               .weighing = Weighing::kCoaction,
                               .weight = 0.03}};

void extract(const Post& post, TraceSink& out) {
  if (!has_own_content(post)) return;
  const std::vector<std::string_view> mentions(post.mentions.begin(), post.mentions.end());
  for (const auto mention : coordinated_sample(mentions, kMaxMentions)) {
    out.add(0, on_platform(post, mention));
  }
}

}  // namespace

extern constexpr SignalDef mention{.name = "mention",
                                   .summary = "mentions of the same account",
                                   .source = "Weber & Neumann 2021, doi:10.1007/s13278-021-00815-2",
                                   .family = Family::kBehaviour,
                                   .kinds = kKinds,
                                   .extract = extract};

}  // namespace lockstep::signals
