// Near-duplicate texts: bands find candidates, the 8-bit bins decide. Private to the room.
//
// A bucket (one band's value) lists representatives, newest first, at most `bucket_size`; one that
// falls off the end may still be found by its other bands. A text is compared with every listed
// representative that shares a band, and joins the cluster of the most similar one, if it is
// similar enough. A member below kFreshSimilarity of its cluster's nearest representative, but near
// enough to the founder, becomes a representative too: a cluster can widen, not drift.
//
// Memory: a cluster takes about 135 bytes and its excerpt; a representative 288 bytes, and up to
// 20 cells of 8 bytes in the band table, which is 3/8 to 3/4 full.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "band_table.h"
#include "cluster_table.h"
#include "lockstep/core/slab.h"
#include "lockstep/core/trace.h"

namespace lockstep::similar {

class TextIndex {
 public:
  struct Limits {
    double threshold;
    std::size_t bucket_size;
  };
  static constexpr std::size_t kMaxRepresentatives = 4;
  static constexpr double kFreshSimilarity = 0.85;

  explicit TextIndex(const Limits& limits);

  // The cluster the sketch belongs to, now touched, or kNoSlot.
  Slot join(KindId kind, const TextSketch& sketch, EventTime now);
  Slot found(const TextSketch& sketch, Cluster cluster);
  void remove(Slot cluster);
  void quote(Slot cluster, KeyHash post, KeyHash author, const std::string& words) {
    clusters_.quote(cluster, post, author, words);
  }
  std::size_t erase(KeyHash post) { return clusters_.erase(post); }
  std::size_t erase_author(KeyHash author) { return clusters_.erase_author(author); }

  // Asks for the memory join() will touch first.
  void prefetch(KindId kind, const TextSketch& sketch) const {
    for (const auto tag : tags_of(kind, sketch)) heads_.prefetch(tag);
  }

  const ClusterTable& clusters() const { return clusters_; }
  std::uint64_t verified() const { return verified_; }

  template <class Archive>
  void archive(Archive& ar) {
    auto& [min_same, fresh_same, bucket_size, clusters, members, bodies, links, heads, query,
           verified] = *this;
    ar(clusters, members, bodies, links, heads, verified);
    if constexpr (Archive::kReading) ar.require(linked(), "texts that hang together wrongly");
  }

 private:
  using Tags = std::array<std::uint32_t, TextSketch::kBands>;
  using Bins = std::array<std::uint8_t, TextSketch::kBins>;

  // Two cache lines, all that verification reads.
  struct alignas(64) Body {
    Bins bins{};
    Slot cluster = kNoSlot;
    std::uint32_t visit = 0;  // the query that saw it last

    template <class Archive>
    void archive(Archive& ar) {
      auto& [bins_, cluster_, visit_] = *this;
      ar(bins_, cluster_);
    }
  };
  // Node n is band n % 20 of representative n / 20; `next` links the nodes of a bucket.
  struct Links {
    Tags tags{};
    std::array<Node, TextSketch::kBands> next{};

    template <class Archive>
    void archive(Archive& ar) {
      auto& [tags_, next_] = *this;
      ar(tags_, next_);
    }
  };
  struct Members {
    std::array<Slot, kMaxRepresentatives> representatives{kNoSlot, kNoSlot, kNoSlot, kNoSlot};
    std::uint32_t count = 0;

    template <class Archive>
    void archive(Archive& ar) {
      auto& [representatives_, count_] = *this;
      ar(representatives_, count_);
    }
  };
  struct Best {
    unsigned same = 0;  // equal bins
    Slot cluster = kNoSlot;
  };

  static Tags tags_of(KindId kind, const TextSketch& sketch) noexcept;
  Best best_candidate(KindId kind, const Bins& bins, const Tags& tags);
  void consider(Slot representative, KindId kind, const Bins& bins, Best& best);
  void next_query();
  void add_representative(Slot cluster, const Bins& bins, const Tags& tags);
  void remove_representative(Slot representative);
  void prefetch_oldest() const;
  void insert(Node node, std::uint32_t tag);
  void unlink(Node node, std::uint32_t tag);
  bool linked() const;
  Node& next_of(Node node) {
    return links_[static_cast<Slot>(node / TextSketch::kBands)].next[node % TextSketch::kBands];
  }

  unsigned min_same_;    // equal bins of a member
  unsigned fresh_same_;  // fewer make a representative
  std::size_t bucket_size_;
  ClusterTable clusters_;
  Slab<Members> members_;  // same slots as clusters_
  Slab<Body> bodies_;
  Slab<Links> links_;  // same slots as bodies_
  BandTable heads_;
  std::uint32_t query_ = 0;
  std::uint64_t verified_ = 0;
};

}  // namespace lockstep::similar
