// Sites: what is known of a site from elsewhere, as the traces that a post which links to it shows
// as well.
//
// They are those of a post that carries the same facts itself (runtime/fact_reader.h), so that it
// makes no difference who supplies them. Bounded: the site told of longest ago goes first
// (kMaxSites, about 700 bytes each). One owner.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "lockstep/core/hash.h"
#include "lockstep/core/trace.h"
#include "lockstep/signals/signal.h"

namespace lockstep::engine {

class Sites {
 public:
  static constexpr std::size_t kMaxSites = 200'000;

  // Of a registry without the kind "domain", no post links to any site.
  explicit Sites(const signals::Registry& registry, std::size_t most = kMaxSites);
  // Replaces what was known of the site, which is the key of its domain. Without traces, nothing is
  // known of it any more.
  void put(KeyHash site, std::vector<Trace> traces);
  // Appends what is known of the sites the post links to, and not said by itself or there already.
  void tell_of(const TracedPost& post, Traces& out) const;
  std::size_t size() const { return told_.size(); }
  std::uint64_t evicted() const { return evicted_; }
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  struct Site {
    KeyHash key = 0;
    std::vector<Trace> traces;
    template <class Archive>
    void archive(Archive& ar);
  };
  void remove(KeyHash site);

  std::optional<KindId> link_;  // the kind of traces whose keys are sites
  std::size_t kinds_;
  std::size_t most_;
  std::uint64_t next_ = 0, evicted_ = 0;
  std::map<std::uint64_t, Site> told_;                     // in the order in which it was told
  absl::flat_hash_map<KeyHash, std::uint64_t> when_told_;  // never iterated
};

}  // namespace lockstep::engine
