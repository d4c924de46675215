// Accounts that write the same words, or nearly.
#include <algorithm>
#include <array>

#include "acts.h"
#include "lockstep/signals/signal.h"
#include "minhash.h"

namespace lockstep::signals {
namespace {

// Characters that are no placeholder: from kMinSketch on a text is compared by likeness, from
// kMinExact on as a whole; shorter ones ("thank you") are said by everybody.
constexpr std::size_t kMinSketch = 30;  // D3lta, Richard et al. 2023
constexpr std::size_t kMinExact = 12;

constexpr std::array<std::string_view, 3> kPlaceholders{"<u>", "<m>", "<n>"};

constexpr KindDef kKinds[] = {{.name = "text",
                               .evidence = "posted nearly the same text",
                               .weighing = Weighing::kCoaction,
                               .weight = 0.20,
                               .quotes = true}};

bool is_placeholder(std::string_view text) {
  return std::find(kPlaceholders.begin(), kPlaceholders.end(), text) != kPlaceholders.end();
}

// Counts what the author wrote: not placeholders, and spaces only between words.
std::size_t literal_characters(std::string_view folded) {
  std::size_t count = 0;
  bool gap = false;
  for (std::size_t at = 0; at < folded.size();) {
    if (folded[at] == '<' && is_placeholder(folded.substr(at, 3))) {
      at += 3;
    } else if (folded[at] == ' ') {
      gap = count > 0;
      ++at;
    } else {
      count += gap ? 2 : 1;
      gap = false;
      for (++at; at < folded.size() && (static_cast<unsigned char>(folded[at]) & 0xC0) == 0x80;)
        ++at;
    }
  }
  return count;
}

void extract(const Post& post, TraceSink& out) {
  if (!has_own_content(post)) return;
  const auto& folded = post.folded_text;
  const auto length = literal_characters(folded);
  if (length < kMinExact) return;
  const std::string_view excerpt = post.plain_text.empty() ? folded : post.plain_text;
  if (length < kMinSketch) {
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
