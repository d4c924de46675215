// Accounts that write the same words, or nearly.
#include "acts.h"
#include "literal_characters.h"
#include "lockstep/signals/signal.h"
#include "minhash.h"

namespace lockstep::signals {
namespace {

// Shorter ones than kMinAlike are compared as a whole, if they are no mere greeting.
constexpr std::size_t kMinExact = 12;

constexpr KindDef kKinds[] = {{.name = "text",
                               .evidence = "posted nearly the same text",
                               .weighing = Weighing::kCoaction,
                               .weight = 0.20,
                               .quotes = true}};

void extract(const Post& post, TraceSink& out) {
  if (!has_own_content(post)) return;
  const auto& folded = post.folded_text;
  const auto length = literal_characters(folded);
  if (length < kMinExact) return;
  const std::string_view excerpt = post.plain_text.empty() ? folded : post.plain_text;
  if (length < kMinAlike) {
    out.add(0, folded, excerpt);
  } else {
    out.add(0, sketch_of(folded), excerpt);
  }
}

}  // namespace

extern constexpr SignalDef text{
    .name = "text",
    .summary = "near-duplicate texts; short ones only if equal",
    .source =
        "Broder 1997, doi:10.1109/SEQUEN.1997.666900; Shrivastava 2017, arXiv:1703.04664; "
        "Richard et al. 2023, arXiv:2312.17338",
    .family = Family::kContent,
    .kinds = kKinds,
    .extract = extract};

}  // namespace lockstep::signals
