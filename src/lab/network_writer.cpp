#include "lockstep/lab/network_writer.h"

#include <fmt/format.h>

#include <iterator>

namespace lockstep::lab {
namespace {

constexpr std::size_t kPiece = 1 << 20;

// Collects text and hands it on in pieces.
class Writer {
 public:
  explicit Writer(const TextSink& out) : out_(out) {}

  template <class... Args>
  void print(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(buffer_), format, std::forward<Args>(args)...);
  }
  Status flush_if_full() { return buffer_.size() < kPiece ? absl::OkStatus() : flush(); }
  Status flush() {
    LOCKSTEP_TRY(out_(buffer_));
    buffer_.clear();
    return absl::OkStatus();
  }

 private:
  const TextSink& out_;
  std::string buffer_;
};

std::string csv_field(const std::string& text) {
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string xml_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
        } else {
          out += c;
        }
    }
  }
  return out;
}

void graphml_edge(Writer& writer, const Network& network, const NetworkEdge& edge) {
  writer.print("<edge source=\"{}\" target=\"{}\"><data key=\"weight\">{}</data>",
               xml_text(network.accounts[edge.account_1]),
               xml_text(network.accounts[edge.account_2]), edge.weight);
  if (!network.directed) {
    writer.print(
        "<data key=\"avg_time_delta\">{}</data><data key=\"symmetry\">{}</data>"
        "<data key=\"above_threshold\">{}</data>",
        edge.avg_time_delta, edge.symmetry, edge.above_threshold);
  }
  writer.print("</edge>\n");
}

}  // namespace

Status write_network_csv(const Network& network, const TextSink& out) {
  Writer writer(out);
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
  Writer writer(out);
  writer.print(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
      "<key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"long\"/>\n");
  if (!network.directed) {
    writer.print(
        "<key id=\"avg_time_delta\" for=\"edge\" attr.name=\"avg_time_delta\" "
        "attr.type=\"double\"/>\n"
        "<key id=\"symmetry\" for=\"edge\" attr.name=\"symmetry\" attr.type=\"double\"/>\n"
        "<key id=\"above_threshold\" for=\"edge\" attr.name=\"above_threshold\" "
        "attr.type=\"boolean\"/>\n");
  }
  writer.print("<graph edgedefault=\"{}\">\n", network.directed ? "directed" : "undirected");
  for (const std::string& account : network.accounts) {
    writer.print("<node id=\"{}\"/>\n", xml_text(account));
    LOCKSTEP_TRY(writer.flush_if_full());
  }
  for (const NetworkEdge& edge : network.edges) {
    graphml_edge(writer, network, edge);
    LOCKSTEP_TRY(writer.flush_if_full());
  }
  writer.print("</graph>\n</graphml>\n");
  return writer.flush();
}

}  // namespace lockstep::lab
