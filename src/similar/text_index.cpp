#include "text_index.h"

#include <algorithm>

#include "bins.h"
#include "lockstep/core/check.h"

namespace lockstep::similar {
namespace {

constexpr Node kUnlisted = 0xFFFFFFFE;  // fell off the end of its bucket
constexpr auto kBands = static_cast<Node>(TextSketch::kBands);

}  // namespace

TextIndex::TextIndex(const Limits& limits)
    : min_same_(same_bins_for(limits.threshold)),
      fresh_same_(same_bins_for(std::max(limits.threshold, kFreshSimilarity))),
      bucket_size_(limits.bucket_size) {
  LOCKSTEP_CHECK(bucket_size_ > 0);
}

// Texts of different kinds (a post, a biography) live in different buckets.
TextIndex::Tags TextIndex::tags_of(KindId kind, const TextSketch& sketch) noexcept {
  Tags tags;
  const auto salt = mix64(kind);
  for (std::size_t i = 0; i < TextSketch::kBands; ++i) {
    tags[i] = static_cast<std::uint32_t>(mix64(sketch.bands[i] ^ salt) >> 32);
  }
  return tags;
}

Slot TextIndex::join(KindId kind, const TextSketch& sketch, EventTime now) {
  const auto tags = tags_of(kind, sketch);
  const auto best = best_candidate(kind, sketch.bins, tags);
  if (best.cluster == kNoSlot || best.same < min_same_) return kNoSlot;
  clusters_.join(best.cluster, now);
  const auto& members = members_[best.cluster];
  if (best.same < fresh_same_ && members.count < kMaxRepresentatives &&
      count_same(bodies_[members.representatives[0]].bins, sketch.bins) >= min_same_) {
    add_representative(best.cluster, sketch.bins, tags);
  }
  return best.cluster;
}

Slot TextIndex::found(const TextSketch& sketch, Cluster cluster) {
  const auto tags = tags_of(cluster.kind, sketch);
  const auto slot = clusters_.found(std::move(cluster));
  LOCKSTEP_CHECK(members_.add() == slot);
  add_representative(slot, sketch.bins, tags);
  return slot;
}

void TextIndex::remove(Slot cluster) {
  const auto members = members_[cluster];
  for (std::uint32_t i = 0; i < members.count; ++i)
    remove_representative(members.representatives[i]);
  members_.remove(cluster);
  clusters_.remove(cluster);
  prefetch_oldest();
}

// It is the next to go, as a rule.
void TextIndex::prefetch_oldest() const {
  const auto next = clusters_.oldest_lonely();
  if (next == kNoSlot) return;
  const auto representative = members_[next].representatives[0];
  const auto* links = reinterpret_cast<const char*>(&links_[representative]);
  for (std::size_t at = 0; at < sizeof(Links); at += 64) __builtin_prefetch(links + at);
  __builtin_prefetch(&bodies_[representative], 1);
}

// All memory is asked for before any of it is needed: cells, then lists, then bodies.
TextIndex::Best TextIndex::best_candidate(KindId kind, const Bins& bins, const Tags& tags) {
  for (const auto tag : tags) heads_.prefetch(tag);
  std::array<Node, TextSketch::kBands> heads;
  std::size_t found = 0;
  for (const auto tag : tags) {
    const auto head = heads_.head(tag);
    if (head == kNoNode) continue;
    heads[found++] = head;
    __builtin_prefetch(&next_of(head));
    __builtin_prefetch(&bodies_[head / kBands].bins[64]);
  }
  Best best;
  if (found == 0) return best;
  next_query();
  for (std::size_t i = 0; i < found; ++i) {
    for (auto node = heads[i]; node != kNoNode; node = next_of(node)) {
      consider(node / kBands, kind, bins, best);
    }
  }
  return best;
}

void TextIndex::consider(Slot representative, KindId kind, const Bins& bins, Best& best) {
  auto& body = bodies_[representative];
  if (body.visit == query_) return;
  body.visit = query_;
  ++verified_;
  const auto same = count_same(body.bins, bins);
  if (same < best.same || same < min_same_) return;
  const auto& cluster = clusters_[body.cluster];
  if (cluster.kind != kind) return;  // two bands of different kinds with the same 32 bits
  const bool better = same > best.same || cluster.birth < clusters_[best.cluster].birth;
  if (better) best = {same, body.cluster};
}

void TextIndex::next_query() {
  if (++query_ != 0) return;
  for (Slot i = 0; i < bodies_.end(); ++i) bodies_[i].visit = 0;
  query_ = 1;
}

void TextIndex::add_representative(Slot cluster, const Bins& bins, const Tags& tags) {
  const auto slot = bodies_.add();
  LOCKSTEP_CHECK(links_.add() == slot);
  bodies_[slot].bins = bins;
  bodies_[slot].cluster = cluster;
  links_[slot].tags = tags;
  for (Node band = 0; band < kBands; ++band) insert(slot * kBands + band, tags[band]);
  auto& members = members_[cluster];
  members.representatives[members.count++] = slot;
}

void TextIndex::remove_representative(Slot representative) {
  const auto tags = links_[representative].tags;
  for (const auto tag : tags) heads_.prefetch(tag);
  for (Node band = 0; band < kBands; ++band) unlink(representative * kBands + band, tags[band]);
  links_.remove(representative);
  bodies_.remove(representative);
}

void TextIndex::insert(Node node, std::uint32_t tag) {
  next_of(node) = heads_.set_head(tag, node);
  auto last = node;
  for (std::size_t listed = 1; next_of(last) != kNoNode; ++listed) {
    if (listed == bucket_size_) {
      const auto dropped = next_of(last);
      LOCKSTEP_CHECK(next_of(dropped) == kNoNode);
      next_of(dropped) = kUnlisted;
      next_of(last) = kNoNode;
      return;
    }
    last = next_of(last);
  }
}

// Of an index that was read: whether every slot and node it names is there.
bool TextIndex::linked() const {
  const auto nodes = static_cast<Node>(links_.end() * TextSketch::kBands);
  if (members_.end() != clusters_.end() || links_.end() != bodies_.end() || !heads_.valid(nodes))
    return false;
  for (Slot i = 0; i < members_.end(); ++i) {
    const auto& m = members_[i];
    if (m.count > kMaxRepresentatives) return false;
    for (std::uint32_t r = 0; r < m.count; ++r)
      if (m.representatives[r] >= bodies_.end()) return false;
  }
  for (Slot i = 0; i < bodies_.end(); ++i) {
    if (bodies_[i].cluster != kNoSlot && bodies_[i].cluster >= clusters_.end()) return false;
    for (const auto next : links_[i].next)
      if (next != kNoNode && next != kUnlisted && next >= nodes) return false;
  }
  return true;
}

void TextIndex::unlink(Node node, std::uint32_t tag) {
  const auto next = next_of(node);
  if (next == kUnlisted) return;
  if (heads_.replace_head(tag, node, next)) return;
  auto before = heads_.head(tag);
  while (next_of(before) != node) before = next_of(before);
  next_of(before) = next;
}

}  // namespace lockstep::similar
