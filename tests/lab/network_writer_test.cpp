#include "lockstep/lab/network_writer.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

namespace lockstep::lab {
namespace {

using WriteFunction = Status (*)(const Network&, const TextSink&);

std::string text_of(WriteFunction write, const Network& network) {
  std::string text;
  const Status status = write(network, [&](std::string_view piece) {
    text += piece;
    return absl::OkStatus();
  });
  REQUIRE(status.ok());
  return text;
}

Network sample(bool directed) {
  Network network;
  network.directed = directed;
  network.accounts = {"a,\"b\"", "plain", "x:<&>\x01 \xC3\xA9"};
  NetworkEdge first;
  first.account_1 = 0;
  first.account_2 = 1;
  first.weight = 3;
  first.avg_time_delta = 2.75;
  first.symmetry = 1.0 / 3.0;
  first.above_threshold = true;
  NetworkEdge second;
  second.account_1 = 1;
  second.account_2 = 2;
  second.weight = 1;
  second.symmetry = 1.0;
  network.edges = {first, second};
  return network;
}

}  // namespace

TEST_CASE("a network is CSV with fields quoted where they must be", "[unit][lab]") {
  CHECK(text_of(write_network_csv, sample(false)) ==
        "account_1,account_2,weight,avg_time_delta,symmetry,above_threshold\n"
        "\"a,\"\"b\"\"\",plain,3,2.75,0.3333333333333333,1\n"
        "plain,x:<&>\x01 \xC3\xA9,1,0,1,0\n");
  CHECK(text_of(write_network_csv, sample(true)) ==
        "source,target,weight\n\"a,\"\"b\"\"\",plain,3\nplain,x:<&>\x01 \xC3\xA9,1\n");
}

TEST_CASE("an empty network is a header", "[unit][lab]") {
  CHECK(text_of(write_network_csv, Network{}) ==
        "account_1,account_2,weight,avg_time_delta,symmetry,above_threshold\n");
}

TEST_CASE("GraphML is well formed and holds every node and edge", "[unit][lab]") {
  const bool directed = GENERATE(false, true);
  const std::string path = std::string(LOCKSTEP_BINARY_DIR) + "/network_writer_test.graphml";
  std::ofstream(path, std::ios::binary) << text_of(write_network_graphml, sample(directed));
  const std::string script =
      "import sys, xml.etree.ElementTree as tree\n"
      "ns = '{http://graphml.graphdrawing.org/xmlns}'\n"
      "graph = tree.parse(sys.argv[1]).getroot().find(ns + 'graph')\n"
      "nodes = [n.get('id') for n in graph.findall(ns + 'node')]\n"
      "edges = [(e.get('source'), e.get('target'),\n"
      "          {d.get('key'): d.text for d in e.findall(ns + 'data')})\n"
      "         for e in graph.findall(ns + 'edge')]\n"
      "assert nodes == ['a,\"b\"', 'plain', 'x:<&>' + chr(92) + 'x01 \\u00e9'], nodes\n"
      "assert [e[:2] for e in edges] == [(nodes[0], nodes[1]), (nodes[1], nodes[2])]\n"
      "assert edges[0][2]['weight'] == '3'\n"
      "directed = sys.argv[2] == '1'\n"
      "assert graph.get('edgedefault') == ('directed' if directed else 'undirected')\n"
      "assert directed or edges[0][2]['above_threshold'] == 'true'\n"
      "keys = {k.get('id') for k in tree.parse(sys.argv[1]).getroot().findall(ns + 'key')}\n"
      "assert all(set(e[2]) == keys for e in edges)\n";
  const std::string checker = std::string(LOCKSTEP_BINARY_DIR) + "/network_writer_test.py";
  std::ofstream(checker) << script;
  const std::string command = "python3 " + checker + " " + path + (directed ? " 1" : " 0");
  CHECK(std::system(command.c_str()) == 0);
}

TEST_CASE("a sink that fails stops the writing with its error", "[unit][lab]") {
  const auto full = [](std::string_view) { return unavailable("disk full"); };
  CHECK(write_network_csv(sample(false), full).code() == StatusCode::kUnavailable);
  CHECK(write_network_graphml(sample(true), full).code() == StatusCode::kUnavailable);
}

}  // namespace lockstep::lab
