// Translations that upstream supplied with posts, apart from the posts, so that one goes with its
// post when that is deleted.
//
// Bounded by `most`, the oldest goes first; at most kMaxKeyText bytes and about 80 each. Not
// thread-safe: one owner, calls in the total order of posts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "lockstep/core/trace.h"

namespace lockstep::evidence {

class Translations {
 public:
  static constexpr std::size_t kMostTranslations = 100'000;

  explicit Translations(std::size_t most = kMostTranslations);
  ~Translations();
  // Of the post, which is `author`'s; its first stays.
  void put(KeyHash post, KeyHash author, const std::string& text);
  // Empty if there is none.
  const std::string& find(KeyHash post) const;
  // The post was deleted. Whether there was one.
  bool erase(KeyHash post);
  // The account was erased. How many of its posts had one. Looks at every entry.
  std::size_t erase_author(KeyHash author);
  std::size_t size() const noexcept;
  std::uint64_t evicted() const noexcept;
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::evidence
