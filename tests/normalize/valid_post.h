// What the tests of the normaliser share.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "lockstep/normalize/normalizer.h"

namespace lockstep::normalize {

inline std::unique_ptr<Normalizer> make_normalizer(const NormalizeConfig& config = {}) {
  auto made = Normalizer::make(config);
  REQUIRE(made.ok());
  return *std::move(made);
}

inline Post valid_post() {
  Post post;
  post.platform = "x";
  post.post_id = "1";
  post.author.id = "a";
  post.created_at = parse_rfc3339("2026-04-16T09:44:02Z");
  return post;
}

// The reason for a rejection, or "".
inline std::string rejected(Post post, std::optional<EventTime> clock = std::nullopt) {
  static const std::unique_ptr<Normalizer> normalizer = make_normalizer();
  const auto rejection = normalizer->normalize(post, clock);
  return rejection ? std::string(name(rejection->reason)) : "";
}

inline Post normalized(Post post) {
  static const std::unique_ptr<Normalizer> normalizer = make_normalizer();
  const auto rejection = normalizer->normalize(post, std::nullopt);
  REQUIRE_FALSE(rejection.has_value());
  return post;
}

}  // namespace lockstep::normalize
