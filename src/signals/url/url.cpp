// Accounts that post the same link.
#include <vector>

#include "acts.h"
#include "coordinated_sample.h"
#include "lockstep/signals/signal.h"

namespace lockstep::signals {
namespace {

constexpr std::size_t kMaxUrls = 6;

constexpr KindDef kKinds[] = {{.name = "url",
                               .evidence = "posted the same link",
                               .weighing = Weighing::kCoaction,
                               .weight = 0.25}};

void extract(const Post& post, TraceSink& out) {
  if (!has_own_content(post)) return;
  std::vector<std::string_view> pages;
  for (const auto& url : post.urls) pages.push_back(url.canonical);
  for (const auto page : coordinated_sample(pages, kMaxUrls)) out.add(0, page);
}

}  // namespace

extern constexpr SignalDef url{.name = "url",
                               .summary = "posts of the same link, in canonical form",
                               .source = "Giglietto et al. 2020, doi:10.1080/1369118X.2020.1739732",
                               .family = Family::kBehaviour,
                               .kinds = kKinds,
                               .extract = extract};

}  // namespace lockstep::signals
