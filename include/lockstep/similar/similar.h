// Gives sketches a key: posts that are near-duplicates of each other get the same one.
//
// Text: 20 x 6 bands over the MinHash signature find candidate clusters, b-bit verification accepts
// an estimated Jaccard of at least `text_threshold`. Buckets index clusters, not posts: each sketch
// joins the best representative or founds a new cluster (at most 4 representatives a cluster),
// which keeps the cost linear under a flood of copies. Media and embeddings: multi-index hashing
// (Norouzi et al. 2012), PDQ within 31 bits, dHash within 10, signs of embeddings within 31 of 256.
//
// Invariants
//   I1  The key of a sketch depends on the sketches before it and on nothing else.
//   I2  A cluster's key never changes, and is a hash of its founder's sketch and kind.
//   I3  Every table is bounded (config) and evicts the cluster longest without a member; a cluster
//       unused for `ttl` is gone, one that nothing ever joined after `lonely_ttl`.
//   I4  Ties go to the older cluster.
// Not thread-safe: one owner, calls in the total order of posts.
// Sizes per entry are documented at the tables in src/similar.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "lockstep/core/config_schema.h"
#include "lockstep/core/trace.h"

namespace lockstep::similar {

struct SimilarConfig {
  double text_threshold = 0.70;  // estimated Jaccard of character 4-grams
  std::int64_t pdq_distance = 31;
  std::int64_t dhash_distance = 10;
  std::int64_t embedding_distance = 31;
  Duration ttl = std::chrono::hours{24 * 14};
  // Of a cluster nothing has joined yet; no setting: the join's look-back, beyond which nothing can
  // meet its founder any more.
  Duration lonely_ttl = std::chrono::hours{24};
  std::int64_t max_text_clusters = 1'000'000;
  std::int64_t max_media_clusters = 500'000;
  std::int64_t max_embedding_clusters = 500'000;
  std::int64_t bucket_size = 256;  // newest representatives a band bucket keeps

  void describe(ConfigVisitor& v);
};

struct SimilarStats {
  std::uint64_t text_clusters = 0, media_clusters = 0, embedding_clusters = 0;
  std::uint64_t evicted = 0;
  std::uint64_t erased = 0;  // excerpts
  std::uint64_t candidates_verified = 0;
};

class SimilarIndex {
 public:
  explicit SimilarIndex(const SimilarConfig&);
  ~SimilarIndex();
  // Sets every member of `out`: to the key of the cluster that `sketch` belongs to at `now` (never
  // earlier than in the call before), and as text to the excerpt of the cluster's founder, or if
  // that was erased, of the first sketch after it that has one. `whose` words the excerpt is: of a
  // text.
  void assign(const Sketch& sketch, EventTime now, Trace& out, Whose whose = {});
  // The post was deleted: its words are no cluster's excerpt any more.
  void erase(KeyHash post);
  // The account was erased, likewise. Looks at every cluster of texts.
  void erase_author(KeyHash author);
  // Asks for the memory assign() will touch first.
  void prefetch(const Sketch& sketch) const;
  SimilarStats stats() const;
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::similar
