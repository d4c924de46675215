#include "watched.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "families.h"

namespace lockstep::assess {

void weigh_watched(const Subject& subject, const evidence::Evidence& evidence, double cap,
                   Finding& f) {
  if (subject.watchlist == nullptr || subject.watchlist->size() == 0) return;
  std::map<std::pair<std::string, std::string>, WatchedFinding> hits;  // by type and value
  std::set<std::size_t> families;
  const auto note = [&](const Indicator& indicator, std::uint32_t members, std::size_t family) {
    auto& hit = hits[{indicator.type, indicator.value}];
    hit.type = indicator.type;
    hit.value = indicator.value;
    hit.note = indicator.note;
    hit.id = indicator.id;
    hit.members = std::max(hit.members, members);
    families.insert(family);
  };
  for (const SharedFinding& s : f.shared)
    if (const auto* indicator = subject.watchlist->find(s.key, subject.now))
      note(*indicator, s.members, evidence.kinds()[s.kind].family);
  for (const MemberFinding& m : f.members) {
    const auto* account = evidence.accounts().find(m.account);
    if (const auto* indicator =
            subject.watchlist->find(watched_account(account->name), subject.now))
      note(*indicator, 1, kIdentity);
  }
  for (auto& [name, hit] : hits) f.watched.push_back(std::move(hit));
  for (const std::size_t family : families)
    f.families[family] = std::min(cap, f.families[family] + kWatchNats);
}

}  // namespace lockstep::assess
