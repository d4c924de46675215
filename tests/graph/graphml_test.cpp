#include "lockstep/graph/graphml.h"

#include <catch2/catch.hpp>

namespace lockstep::graph {

TEST_CASE("markup, quotes and line ends cannot leave their place", "[unit][graph]") {
  CHECK(xml_text("a\"b<c>&'d") == "a&quot;b&lt;c&gt;&amp;'d");
  CHECK(xml_text("a\tb\nc\rd") == "a&#9;b&#10;c&#13;d");
  CHECK(xml_text("]]>") == "]]&gt;");
}

TEST_CASE("what XML has no form for is written as an escape", "[unit][graph]") {
  using namespace std::string_view_literals;
  CHECK(xml_text("\0\x01\x1F\x7F"sv) == "\\x00\\x01\\x1f\x7F");
  CHECK(xml_text("\xEF\xBF\xBD\xEF\xBF\xBE\xEF\xBF\xBF") == "\xEF\xBF\xBD\\ufffe\\uffff");
  CHECK(xml_text("\xC3\xA9 \xF0\x9F\x98\x80") == "\xC3\xA9 \xF0\x9F\x98\x80");
  CHECK(xml_text("\xEF\xBF") == "\xEF\xBF");
}

TEST_CASE("a graph is its declarations, then one element a line", "[unit][graph]") {
  std::string text;
  const TextSink sink = [&](std::string_view piece) {
    text += piece;
    return absl::OkStatus();
  };
  GraphmlWriter w(sink);
  w.declare("k", "kind", GraphmlWriter::For::kNode, "string");
  w.declare("weight", "weight", GraphmlWriter::For::kEdge, "long");
  w.begin(true);
  w.node("a\"");
  REQUIRE(w.end_element().ok());
  w.node("b");
  w.data("k", "<url>");
  REQUIRE(w.end_element().ok());
  w.edge("a\"", "b");
  w.data("weight", "3");
  REQUIRE(w.end_element().ok());
  REQUIRE(w.finish().ok());
  CHECK(text ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
        "<key id=\"k\" for=\"node\" attr.name=\"kind\" attr.type=\"string\"/>\n"
        "<key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"long\"/>\n"
        "<graph edgedefault=\"directed\">\n"
        "<node id=\"a&quot;\"/>\n"
        "<node id=\"b\"><data key=\"k\">&lt;url&gt;</data></node>\n"
        "<edge source=\"a&quot;\" target=\"b\"><data key=\"weight\">3</data></edge>\n"
        "</graph>\n</graphml>\n");
}

}  // namespace lockstep::graph
