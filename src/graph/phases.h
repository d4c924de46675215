// The phases of one Leiden iteration (Traag, Waltman, van Eck 2019, algorithm A.2), all in
// integers.
#pragma once

#include <cstdint>
#include <vector>

#include "level.h"

namespace lockstep::graph {

// Fast local moving: takes nodes from a queue, moves each to the neighbouring or empty community
// with the largest gain, and queues the neighbours it left behind. Ties go to the smallest label.
// Labels are below node_count. Returns whether anything moved; every move improves Q.
bool local_move(const Level& level, Weight gamma, std::vector<Node>& community);

// Splits every community into well-connected parts: nodes start alone and may join a part of their
// own community, drawn with probability proportional to exp(gain / theta), theta = 0.01. A draw is
// a function of (seed, smallest level-0 node of the node that moves).
std::vector<Node> refine(const Level& level, Weight gamma, std::uint64_t seed,
                         const std::vector<Node>& community);

// Makes a community of each connected part of each community. Returns whether any was split.
bool split_disconnected(const Level& level, std::vector<Node>& community);

}  // namespace lockstep::graph
