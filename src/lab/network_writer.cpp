#include "lockstep/lab/network_writer.h"

#include <fmt/format.h>

#include "lockstep/graph/graphml.h"

namespace lockstep::lab {
namespace {

using graph::GraphmlWriter;

void declare_keys(GraphmlWriter& out, bool directed) {
  const auto declare = [&](std::string_view name, std::string_view type) {
    out.declare(name, name, GraphmlWriter::For::kEdge, type);
  };
  declare("weight", "long");
  if (directed) return;
  declare("avg_time_delta", "double");
  declare("symmetry", "double");
  declare("above_threshold", "boolean");
}

Status graphml_edge(GraphmlWriter& out, const Network& network, const NetworkEdge& edge) {
  out.edge(network.accounts[edge.account_1], network.accounts[edge.account_2]);
  out.data("weight", fmt::to_string(edge.weight));
  if (!network.directed) {
    out.data("avg_time_delta", fmt::to_string(edge.avg_time_delta));
    out.data("symmetry", fmt::to_string(edge.symmetry));
    out.data("above_threshold", edge.above_threshold ? "true" : "false");
  }
  return out.end_element();
}

}  // namespace

Status write_network_csv(const Network& network, const TextSink& out) {
  TextPieces writer(out);
  writer.print("{}\n", network.directed
                           ? "source,target,weight"
                           : "account_1,account_2,weight,avg_time_delta,symmetry,above_threshold");
  for (const NetworkEdge& edge : network.edges) {
    writer.print("{},{},{}", csv_field(network.accounts[edge.account_1]),
                 csv_field(network.accounts[edge.account_2]), edge.weight);
    if (!network.directed) {
      writer.print(",{},{},{}", edge.avg_time_delta, edge.symmetry, edge.above_threshold ? 1 : 0);
    }
    writer.print("\n");
    LOCKSTEP_TRY(writer.flush_if_full());
  }
  return writer.flush();
}

Status write_network_graphml(const Network& network, const TextSink& out) {
  GraphmlWriter writer(out);
  declare_keys(writer, network.directed);
  writer.begin(network.directed);
  for (const std::string& account : network.accounts) {
    writer.node(account);
    LOCKSTEP_TRY(writer.end_element());
  }
  for (const NetworkEdge& edge : network.edges) LOCKSTEP_TRY(graphml_edge(writer, network, edge));
  return writer.finish();
}

}  // namespace lockstep::lab
