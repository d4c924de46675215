// Clusters in order of their last member, those that nothing has joined yet apart: most texts are
// said once, and need not be kept as long as those that were said again. Which of them quote a post
// is found by the post, so that its words can be erased; whose words they are is looked through
// for. Private to the room.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "lockstep/core/hash.h"
#include "lockstep/core/quoted_posts.h"
#include "lockstep/core/recency_list.h"
#include "lockstep/core/slab.h"
#include "lockstep/core/time.h"
#include "lockstep/core/trace.h"

namespace lockstep::similar {

// About 100 bytes, and the excerpt (at most kMaxKeyText).
struct Cluster {
  KeyHash key = 0;
  std::uint64_t birth = 0;  // clusters founded before, of any sort: the older one wins a tie
  EventTime last_member{};
  RecencyList::Links links{};
  KeyHash quoted = 0;  // the post whose words the excerpt is; 0: no post's
  KeyHash author = 0;  // the account whose words it is; 0: not known
  KindId kind = 0;
  bool joined = false;  // by a second sketch
  Slot next = kNoSlot;  // that quotes (core/quoted_posts.h)
  std::string excerpt;  // empty: erased

  template <class Archive>
  void archive(Archive& ar) {
    auto& [key_, birth_, last_member_, links_, quoted_, author_, kind_, joined_, next_, excerpt_] =
        *this;
    ar(key_, birth_, last_member_, links_, quoted_, author_, kind_, joined_, excerpt_);
  }
};
inline KeyHash quoted_post(const Cluster& cluster) { return cluster.quoted; }
inline Slot& next_quoting(Cluster& cluster) { return cluster.next; }

class ClusterTable {
 public:
  // The new cluster is the newest.
  Slot found(Cluster cluster) {
    const auto slot = clusters_.add();
    clusters_[slot] = std::move(cluster);
    list_of(slot).push(clusters_, slot);
    if (clusters_[slot].quoted != 0) quoting_.add(clusters_, slot);
    return slot;
  }
  // Of a cluster without excerpt. The words are of no post if `post` is 0.
  void quote(Slot slot, KeyHash post, KeyHash author, const std::string& words) {
    clusters_[slot].excerpt = words;
    clusters_[slot].quoted = post;
    clusters_[slot].author = author;
    if (post != 0) quoting_.add(clusters_, slot);
  }
  // The words of a post that was deleted: from how many clusters.
  std::size_t erase(KeyHash post) {
    std::size_t erased = 0;
    for (Slot slot; (slot = quoting_.find(clusters_, post)) != kNoSlot; ++erased) {
      quoting_.remove(clusters_, slot);
      unname(slot);
    }
    return erased;
  }
  // The words of an account that is erased, likewise. Looks at every cluster.
  std::size_t erase_author(KeyHash author) {
    std::size_t erased = 0;
    for (Slot slot = 0; slot < clusters_.end(); ++slot) {
      if (clusters_[slot].author != author) continue;
      if (clusters_[slot].quoted != 0) quoting_.remove(clusters_, slot);
      unname(slot);
      ++erased;
    }
    return erased;
  }
  void join(Slot slot, EventTime now) {
    auto& c = clusters_[slot];
    c.last_member = now;
    if (c.joined) return joined_.renew(clusters_, slot);
    lonely_.remove(clusters_, slot);
    c.joined = true;
    joined_.push(clusters_, slot);
  }
  void remove(Slot slot) {
    list_of(slot).remove(clusters_, slot);
    if (clusters_[slot].quoted != 0) quoting_.remove(clusters_, slot);
    clusters_.remove(slot);
  }
  const Cluster& operator[](Slot slot) const { return clusters_[slot]; }
  std::size_t size() const { return clusters_.size(); }
  // One above the highest slot ever used.
  Slot end() const { return clusters_.end(); }
  template <class Archive>
  void archive(Archive& ar) {
    auto& [clusters, lonely, joined, quoting] = *this;
    ar(clusters, lonely, joined);
    if constexpr (Archive::kReading) {
      std::size_t listed = 0;
      for (const auto* list : {&lonely, &joined}) {
        const bool sound = list->walk(clusters, clusters.end(), [&](Slot slot) {
          ++listed;
          return clusters[slot].joined == (list == &joined);
        });
        ar.require(sound, "clusters out of order");
        if (!ar.ok()) return;
      }
      ar.require(listed == clusters.size(), "a cluster in no list");
      if (ar.ok()) quoting.remake(clusters);
    }
  }
  // kNoSlot if there is none.
  Slot oldest_lonely() const { return lonely_.oldest(); }
  Slot oldest_joined() const { return joined_.oldest(); }
  Slot oldest() const {
    const auto a = oldest_lonely(), b = oldest_joined();
    if (a == kNoSlot || b == kNoSlot) return a == kNoSlot ? b : a;
    const auto age = [this](Slot s) {
      return std::pair{clusters_[s].last_member, clusters_[s].birth};
    };
    return age(a) < age(b) ? a : b;
  }

 private:
  void unname(Slot slot) {
    clusters_[slot].quoted = clusters_[slot].author = 0;
    clusters_[slot].excerpt = {};
  }
  RecencyList& list_of(Slot slot) { return clusters_[slot].joined ? joined_ : lonely_; }

  Slab<Cluster> clusters_;
  RecencyList lonely_, joined_;
  QuotedPosts quoting_;
};

}  // namespace lockstep::similar
