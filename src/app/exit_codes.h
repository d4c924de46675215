// What `lockstep` says to the shell. Part of the contract.
#pragma once

#include "lockstep/core/status.h"

namespace lockstep::app {

inline constexpr int kDone = 0;
inline constexpr int kFailure = 1;  // ran, and found a failure
inline constexpr int kUsage = 2;
inline constexpr int kBadConfig = 3;
inline constexpr int kBadInput = 4;  // beyond the tolerated share
inline constexpr int kBrokerUnreachable = 5;

}  // namespace lockstep::app
