// What a snapshot holds of a post (core/state_archive.h). Private to the room.
#pragma once

#include "lockstep/core/state_archive.h"
#include "lockstep/evidence/accounts.h"

namespace lockstep {

template <class Archive>
void archive(Archive& ar, Coordinates& c) {
  auto& [input, partition, offset] = c;
  ar(input, partition, offset);
}

namespace evidence {

template <class Archive>
void archive(Archive& ar, Capture& c) {
  auto& [collector, request_id] = c;
  ar(collector, request_id);
}

template <class Archive>
void archive(Archive& ar, Community& c) {
  auto& [name, kind] = c;
  ar(name, kind);
}

template <class Archive>
void archive(Archive& ar, PostInfo& p) {
  auto& [post_id, account, time, source, sha256, lang, target, site, capture, community,
         interactions, action] = p;
  ar(post_id, account, time, source, sha256, lang, target, site, capture, community, interactions,
     action);
  if constexpr (Archive::kReading) ar.require(action <= Action::kLike, "a post of no act");
}

template <class Archive>
void archive(Archive& ar, WindowCount& w) {
  auto& [current, previous] = w;
  ar(current, previous);
}

}  // namespace evidence
}  // namespace lockstep
