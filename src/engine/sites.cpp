#include "sites.h"

#include <algorithm>
#include <utility>

#include "lockstep/core/state_archive.h"

namespace lockstep::engine {
template <class Archive>
void Sites::Site::archive(Archive& ar) {
  auto& [key_, traces_] = *this;
  ar(key_, traces_);
}

template <class Archive>
void Sites::archive(Archive& ar) {
  auto& [link, kinds, most, next, evicted, told, when_told] = *this;
  ar(next, evicted, told);
  if constexpr (Archive::kReading) {
    for (const auto& [when, site] : told) {
      when_told[site.key] = when;
      for (const Trace& trace : site.traces) ar.require(trace.kind < kinds, "a trace of no kind");
    }
    ar.require(when_told.size() == told.size(), "a site twice");
  }
}
LOCKSTEP_ARCHIVE(Sites);

Sites::Sites(const signals::Registry& registry, std::size_t most)
    : link_(registry.find_kind("domain")), kinds_(registry.kinds().size()), most_(most) {}

void Sites::put(KeyHash site, std::vector<Trace> traces) {
  remove(site);
  if (traces.empty()) return;
  if (told_.size() >= most_) {
    remove(told_.begin()->second.key);
    ++evicted_;
  }
  when_told_[site] = next_;
  told_[next_++] = {site, std::move(traces)};
}

void Sites::remove(KeyHash site) {
  const auto found = when_told_.find(site);
  if (found == when_told_.end()) return;
  told_.erase(found->second);
  when_told_.erase(found);
}

void Sites::tell_of(const TracedPost& post, Traces& out) const {
  if (told_.empty()) return;
  const auto among = [](const Traces& traces, const Trace& trace) {
    return std::any_of(traces.begin(), traces.end(),
                       [&](const Trace& t) { return t.kind == trace.kind && t.key == trace.key; });
  };
  for (const Trace& link : post.traces) {
    if (link.kind != link_) continue;
    const auto found = when_told_.find(link.key);
    if (found == when_told_.end()) continue;
    for (const Trace& trace : told_.at(found->second).traces)
      if (!among(post.traces, trace) && !among(out, trace)) out.push_back(trace);
  }
}

}  // namespace lockstep::engine
