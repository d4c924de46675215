// A case graph as files that graph tools read: GraphML (Gephi, NetworkX, igraph), JSON lines
// (schemas/cib.graph.v1.schema.json; Neo4j's apoc.import.json takes them as they are) or a pair of
// CSV tables (neo4j-admin database import). Nodes come by id, edges by their ends, verb and kind.
//
// Times are RFC 3339 in UTC, numbers the shortest that read back equal. Where a format has no lists
// (GraphML, CSV) they are joined by ';', one inside an item becoming ','. Pure but for the sinks,
// whose errors are returned.
#pragma once

#include "lockstep/core/status.h"
#include "lockstep/core/text_sink.h"
#include "lockstep/report/case_graph.h"

namespace lockstep::report {

Status write_case_graphml(const CaseGraph& graph, const TextSink& out);
Status write_case_json_lines(const CaseGraph& graph, const TextSink& out);
// Headers id:ID,:LABEL,... and :START_ID,:END_ID,:TYPE,...
Status write_case_nodes_csv(const CaseGraph& graph, const TextSink& out);
Status write_case_edges_csv(const CaseGraph& graph, const TextSink& out);

}  // namespace lockstep::report
