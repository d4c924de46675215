// Where members put what they share, and how it was received.
#pragma once

#include "lockstep/alert/alert.h"
#include "lockstep/assess/finding.h"

namespace lockstep::alert {

// Fills communities, their count, cross_posted and engagement, from the first touch of each member
// at each object.
void add_places(const assess::Finding&, Alert&);

}  // namespace lockstep::alert
