#include "places.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "bounds.h"
#include "lockstep/core/median.h"

namespace lockstep::alert {
namespace {

using evidence::PostInfo;

struct Place {
  std::string_view kind;
  std::set<AccountIndex> accounts;
  std::set<const PostInfo*> posts;
};
using Places = std::map<std::string_view, Place>;  // by name

// The places of one object go into `places`; how many they are.
std::size_t note_places(const assess::SharedFinding& s, Places& places) {
  std::set<std::string_view> names;
  for (const auto& t : s.touches) {
    if (t.post == nullptr || t.post->community == nullptr) continue;
    const auto& [name, kind] = *t.post->community;
    auto& place = places[name];
    place.kind = kind;
    place.accounts.insert(t.account);
    place.posts.insert(t.post.get());
    names.insert(name);
  }
  return names.size();
}

// A platform counts what a repost received for the post that was reposted.
std::optional<Engagement> engagement_of(const std::set<const PostInfo*>& posts) {
  std::vector<std::int64_t> counts;
  for (const auto* post : posts) {
    if (!post->passes_on() && post->interactions) counts.push_back(*post->interactions);
  }
  if (counts.empty()) return std::nullopt;
  const auto popular = std::count_if(counts.begin(), counts.end(),
                                     [](std::int64_t n) { return n >= kPopularInteractions; });
  Engagement e;
  e.posts = static_cast<std::uint32_t>(counts.size());
  e.top = *std::max_element(counts.begin(), counts.end());
  e.popular_share = static_cast<double>(popular) / static_cast<double>(counts.size());
  e.median = upper_median(counts);
  return e;
}

}  // namespace

void add_places(const assess::Finding& f, Alert& out) {
  Places places;
  std::set<const PostInfo*> posts;
  for (const auto& s : f.shared) {
    if (!s.act) continue;
    if (note_places(s, places) > 1) ++out.cross_posted;
    for (const auto& t : s.touches)
      if (t.post != nullptr) posts.insert(t.post.get());
  }
  for (const auto& [name, place] : places) {
    out.communities.push_back({std::string{name}, std::string{place.kind},
                               static_cast<std::uint32_t>(place.accounts.size()),
                               static_cast<std::uint32_t>(place.posts.size())});
  }
  std::stable_sort(out.communities.begin(), out.communities.end(),
                   [](const Community& a, const Community& b) { return a.posts > b.posts; });
  out.community_count = static_cast<std::uint32_t>(out.communities.size());
  if (out.communities.size() > kMaxCommunities) out.communities.resize(kMaxCommunities);
  out.engagement = engagement_of(posts);
}

}  // namespace lockstep::alert
