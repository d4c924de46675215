// Selection evidence: do two accounts share more different keys than chance and activity explain?
//
// Null: the number x of distinct keys two accounts share is geometric with mean lambda (negative
// binomial with r = 1, which allows for the heavy tail of common interests), seen only if x >= 1.
//   lambda = kappa * d_u * d_v,   kappa = 2 (X + X0) / (E^2 + E0^2)
// d = distinct keys of an account, E = sum of d, X = coincidences of strangers, each over the
// current and the previous week; X0, E0 a prior for a cold start (Chung-Lu limit of the bipartite
// configuration model, Saracco et al. 2015; DETECTION 2.2). Strangers are pairs outside one
// provisional group (groups.h) and one open campaign: where an operation is much of a stream, as in
// a collection on its own topic, it would otherwise be the chance it is held against.
//
// Evidence is a likelihood-ratio e-process (Wang & Ramdas 2022; DETECTION amendment 3), so it may
// be looked at after every event:
//   W = ln( 1/|T| * sum over theta in T of theta^(x-1) * ((1+lambda)/(1+theta*lambda))^(x+1) )
// with T = {3, 10, 100, 1000, 10000}. Its expectation under the null is at most 1. The first
// coincidence is free: nobody looks at a pair that shares nothing.
#pragma once

#include <cstdint>

namespace lockstep::evidence {

inline constexpr double kMinLambda = 1e-4;

// W in nats for x >= 1 and lambda > 0 (raised to kMinLambda).
double selection_evidence(std::uint32_t x, double lambda) noexcept;

}  // namespace lockstep::evidence
