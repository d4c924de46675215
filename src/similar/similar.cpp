#include "lockstep/similar/similar.h"

#include <algorithm>
#include <bit>
#include <utility>
#include <variant>

#include "lockstep/core/check.h"
#include "lockstep/core/state_archive.h"
#include "media_index.h"
#include "text_index.h"

namespace lockstep::similar {
namespace {

// A hash with nearly all bits alike is of a picture without structure: everything blank looks like
// everything else blank.
constexpr int kFlatShare = 16;  // fewer than bits / 16 ones, or zeros

template <std::size_t kWords>
bool is_flat(const std::array<std::uint64_t, kWords>& hash) {
  int ones = 0;
  for (const auto word : hash) ones += std::popcount(word);
  constexpr int kBits = static_cast<int>(kWords) * 64;
  return ones < kBits / kFlatShare || ones > kBits - kBits / kFlatShare;
}

// Words, not bytes, so that the key does not depend on the machine's byte order.
template <std::size_t kWords>
KeyHash key_of(KindId kind, const std::array<std::uint64_t, kWords>& words) {
  KeyHash key = mix64(kWords);
  for (const auto word : words) key = mix64(key ^ word);
  return mix64(key ^ kind);
}

// Member by member, so that the text keeps its memory.
void put(const Cluster& cluster, Trace& out) {
  out.kind = cluster.kind;
  out.key = cluster.key;
  out.text = cluster.excerpt;
  out.quoted = cluster.quoted;
  out.author = cluster.author;
}

}  // namespace

void SimilarConfig::describe(ConfigVisitor& v) {
  v.field("text_threshold", text_threshold, {0.3, 1.0},
          "Texts with at least this Jaccard similarity of their character 4-grams are "
          "near-duplicates.");
  v.field("pdq_distance", pdq_distance, {0, 63},
          "Pictures whose PDQ hashes differ in at most this many bits are near-duplicates.");
  v.field("dhash_distance", dhash_distance, {0, 15}, "The same for dHash.");
  v.field("embedding_distance", embedding_distance, {0, 47},
          "Posts whose embeddings differ in at most this many of 256 random signs mean nearly the "
          "same. Their angle is about pi * bits / 256: 31 is a cosine of about 0.93, 26 of 0.95, "
          "37 of 0.90.");
  v.field("ttl", ttl, {Duration{std::chrono::minutes{1}}, Duration{std::chrono::hours{24 * 365}}},
          "A cluster is forgotten when nothing has joined it for this long.");
  v.field(
      "max_text_clusters", max_text_clusters, {1, 20'000'000},
      "Text clusters remembered; the one longest without a member goes first. About 1 KiB each.");
  v.field("max_media_clusters", max_media_clusters, {1, 100'000'000},
          "Picture clusters remembered, likewise. About 800 bytes each.");
  v.field("max_embedding_clusters", max_embedding_clusters, {1, 100'000'000},
          "Clusters of embeddings remembered, likewise. About 800 bytes each.");
  v.field("bucket_size", bucket_size, {1, 65'536},
          "Candidates kept for each fragment of a signature, the newest; bounds the cost of one "
          "look-up.");
}

struct SimilarIndex::Impl {
  explicit Impl(const SimilarConfig& c)
      : config(c),
        text({c.text_threshold, static_cast<std::size_t>(c.bucket_size)}),
        pdq(static_cast<unsigned>(c.pdq_distance), static_cast<std::size_t>(c.bucket_size)),
        dhash(static_cast<unsigned>(c.dhash_distance), static_cast<std::size_t>(c.bucket_size)),
        embedding(static_cast<unsigned>(c.embedding_distance),
                  static_cast<std::size_t>(c.bucket_size)) {
    LOCKSTEP_CHECK(c.max_text_clusters > 0 && c.max_media_clusters > 0);
    LOCKSTEP_CHECK(c.max_embedding_clusters > 0 && c.bucket_size > 0);
    LOCKSTEP_CHECK(c.pdq_distance >= 0 && c.dhash_distance >= 0 && c.embedding_distance >= 0);
  }

  void assign(const Sketch& sketch, Whose whose, EventTime time, Trace& out);

  template <class Index>
  void expire(Index& index);
  template <class Index>
  void make_room(Index& index, std::int64_t limit);
  void make_room_for_media();
  Cluster newborn(const Sketch& sketch, KeyHash key, Whose whose) {
    return {key,          births++,    now,   {},      whose.post,
            whose.author, sketch.kind, false, kNoSlot, sketch.excerpt};
  }
  void assign_text(const Sketch& sketch, Whose whose, const TextSketch& body, Trace& out);
  template <std::size_t kWords>
  void assign_media(MediaIndex<kWords>& index, const Sketch& sketch,
                    const std::array<std::uint64_t, kWords>& hash, Trace& out);
  void assign_embedding(const Sketch& sketch, const EmbeddingSketch& body, Trace& out);

  SimilarConfig config;
  TextIndex text;
  MediaIndex<4> pdq;
  MediaIndex<1> dhash;
  MediaIndex<4> embedding;
  EventTime now{EventTime::min()};
  std::uint64_t births = 0;
  std::uint64_t evicted = 0, erased = 0;

  template <class Archive>
  void archive(Archive& ar) {
    auto& [config_, text_, pdq_, dhash_, embedding_, now_, births_, evicted_, erased_] = *this;
    ar(text_, pdq_, dhash_, embedding_, now_, births_, evicted_, erased_);
  }
};

template <class Index>
void SimilarIndex::Impl::expire(Index& index) {
  const auto& clusters = index.clusters();
  const auto due = [&](Slot slot, Duration ttl) {
    return slot != kNoSlot && clusters[slot].last_member <= now - ttl;
  };
  const auto lonely_ttl = std::min(config.lonely_ttl, config.ttl);
  while (due(clusters.oldest_lonely(), lonely_ttl)) index.remove(clusters.oldest_lonely());
  while (due(clusters.oldest_joined(), config.ttl)) index.remove(clusters.oldest_joined());
}

template <class Index>
void SimilarIndex::Impl::make_room(Index& index, std::int64_t limit) {
  for (; index.clusters().size() >= static_cast<std::size_t>(limit); ++evicted)
    index.remove(index.clusters().oldest());
}

// Both sorts share one limit: the one longest without a member goes, whichever it is.
void SimilarIndex::Impl::make_room_for_media() {
  const auto limit = static_cast<std::size_t>(config.max_media_clusters);
  const auto& p = pdq.clusters();
  const auto& d = dhash.clusters();
  while (p.size() + d.size() >= limit) {
    const auto age = [](const ClusterTable& t) {
      return std::pair{t[t.oldest()].last_member, t[t.oldest()].birth};
    };
    const bool from_pdq = d.size() == 0 || (p.size() > 0 && age(p) < age(d));
    from_pdq ? pdq.remove(p.oldest()) : dhash.remove(d.oldest());
    ++evicted;
  }
}

void SimilarIndex::Impl::assign_text(const Sketch& sketch, Whose whose, const TextSketch& body,
                                     Trace& out) {
  auto slot = text.join(sketch.kind, body, now);
  if (slot == kNoSlot) {
    make_room(text, config.max_text_clusters);
    slot = text.found(body, newborn(sketch, key_of(sketch.kind, body.bands), whose));
  } else if (!sketch.excerpt.empty() && text.clusters()[slot].excerpt.empty()) {
    text.quote(slot, whose.post, whose.author, sketch.excerpt);
  }
  put(text.clusters()[slot], out);
}

template <std::size_t kWords>
void SimilarIndex::Impl::assign_media(MediaIndex<kWords>& index, const Sketch& sketch,
                                      const std::array<std::uint64_t, kWords>& hash, Trace& out) {
  const auto key = key_of(sketch.kind, hash);
  if (is_flat(hash)) {
    out.kind = sketch.kind;
    out.key = key;
    out.text = sketch.excerpt;
    out.quoted = out.author = 0;
    return;
  }
  auto slot = index.join(sketch.kind, hash, now);
  if (slot == kNoSlot) {
    make_room_for_media();
    slot = index.found(hash, newborn(sketch, key, {}));
  }
  put(index.clusters()[slot], out);
}

// Signs are as good as evenly split: no embedding is flat.
void SimilarIndex::Impl::assign_embedding(const Sketch& sketch, const EmbeddingSketch& body,
                                          Trace& out) {
  auto slot = embedding.join(sketch.kind, body.bits, now);
  if (slot == kNoSlot) {
    make_room(embedding, config.max_embedding_clusters);
    slot = embedding.found(body.bits, newborn(sketch, key_of(sketch.kind, body.bits), {}));
  }
  put(embedding.clusters()[slot], out);
}

void SimilarIndex::Impl::assign(const Sketch& sketch, Whose whose, EventTime time, Trace& out) {
  LOCKSTEP_CHECK(time >= now);
  now = time;
  expire(text);
  expire(pdq);
  expire(dhash);
  expire(embedding);
  if (const auto* body = std::get_if<TextSketch>(&sketch.body))
    return assign_text(sketch, whose, *body, out);
  if (const auto* body = std::get_if<PdqSketch>(&sketch.body))
    return assign_media(pdq, sketch, body->bits, out);
  if (const auto* body = std::get_if<EmbeddingSketch>(&sketch.body))
    return assign_embedding(sketch, *body, out);
  assign_media<1>(dhash, sketch, {std::get<DhashSketch>(sketch.body).bits}, out);
}

SimilarIndex::SimilarIndex(const SimilarConfig& config) : impl_(std::make_unique<Impl>(config)) {}
SimilarIndex::~SimilarIndex() = default;

template <class Archive>
void SimilarIndex::archive(Archive& ar) {
  impl_->archive(ar);
}
LOCKSTEP_ARCHIVE(SimilarIndex);

void SimilarIndex::assign(const Sketch& sketch, EventTime now, Trace& out, Whose whose) {
  impl_->assign(sketch, sketch.excerpt.empty() ? Whose{} : whose, now, out);
}

void SimilarIndex::erase(KeyHash post) { impl_->erased += impl_->text.erase(post); }

void SimilarIndex::erase_author(KeyHash author) {
  impl_->erased += impl_->text.erase_author(author);
}

void SimilarIndex::prefetch(const Sketch& sketch) const {
  if (const auto* body = std::get_if<TextSketch>(&sketch.body))
    impl_->text.prefetch(sketch.kind, *body);
  else if (const auto* pdq = std::get_if<PdqSketch>(&sketch.body))
    impl_->pdq.prefetch(sketch.kind, pdq->bits);
  else if (const auto* embedding = std::get_if<EmbeddingSketch>(&sketch.body))
    impl_->embedding.prefetch(sketch.kind, embedding->bits);
}

SimilarStats SimilarIndex::stats() const {
  const auto& i = *impl_;
  return {.text_clusters = i.text.clusters().size(),
          .media_clusters = i.pdq.clusters().size() + i.dhash.clusters().size(),
          .embedding_clusters = i.embedding.clusters().size(),
          .evicted = i.evicted,
          .erased = i.erased,
          .candidates_verified =
              i.text.verified() + i.pdq.verified() + i.dhash.verified() + i.embedding.verified()};
}

}  // namespace lockstep::similar
