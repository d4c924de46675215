#include "lockstep/evidence/translations.h"

#include <absl/container/flat_hash_map.h>

#include <deque>

#include "lockstep/core/state_archive.h"

namespace lockstep::evidence {
namespace {

struct Entry {
  KeyHash post = 0, author = 0;
  std::string text;  // empty: erased

  template <class Archive>
  void archive(Archive& ar) {
    auto& [post_, author_, text_] = *this;
    ar(post_, author_, text_);
  }
};

}  // namespace

struct Translations::Impl {
  std::size_t most = 0;
  std::deque<Entry> entries;  // in the order in which they came, beginning with number `first`
  std::uint64_t first = 0, evicted = 0;
  absl::flat_hash_map<KeyHash, std::uint64_t> numbers;  // of entries with text; never iterated

  void forget_oldest() {
    if (!entries.front().text.empty()) {
      numbers.erase(entries.front().post);
      ++evicted;
    }
    entries.pop_front();
    ++first;
  }

  template <class Archive>
  void archive(Archive& ar) {
    auto& [most_, entries_, first_, evicted_, numbers_] = *this;
    ar(entries_, first_, evicted_);
    if constexpr (Archive::kReading) {
      for (std::size_t i = 0; i < entries_.size(); ++i) {
        if (entries_[i].text.empty()) continue;
        ar.require(numbers_.emplace(entries_[i].post, first_ + i).second, "translated twice");
      }
    }
  }
};

Translations::Translations(std::size_t most) : impl_(std::make_unique<Impl>()) {
  impl_->most = most;
}
Translations::~Translations() = default;

template <class Archive>
void Translations::archive(Archive& ar) {
  impl_->archive(ar);
}
LOCKSTEP_ARCHIVE(Translations);

void Translations::put(KeyHash post, KeyHash author, const std::string& text) {
  auto& t = *impl_;
  if (text.empty() || !t.numbers.try_emplace(post, t.first + t.entries.size()).second) return;
  t.entries.push_back({post, author, text});
  if (t.entries.size() > t.most) t.forget_oldest();
}

const std::string& Translations::find(KeyHash post) const {
  static const std::string kNone;
  const auto found = impl_->numbers.find(post);
  return found == impl_->numbers.end() ? kNone : impl_->entries[found->second - impl_->first].text;
}

bool Translations::erase(KeyHash post) {
  auto& t = *impl_;
  const auto found = t.numbers.find(post);
  if (found == t.numbers.end()) return false;
  t.entries[found->second - t.first].text = {};
  t.numbers.erase(found);
  return true;
}

std::size_t Translations::erase_author(KeyHash author) {
  std::size_t erased = 0;
  for (auto& entry : impl_->entries) {
    if (entry.author != author) continue;
    erased += impl_->numbers.erase(entry.post);
    entry = {};
  }
  return erased;
}

std::size_t Translations::size() const noexcept { return impl_->numbers.size(); }
std::uint64_t Translations::evicted() const noexcept { return impl_->evicted; }

}  // namespace lockstep::evidence
