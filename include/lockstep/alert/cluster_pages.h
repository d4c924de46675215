// The accounts of an alert beyond the first 1,000, in pages: an alert's record must stay small, a
// cluster need not (schemas/lockstep.cluster.1.schema.json).
//
// Pages go on where Alert::accounts ends, in its order. Each is at most 900,000 bytes. A pure
// function: the same alert gives the same bytes.
#pragma once

#include <string>
#include <vector>

#include "lockstep/alert/alert.h"

namespace lockstep::alert {

struct ClusterPage {
  std::string key;    // "<alert id>/<page>": a compacted topic keeps the newest of each
  std::string value;  // one line of JSON
};
// None for an alert that holds all its accounts.
std::vector<ClusterPage> to_cluster_pages(const Alert&);

}  // namespace lockstep::alert
