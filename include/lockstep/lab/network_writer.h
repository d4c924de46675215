// A network as text: CSV, or GraphML for Gephi, igraph and networkx.
//
// CSV (RFC 4180): account_1,account_2,weight,avg_time_delta,symmetry,above_threshold with 1 or 0
// in the last column; directed: source,target,weight. Numbers are the shortest that read back
// equal. GraphML (graph/graphml.h): node ids are the account ids.
#pragma once

#include "lockstep/core/status.h"
#include "lockstep/core/text_sink.h"
#include "lockstep/lab/network.h"

namespace lockstep::lab {

Status write_network_csv(const Network& network, const TextSink& out);
Status write_network_graphml(const Network& network, const TextSink& out);

}  // namespace lockstep::lab
