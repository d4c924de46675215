// Accounts that post the same picture, or a copy of it that was scaled, recoded or lightly edited.
#include <string>

#include "acts.h"
#include "hex_words.h"
#include "lockstep/signals/signal.h"

namespace lockstep::signals {
namespace {

constexpr std::size_t kMaxMedia = 4;

constexpr KindDef kKinds[] = {{.name = "media",
                               .evidence = "posted the same picture or video",
                               .weighing = Weighing::kCoaction,
                               .weight = 0.20}};

// The best likeness there is; a content hash finds identical files only.
bool add(const Media& item, TraceSink& out) {
  if (const auto pdq = hex_words<4>(item.pdq)) {
    out.add(0, PdqSketch{*pdq}, "pdq:" + item.pdq);
  } else if (const auto dhash = hex_words<1>(item.dhash)) {
    out.add(0, DhashSketch{(*dhash)[0]}, "dhash:" + item.dhash);
  } else {
    out.add(0, item.sha256);
    return !item.sha256.empty();
  }
  return true;
}

void extract(const Post& post, TraceSink& out) {
  if (!has_own_content(post)) return;
  std::size_t added = 0;
  for (const auto& item : post.media) {
    if (added < kMaxMedia && add(item, out)) ++added;
  }
}

}  // namespace

extern constexpr SignalDef media{
    .name = "media",
    .summary = "near-duplicate pictures by perceptual hash, else identical files",
    .source =
        "Davis & Rosen 2019, PDQ, github.com/facebook/ThreatExchange; "
        "Norouzi et al. 2012, doi:10.1109/CVPR.2012.6248043",
    .family = Family::kContent,
    .kinds = kKinds,
    .extract = extract};

}  // namespace lockstep::signals
