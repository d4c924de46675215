// Accounts that say nearly the same in other words, or in other languages, as far as upstream's
// models tell.
#include <fmt/format.h>

#include "acts.h"
#include "literal_characters.h"
#include "lockstep/signals/signal.h"
#include "simhash.h"

namespace lockstep::signals {
namespace {

constexpr std::size_t kMeaning = 0, kNarrative = 1;  // places in kKinds

constexpr KindDef kKinds[] = {{.name = "meaning",
                               .evidence = "said nearly the same in other words",
                               .weighing = Weighing::kCoaction,
                               .weight = 0.15},
                              {.name = "narrative",
                               .evidence = "pushed the same narrative",
                               .weighing = Weighing::kCoaction,
                               .weight = 0.05}};

// One "thanks" means what every other does. A post without text shows something else that
// upstream understood.
bool says_enough(const Post& post) {
  const bool has_text = !post.text.empty() || !post.folded_text.empty();
  return !has_text || literal_characters(post.folded_text) >= kMinAlike;
}

void extract(const Post& post, TraceSink& out) {
  if (!has_own_content(post)) return;
  out.add(kNarrative, post.narrative);
  if (post.embedding.empty() || !says_enough(post)) return;
  if (const auto sketch = simhash_of(post.embedding))
    out.add(kMeaning, *sketch, fmt::format("embedding:{:016x}", sketch->bits[0]));
}

}  // namespace

extern constexpr SignalDef meaning{
    .name = "meaning",
    .summary = "texts that mean nearly the same, by upstream's embeddings, and its narratives",
    .source =
        "Charikar 2002, doi:10.1145/509907.509965; "
        "Achlioptas 2003, doi:10.1016/S0022-0000(03)00025-4",
    .family = Family::kContent,
    .kinds = kKinds,
    .extract = extract};

}  // namespace lockstep::signals
