#include "lockstep/sequence/dedup.h"

#include <absl/container/flat_hash_set.h>

#include <deque>
#include <string>
#include <string_view>

#include "lockstep/core/check.h"
#include "lockstep/core/hash.h"
#include "lockstep/core/state_archive.h"

namespace lockstep::sequence {
namespace {

// 128 bits: among 8 million entries a false copy has a chance of about 1e-25.
struct Identity {
  std::uint64_t low = 0, high = 0;
  friend bool operator==(const Identity&, const Identity&) = default;

  template <class Archive>
  void archive(Archive& ar) {
    auto& [low_, high_] = *this;
    ar(low_, high_);
  }
};
struct IdentityHash {
  std::size_t operator()(const Identity& id) const noexcept { return id.low; }
};

constexpr std::uint64_t kSecondSeed = 0x6c6f636b73746570;  // any constant but zero

// Every field is followed by its length, so that no two identities run into the same bytes.
void append(std::string& bytes, std::string_view field) {
  bytes += field;
  const auto length = static_cast<std::uint32_t>(field.size());
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(length >> shift & 0xff);
}

Identity identity_of(const TracedPost& post, std::string& scratch) {
  scratch.clear();
  scratch += static_cast<char>(post.event);
  append(scratch, post.platform);
  append(scratch, post.part);
  append(scratch, post.post_id);
  if (post.post_id.empty()) {
    append(scratch, post.account_id);
    append(scratch, std::to_string(to_micros(post.time)));
    scratch.append(post.sha256.begin(), post.sha256.end());
  }
  return {stable_hash(scratch), stable_hash(scratch, kSecondSeed)};
}

}  // namespace

struct DuplicateFilter::Memory {
  struct Entry {
    Identity id;
    EventTime time;

    template <class Archive>
    void archive(Archive& ar) {
      auto& [id_, time_] = *this;
      ar(id_, time_);
    }
  };
  Duration horizon;
  std::size_t max_entries;
  absl::flat_hash_set<Identity, IdentityHash> known;  // asked only; never iterated
  std::deque<Entry> by_age;                           // the same ids, oldest first
  EventTime newest = EventTime::min();
  std::uint64_t evicted = 0;
  mutable std::string scratch;

  void forget_oldest() {
    known.erase(by_age.front().id);
    by_age.pop_front();
  }

  template <class Archive>
  void archive(Archive& ar) {
    auto& [horizon_, max_entries_, known_, by_age_, newest_, evicted_, scratch_] = *this;
    ar(by_age_, newest_, evicted_);
    if constexpr (Archive::kReading) {
      known_.reserve(by_age_.size());
      for (const Entry& entry : by_age_) known_.insert(entry.id);
      ar.require(known_.size() == by_age_.size(), "a post remembered twice");
    }
  }
};

DuplicateFilter::DuplicateFilter(Duration horizon, std::size_t max_entries)
    : memory_(new Memory{horizon, max_entries, {}, {}, EventTime::min(), 0, {}}) {
  LOCKSTEP_CHECK(max_entries > 0);
}
DuplicateFilter::~DuplicateFilter() = default;

template <class Archive>
void DuplicateFilter::archive(Archive& ar) {
  memory_->archive(ar);
}
LOCKSTEP_ARCHIVE(DuplicateFilter);

bool DuplicateFilter::admit(const TracedPost& post) {
  Memory& m = *memory_;
  LOCKSTEP_CHECK(post.time >= m.newest);
  m.newest = post.time;
  while (!m.by_age.empty() && m.by_age.front().time + m.horizon < post.time) m.forget_oldest();

  const Identity id = identity_of(post, m.scratch);
  if (!m.known.insert(id).second) return false;
  m.by_age.push_back({id, post.time});
  if (m.by_age.size() > m.max_entries) {
    m.forget_oldest();
    ++m.evicted;
  }
  return true;
}

bool DuplicateFilter::remembers(const TracedPost& post) const {
  return memory_->known.contains(identity_of(post, memory_->scratch));
}

std::size_t DuplicateFilter::size() const noexcept { return memory_->by_age.size(); }
std::uint64_t DuplicateFilter::evicted() const noexcept { return memory_->evicted; }

}  // namespace lockstep::sequence
