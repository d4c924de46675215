// Accounts that use the same tags: a long list in the same order, or one rare tag.
#include <algorithm>
#include <string>
#include <vector>

#include "acts.h"
#include "coordinated_sample.h"
#include "lockstep/signals/signal.h"

namespace lockstep::signals {
namespace {

constexpr std::size_t kMinSequence = 5;  // Pacheco et al. 2021
constexpr std::size_t kMaxTags = 8;

enum Kind : std::size_t { kSequence, kTag };

constexpr KindDef kKinds[] = {{.name = "hashtag-sequence",
                               .evidence = "used the same hashtags in the same order",
                               .weighing = Weighing::kCoaction,
                               .weight = 0.05},
                              {.name = "hashtag",
                               .evidence = "used the same hashtag",
                               .weighing = Weighing::kCoaction,
                               .weight = 0.03}};

// Tags in order of first use: repeating one does not make another sequence.
std::vector<std::string_view> distinct(const std::vector<std::string>& tags) {
  std::vector<std::string_view> seen;
  for (const auto& tag : tags) {
    if (!tag.empty() && std::find(seen.begin(), seen.end(), tag) == seen.end()) seen.push_back(tag);
  }
  return seen;
}

void extract(const Post& post, TraceSink& out) {
  if (post.hashtags.empty() || !has_own_content(post)) return;
  const auto tags = distinct(post.hashtags);
  if (tags.size() >= kMinSequence) {
    std::string sequence;
    for (const auto tag : tags) {
      if (!sequence.empty()) sequence += ' ';
      sequence += '#';
      sequence += tag;
    }
    out.add(kSequence, sequence);
  }
  for (const auto tag : coordinated_sample(tags, kMaxTags)) {
    out.add(kTag, tag, '#' + std::string{tag});
  }
}

}  // namespace

extern constexpr SignalDef hashtags{.name = "hashtags",
                                    .summary = "the same ordered list of hashtags, or one hashtag",
                                    .source = "Pacheco et al. 2021, doi:10.1609/icwsm.v15i1.18075",
                                    .family = Family::kBehaviour,
                                    .kinds = kKinds,
                                    .extract = extract};

}  // namespace lockstep::signals
