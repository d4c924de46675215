// GraphML (Brandes et al. 2002, graphml.graphdrawing.org), as Gephi, igraph and NetworkX read it:
// one graph, attributes declared before it with their types, one element a line.
//
//   GraphmlWriter w(sink);
//   w.declare("weight", "weight", GraphmlWriter::For::kEdge, "long");
//   w.begin(false);
//   w.node("a"); w.end_element(); ...
//   w.edge("a", "b"); w.data("weight", "3"); w.end_element(); ...
//   w.finish();
//
// Names and values are escaped, declarations are literals of ours and are not. Tab and line ends
// become character references, which no parser folds away; of what XML 1.0 has no form for, control
// characters become \xHH and U+FFFE and U+FFFF \uHHHH. Text must be UTF-8. The sink must outlive
// the writer. Not thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "lockstep/core/status.h"
#include "lockstep/core/text_sink.h"

namespace lockstep::graph {

class GraphmlWriter {
 public:
  enum class For { kNode, kEdge };

  explicit GraphmlWriter(const TextSink& out);

  // `type`: boolean, int, long, float, double or string.
  void declare(std::string_view key, std::string_view name, For, std::string_view type);
  void begin(bool directed);
  void node(std::string_view id);
  void edge(std::string_view source, std::string_view target);
  void data(std::string_view key, std::string_view value);  // of the node or edge that was begun
  Status end_element();
  Status finish();

 private:
  TextPieces out_;
  std::string_view element_;  // the one that is open
  bool has_data_ = false;
};

// Any text as the content of an element, or of an attribute in double quotes.
std::string xml_text(std::string_view text);

}  // namespace lockstep::graph
