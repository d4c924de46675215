#include "lockstep/graph/graphml.h"

#include <fmt/format.h>

#include <iterator>

namespace lockstep::graph {
namespace {

// U+FFFE and U+FFFF, the two code points beyond the controls that XML 1.0 excludes.
constexpr std::string_view kNoCharacter = "\xEF\xBF";
constexpr char kFffe = '\xBE', kFfff = '\xBF';

bool is_no_character(std::string_view at) {
  return at.size() > 2 && at.starts_with(kNoCharacter) && (at[2] == kFffe || at[2] == kFfff);
}

void append_character(std::string& out, char c) {
  switch (c) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '"':
      out += "&quot;";
      return;
    case '\t':
    case '\n':
    case '\r':
      fmt::format_to(std::back_inserter(out), "&#{};", static_cast<int>(c));
      return;
    default:
      if (static_cast<unsigned char>(c) < 0x20)
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned>(c));
      else
        out += c;
  }
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == kNoCharacter[0] && is_no_character(text.substr(i))) {
      out += text[i + 2] == kFffe ? "\\ufffe" : "\\uffff";
      i += 2;
      continue;
    }
    append_character(out, text[i]);
  }
  return out;
}

GraphmlWriter::GraphmlWriter(const TextSink& out) : out_(out) {
  out_.append(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
}

void GraphmlWriter::declare(std::string_view key, std::string_view name, For element,
                            std::string_view type) {
  out_.print("<key id=\"{}\" for=\"{}\" attr.name=\"{}\" attr.type=\"{}\"/>\n", key,
             element == For::kNode ? "node" : "edge", name, type);
}

void GraphmlWriter::begin(bool directed) {
  out_.print("<graph edgedefault=\"{}\">\n", directed ? "directed" : "undirected");
}

void GraphmlWriter::node(std::string_view id) {
  element_ = "node";
  out_.print("<node id=\"{}\"", xml_text(id));
}

void GraphmlWriter::edge(std::string_view source, std::string_view target) {
  element_ = "edge";
  out_.print("<edge source=\"{}\" target=\"{}\"", xml_text(source), xml_text(target));
}

void GraphmlWriter::data(std::string_view key, std::string_view value) {
  out_.print("{}<data key=\"{}\">{}</data>", has_data_ ? "" : ">", key, xml_text(value));
  has_data_ = true;
}

Status GraphmlWriter::end_element() {
  if (has_data_)
    out_.print("</{}>\n", element_);
  else
    out_.append("/>\n");
  has_data_ = false;
  return out_.flush_if_full();
}

Status GraphmlWriter::finish() {
  out_.append("</graph>\n</graphml>\n");
  return out_.flush();
}

}  // namespace lockstep::graph
