// The slow program that is obviously right: looks at every cluster for every sketch.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "lockstep/similar/similar.h"

namespace lockstep::similar {

// Says which cluster, by number of founding, each sketch belongs to.
class SimilarOracle {
 public:
  explicit SimilarOracle(const SimilarConfig& config) : config_(config) {}

  std::size_t assign(const Sketch& sketch, EventTime now) {
    expire(now);
    Known* best = nullptr;
    double best_likeness = 0;
    for (auto& cluster : clusters_) {  // oldest first, so a tie stays with the older
      const double likeness = likeness_to(cluster, sketch);
      if (likeness > best_likeness) {
        best = &cluster;
        best_likeness = likeness;
      }
    }
    if (best == nullptr) {
      make_room(sort_of(sketch));
      clusters_.push_back({founded_, now, {sketch}});
      return founded_++;
    }
    best->last_member = now;
    best->joined = true;
    if (is_text(sketch) && best_likeness < 0.85 && best->representatives.size() < 4 &&
        estimate(best->representatives[0], sketch) >= config_.text_threshold) {
      best->representatives.push_back(sketch);
    }
    return best->number;
  }

 private:
  struct Known {
    std::size_t number;
    EventTime last_member;
    std::vector<Sketch> representatives;
    bool joined = false;
  };

  // Sorts that share a limit.
  enum class Sort { kText, kMedia, kEmbedding };
  static Sort sort_of(const Sketch& s) {
    if (is_text(s)) return Sort::kText;
    return std::holds_alternative<EmbeddingSketch>(s.body) ? Sort::kEmbedding : Sort::kMedia;
  }
  static bool is_text(const Sketch& s) { return s.body.index() == 0; }

  // Above zero if the two are near-duplicates; the greater, the nearer.
  double likeness(const Sketch& a, const Sketch& b) const {
    if (a.kind != b.kind || a.body.index() != b.body.index()) return 0;
    if (is_text(a)) return text_likeness(a, b);
    const auto within = [&](const auto& x, const auto& y, std::int64_t limit) {
      const auto bits = differing(x, y);
      return bits > limit ? 0 : static_cast<double>(1000 - bits);
    };
    if (const auto* pdq = std::get_if<PdqSketch>(&a.body))
      return within(pdq->bits, std::get<PdqSketch>(b.body).bits, config_.pdq_distance);
    if (const auto* embedding = std::get_if<EmbeddingSketch>(&a.body)) {
      return within(embedding->bits, std::get<EmbeddingSketch>(b.body).bits,
                    config_.embedding_distance);
    }
    return within(std::array{std::get<DhashSketch>(a.body).bits},
                  std::array{std::get<DhashSketch>(b.body).bits}, config_.dhash_distance);
  }

  // Near-duplicate texts share a band and are similar by estimate.
  double text_likeness(const Sketch& a, const Sketch& b) const {
    const auto &x = std::get<TextSketch>(a.body), &y = std::get<TextSketch>(b.body);
    bool band = false;
    for (std::size_t i = 0; i < TextSketch::kBands; ++i) band = band || x.bands[i] == y.bands[i];
    const double j = estimate(a, b);
    return band && j >= config_.text_threshold ? j : 0;
  }

  static double estimate(const Sketch& a, const Sketch& b) {
    const auto &x = std::get<TextSketch>(a.body), &y = std::get<TextSketch>(b.body);
    int same = 0;
    for (std::size_t i = 0; i < TextSketch::kBins; ++i) same += x.bins[i] == y.bins[i];
    return (same / 120.0 - 1 / 256.0) / (1 - 1 / 256.0);
  }

  template <std::size_t kWords>
  static std::int64_t differing(const std::array<std::uint64_t, kWords>& a,
                                const std::array<std::uint64_t, kWords>& b) {
    std::int64_t bits = 0;
    for (std::size_t i = 0; i < kWords * 64; ++i)
      bits += ((a[i / 64] ^ b[i / 64]) >> (i % 64)) % 2 == 1;
    return bits;
  }

  double likeness_to(const Known& cluster, const Sketch& sketch) const {
    double best = 0;
    for (const auto& r : cluster.representatives) best = std::max(best, likeness(r, sketch));
    return best;
  }

  void expire(EventTime now) {
    std::erase_if(clusters_, [&](const Known& c) {
      return now - c.last_member >= config_.ttl ||
             (!c.joined && now - c.last_member >= config_.lonely_ttl);
    });
  }

  void make_room(Sort sort) {
    const auto limit = sort == Sort::kText    ? config_.max_text_clusters
                       : sort == Sort::kMedia ? config_.max_media_clusters
                                              : config_.max_embedding_clusters;
    const auto same_sort = [&](const Known& c) { return sort_of(c.representatives[0]) == sort; };
    while (std::count_if(clusters_.begin(), clusters_.end(), same_sort) >= limit) {
      auto stalest = clusters_.end();
      for (auto c = clusters_.begin(); c != clusters_.end(); ++c) {
        if (same_sort(*c) && (stalest == clusters_.end() || c->last_member < stalest->last_member))
          stalest = c;
      }
      clusters_.erase(stalest);
    }
  }

  SimilarConfig config_;
  std::vector<Known> clusters_;  // by founding
  std::size_t founded_ = 0;
};

}  // namespace lockstep::similar
