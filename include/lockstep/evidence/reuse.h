// Reuse velocity: how soon objects get around, by chance and custom: from their first account to
// their fifth, and to their first on another platform. What an operation pushes gets there sooner
// than almost all else does; said in the evidence, it lets a reader compare ("sooner than 99 % of
// links first seen in a post on x").
//
// Counts of DelayShape's bins, over keys seen within the look-back: by kind, and by kind and origin
// (platform and act that the object was first seen in). The narrowest count that holds kMinKeys
// answers. Bounded: kMaxOrigins a kind, 1.8 KB each, 1 MB in all; objects of further origins are
// counted by kind alone.
// Not thread-safe: one owner, calls in the total order of posts.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "lockstep/core/post.h"
#include "lockstep/core/time.h"
#include "lockstep/evidence/timing.h"

namespace lockstep::evidence {

class ReuseVelocity {
 public:
  static constexpr std::uint32_t kAccounts = 5;
  static constexpr double kMinKeys = 100;
  static constexpr std::size_t kMaxOrigins = 48;
  using Counts = std::array<double, DelayShape::kBins>;

  struct Origin {
    std::string platform;
    Action action = Action::kPost;
    friend auto operator<=>(const Origin&, const Origin&) = default;
    template <class Archive>
    void archive(Archive& ar) {
      auto& [platform_, action_] = *this;
      ar(platform_, action_);
      if constexpr (Archive::kReading) ar.require(action_ <= Action::kLike, "an origin of no act");
    }
  };
  struct Times {
    Counts fifth{}, crossing{};  // to the fifth account; to the first on another platform
    friend bool operator==(const Times&, const Times&) = default;
    template <class Archive>
    void archive(Archive& ar) {
      auto& [fifth_, crossing_] = *this;
      ar(fifth_, crossing_);
    }
  };
  struct OfKind {
    Times all;
    std::map<Origin, Times> origins;  // at most kMaxOrigins
    friend bool operator==(const OfKind&, const OfKind&) = default;
    template <class Archive>
    void archive(Archive& ar) {
      auto& [all_, origins_] = *this;
      ar(all_, origins_);
      if constexpr (Archive::kReading) ar.require(origins_.size() <= kMaxOrigins, "more origins");
    }
  };
  using Milestone = Counts Times::*;

  enum class Scope : std::uint8_t { kOrigin, kPlatform, kKind };
  struct Standing {
    double slower = 0;           // the share of keys that took longer, whole bins only
    Scope scope = Scope::kKind;  // among those of the kind of this origin, its platform, or all
  };

  // `origin` is null if it is not known.
  void learn(std::size_t dense_kind, Milestone, const Origin* origin, Duration took);
  // None before kMinKeys of the kind got there.
  std::optional<Standing> standing(std::size_t dense_kind, Milestone, const Origin* origin,
                                   Duration took) const;
  // What an archive showed counts as if seen.
  void assume(std::size_t dense_kind, const OfKind& usual) { kinds_[dense_kind] = usual; }
  const OfKind& of(std::size_t dense_kind) const noexcept { return kinds_[dense_kind]; }
  std::size_t origins() const noexcept;
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar) {
    auto& [kinds] = *this;
    ar(kinds);
  }

 private:
  std::array<OfKind, kMaxCoactionKinds> kinds_;
};

}  // namespace lockstep::evidence
