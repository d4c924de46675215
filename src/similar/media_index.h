// Near-duplicate perceptual hashes by multi-index hashing (Norouzi, Punjani & Fleet, CVPR 2012):
// a hash is cut into 16-bit parts; two hashes within d bits agree in some part to within
// floor(d / parts) bits. Private to the room.
//
// Parts are looked up exactly first, then one bit off, and so on. After radius r everything within
// parts * (r + 1) - 1 bits has been seen, so a near copy costs only `parts` look-ups.
//
// A cluster has one representative, its founder. A bucket (one part's value) keeps the newest
// `bucket_size` clusters.
//
// At half a million clusters a new picture meets two thousand candidates by accident, and reading
// each where it lies would take a cache miss. So buckets hold an excerpt of the hash that rules out
// nearly all of them on the spot: 96 bits for PDQ, all 64 for dHash.
//
// Memory: 24 bytes for each of parts * 65,536 buckets once a hash of that sort has come; for each
// cluster about 120 bytes, the hash, the text, and 16 to 32 bytes * parts in the buckets.
#pragma once

#include <absl/container/inlined_vector.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "cluster_table.h"
#include "lockstep/core/check.h"
#include "lockstep/core/trace.h"

namespace lockstep::similar {

template <std::size_t kWords>
class MediaIndex {
 public:
  using Hash = std::array<std::uint64_t, kWords>;
  static constexpr unsigned kParts = kWords * 4;

  MediaIndex(unsigned max_distance, std::size_t bucket_size)
      : max_distance_(max_distance),
        bucket_size_(bucket_size),
        masks_(masks_up_to(max_distance / kParts)) {
    LOCKSTEP_CHECK(bucket_size_ > 0);
  }

  // The cluster the hash belongs to, now touched, or kNoSlot.
  Slot join(KindId kind, const Hash& hash, EventTime now) {
    const auto best = best_candidate(kind, hash);
    if (best.cluster != kNoSlot) clusters_.join(best.cluster, now);
    return best.cluster;
  }

  Slot found(const Hash& hash, Cluster cluster) {
    if (buckets_.empty()) buckets_.resize(std::size_t{kParts} << 16);
    const auto kind = cluster.kind;
    const auto slot = clusters_.found(std::move(cluster));
    if (slot >= hashes_.size()) hashes_.resize(slot + 1);
    hashes_[slot] = hash;
    for (unsigned part = 0; part < kParts; ++part) {
      auto& bucket = bucket_of(part, value_of(kind, hash, part));
      if (bucket.size() == bucket_size_) bucket.erase(bucket.begin());
      bucket.push_back(entry_of(hash, part, slot));
    }
    return slot;
  }

  void remove(Slot slot) {
    for (unsigned part = 0; part < kParts; ++part) {
      auto& bucket = bucket_of(part, value_of(clusters_[slot].kind, hashes_[slot], part));
      const auto at = std::find_if(bucket.begin(), bucket.end(),
                                   [&](const Entry& e) { return e.slot == slot; });
      if (at != bucket.end()) bucket.erase(at);
    }
    clusters_.remove(slot);
  }

  // Asks for the memory join() will touch first.
  void prefetch(KindId kind, const Hash& hash) const {
    if (buckets_.empty()) return;
    for (unsigned part = 0; part < kParts; ++part)
      __builtin_prefetch(&buckets_[place_of(part, value_of(kind, hash, part))]);
  }

  const ClusterTable& clusters() const { return clusters_; }
  std::uint64_t verified() const { return verified_; }

  template <class Archive>
  void archive(Archive& ar) {
    auto& [max_distance, bucket_size, masks, clusters, hashes, buckets, verified] = *this;
    ar(clusters, hashes, buckets, verified);
    if constexpr (Archive::kReading) {
      ar.require(hashes.size() == clusters.end(), "a picture without hash");
      ar.require(buckets.empty() || buckets.size() == std::size_t{kParts} << 16, "missing buckets");
      for (std::size_t i = 0; i < buckets.size() && ar.ok(); ++i) {
        for (auto& entry : buckets[i]) {
          ar.require(entry.slot < hashes.size(), "a bucket of nothing");
          if (!ar.ok()) return;
          entry = entry_of(hashes[entry.slot], static_cast<unsigned>(i >> 16), entry.slot);
        }
      }
    }
  }

 private:
  // What a bucket knows of a hash: a word and a half of it, from beyond the bucket's own part.
  struct Entry {
    std::uint64_t word;
    std::uint32_t half;
    Slot slot;

    template <class Archive>
    void archive(Archive& ar) {
      auto& [word_, half_, slot_] = *this;
      ar(slot_);
    }
  };
  using Bucket = absl::InlinedVector<Entry, 1>;
  struct Query {
    KindId kind;
    const Hash& hash;
    std::array<std::uint16_t, kParts> values;
    std::array<Entry, kParts> wanted;
  };
  struct Best {
    unsigned distance;
    Slot cluster = kNoSlot;
  };

  // Every 16-bit mask of at most `radius` bits, by number of bits.
  static std::vector<std::vector<std::uint16_t>> masks_up_to(unsigned radius) {
    std::vector<std::vector<std::uint16_t>> masks(radius + 1);
    for (unsigned mask = 0; mask < 65'536; ++mask) {
      const auto bits = ones(mask);
      if (bits <= radius) masks[bits].push_back(static_cast<std::uint16_t>(mask));
    }
    return masks;
  }

  // Kinds keep apart by a shift of their own, which leaves distances as they are.
  static std::uint16_t value_of(KindId kind, const Hash& hash, unsigned part) {
    const auto value = hash[part / 4] >> (48 - 16 * (part % 4));
    return static_cast<std::uint16_t>(value ^ mix64(kind));
  }
  static Entry entry_of(const Hash& hash, unsigned part, Slot slot) {
    const auto half = kWords == 1 ? 0 : hash[(part / 4 + 2) % kWords] >> 32;
    return {hash[(part / 4 + 1) % kWords], static_cast<std::uint32_t>(half), slot};
  }
  // A lower bound of the distance between the two hashes.
  static unsigned at_least(const Entry& a, const Entry& b) {
    return ones(a.word ^ b.word) + (kWords == 1 ? 0 : ones(a.half ^ b.half));
  }
  static std::size_t place_of(unsigned part, std::uint16_t value) {
    return (std::size_t{part} << 16) | value;
  }
  Bucket& bucket_of(unsigned part, std::uint16_t value) { return buckets_[place_of(part, value)]; }

  // std::popcount is a call where the machine is not known to have the instruction.
  static unsigned ones(std::uint64_t x) {
    x -= (x >> 1) & 0x5555555555555555;
    x = (x & 0x3333333333333333) + ((x >> 2) & 0x3333333333333333);
    x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0F;
    return static_cast<unsigned>((x * 0x0101010101010101) >> 56);
  }
  // Exact up to `limit`, beyond it some number above `limit`.
  static unsigned distance(const Hash& a, const Hash& b, unsigned limit) {
    unsigned bits = 0;
    for (std::size_t i = 0; i < kWords && bits <= limit; ++i) bits += ones(a[i] ^ b[i]);
    return bits;
  }

  Best best_candidate(KindId kind, const Hash& hash) {
    Best best{max_distance_ + 1, kNoSlot};
    if (buckets_.empty()) return best;
    Query query{kind, hash, {}, {}};
    for (unsigned part = 0; part < kParts; ++part) {
      query.values[part] = value_of(kind, hash, part);
      query.wanted[part] = entry_of(hash, part, kNoSlot);
    }
    for (unsigned radius = 0; radius < masks_.size(); ++radius) {
      if (best.distance < kParts * radius) break;  // nothing nearer, nor as near, is left
      probe(query, masks_[radius], best);
    }
    return best;
  }

  // Every mask on every part, kParts buckets at a time, all asked for before the first is read.
  void probe(const Query& query, const std::vector<std::uint16_t>& masks, Best& best) {
    std::array<const Bucket*, kParts> buckets;
    for (const auto mask : masks) {
      for (unsigned part = 0; part < kParts; ++part) {
        buckets[part] = &bucket_of(part, static_cast<std::uint16_t>(query.values[part] ^ mask));
        __builtin_prefetch(buckets[part]);
      }
      for (const auto* bucket : buckets) __builtin_prefetch(bucket->data());
      for (unsigned part = 0; part < kParts; ++part) {
        for (const auto& entry : *buckets[part]) {
          if (at_least(entry, query.wanted[part]) <= std::min(best.distance, max_distance_)) {
            consider(entry.slot, query, best);
          }
        }
      }
    }
  }

  void consider(Slot slot, const Query& query, Best& best) {
    ++verified_;
    const auto limit = std::min(best.distance, max_distance_);
    const auto d = distance(hashes_[slot], query.hash, limit);
    if (d > limit || slot == best.cluster) return;
    const auto& cluster = clusters_[slot];
    if (cluster.kind != query.kind) return;
    if (d < best.distance || cluster.birth < clusters_[best.cluster].birth) best = {d, slot};
  }

  unsigned max_distance_;
  std::size_t bucket_size_;
  std::vector<std::vector<std::uint16_t>> masks_;
  ClusterTable clusters_;
  std::vector<Hash> hashes_;  // by cluster, side by side: verification reads nothing else
  std::vector<Bucket> buckets_;
  std::uint64_t verified_ = 0;
};

}  // namespace lockstep::similar
