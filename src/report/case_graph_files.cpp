#include "lockstep/report/case_graph_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lockstep/core/hash.h"
#include "lockstep/graph/graphml.h"

namespace lockstep::report {
namespace {

using graph::GraphmlWriter;
using Json = nlohmann::ordered_json;

constexpr std::string_view kSchema = "cib.graph.v1";

// The names that formats have for a type, by FieldType.
struct TypeNames {
  std::string_view graphml, csv;
};
constexpr TypeNames kTypeNames[] = {{"string", "string"},   {"string", "string[]"},
                                    {"long", "long"},       {"double", "double"},
                                    {"string", "datetime"}, {"boolean", "boolean"}};

const FieldDef& def_of(std::size_t field) { return field_defs()[field]; }
const TypeNames& type_of(const FieldDef& def) {
  return kTypeNames[static_cast<std::size_t>(def.type)];
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& item : list) {
    if (!out.empty()) out += ';';
    const auto from = out.size();
    out += item;
    std::replace(out.begin() + static_cast<std::ptrdiff_t>(from), out.end(), ';', ',');
  }
  return out;
}

struct ToText {
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const std::vector<std::string>& list) const { return joined(list); }
  std::string operator()(EventTime time) const { return format_rfc3339(time); }
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
  std::string operator()(std::int64_t number) const { return fmt::to_string(number); }
  std::string operator()(double number) const { return fmt::to_string(number); }
};
std::string text_of(const FieldValue& value) { return std::visit(ToText{}, value); }

struct ToJson {
  Json operator()(EventTime time) const { return format_rfc3339(time); }
  template <class Value>
  Json operator()(const Value& value) const {
    return value;
  }
};

// What a person sees at a node.
std::string display_name(const CaseNode& node) {
  for (const Field field : {Field::kHandle, Field::kValue})
    if (const auto* value = node.fields.find(field)) return text_of(*value);
  return node.id;
}

// GraphML

// A field of nodes and of edges is two attributes.
std::string graphml_key(const FieldDef& def, GraphmlWriter::For element) {
  const bool is_node = element == GraphmlWriter::For::kNode;
  return fmt::format("{}_{}", is_node ? "n" : "e", def.name);
}

void declare_fields(GraphmlWriter& out) {
  using enum GraphmlWriter::For;
  out.declare("kind", "kind", kNode, "string");
  out.declare("label", "label", kNode, "string");
  out.declare("verb", "verb", kEdge, "string");
  for (const FieldDef& def : field_defs()) {
    const auto declare = [&](GraphmlWriter::For element) {
      out.declare(graphml_key(def, element), def.name, element, type_of(def).graphml);
    };
    if (def.of_nodes) declare(kNode);
    if (def.of_edges) declare(kEdge);
  }
}

Status end_with_fields(GraphmlWriter& out, const Fields& fields, GraphmlWriter::For element) {
  for (const auto& [field, value] : fields.all())
    out.data(graphml_key(def_of(static_cast<std::size_t>(field)), element), text_of(value));
  return out.end_element();
}

// JSON lines

void add_properties(Json& line, const Fields& fields) {
  Json& out = line["properties"] = Json::object();
  for (const auto& [field, value] : fields.all())
    out[std::string(def_of(static_cast<std::size_t>(field)).name)] = std::visit(ToJson{}, value);
}

Json end_of(const CaseNode& node) {
  return {{"id", node.id}, {"labels", Json::array({case_label(node.kind)})}};
}

// The same for the same edge in every graph.
std::string edge_id(const CaseEdgeKey& edge) {
  auto hash = stable_hash(edge.from->id);
  for (const std::string_view part :
       {name(edge.verb), std::string_view(edge.to->id), std::string_view(edge.as)})
    hash = stable_hash(part, hash);
  return fmt::format("{:016x}", hash);
}

Status write_line(TextPieces& out, const Json& line) {
  out.append(line.dump(-1, ' ', false, Json::error_handler_t::replace));
  out.append("\n");
  return out.flush_if_full();
}

// CSV

enum class Of { kNodes, kEdges };

bool is_column(const FieldDef& def, Of of) {
  return of == Of::kNodes ? def.of_nodes : def.of_edges;
}

void write_header(TextPieces& out, std::string_view first, Of of) {
  out.append(first);
  for (const FieldDef& def : field_defs())
    if (is_column(def, of)) out.print(",{}:{}", def.name, type_of(def).csv);
  out.append("\n");
}

Status end_row(TextPieces& out, const Fields& fields, Of of) {
  for (std::size_t i = 0; i < field_defs().size(); ++i) {
    if (!is_column(def_of(i), of)) continue;
    const FieldValue* value = fields.find(static_cast<Field>(i));
    out.append(",");
    if (value != nullptr) out.append(csv_field(text_of(*value)));
  }
  out.append("\n");
  return out.flush_if_full();
}

}  // namespace

Status write_case_graphml(const CaseGraph& graph, const TextSink& sink) {
  using enum GraphmlWriter::For;
  GraphmlWriter out(sink);
  declare_fields(out);
  out.begin(true);
  for (const auto& [id, node] : graph.nodes) {
    out.node(id);
    out.data("kind", case_label(node.kind));
    out.data("label", display_name(node));
    LOCKSTEP_TRY(end_with_fields(out, node.fields, kNode));
  }
  for (const auto& [edge, fields] : graph.edges) {
    out.edge(edge.from->id, edge.to->id);
    out.data("verb", name(edge.verb));
    LOCKSTEP_TRY(end_with_fields(out, fields, kEdge));
  }
  return out.finish();
}

Status write_case_json_lines(const CaseGraph& graph, const TextSink& sink) {
  TextPieces out(sink);
  for (const auto& [id, node] : graph.nodes) {
    Json line = {{"schema", kSchema},
                 {"type", "node"},
                 {"id", id},
                 {"labels", Json::array({case_label(node.kind)})}};
    add_properties(line, node.fields);
    LOCKSTEP_TRY(write_line(out, line));
  }
  for (const auto& [edge, fields] : graph.edges) {
    Json line = {{"schema", kSchema},
                 {"type", "relationship"},
                 {"id", edge_id(edge)},
                 {"label", name(edge.verb)}};
    line["start"] = end_of(*edge.from);
    line["end"] = end_of(*edge.to);
    add_properties(line, fields);
    LOCKSTEP_TRY(write_line(out, line));
  }
  return out.flush();
}

Status write_case_nodes_csv(const CaseGraph& graph, const TextSink& sink) {
  TextPieces out(sink);
  write_header(out, "id:ID,:LABEL", Of::kNodes);
  for (const auto& [id, node] : graph.nodes) {
    out.print("{},{}", csv_field(id), case_label(node.kind));
    LOCKSTEP_TRY(end_row(out, node.fields, Of::kNodes));
  }
  return out.flush();
}

Status write_case_edges_csv(const CaseGraph& graph, const TextSink& sink) {
  TextPieces out(sink);
  write_header(out, ":START_ID,:END_ID,:TYPE", Of::kEdges);
  for (const auto& [edge, fields] : graph.edges) {
    out.print("{},{},{}", csv_field(edge.from->id), csv_field(edge.to->id), name(edge.verb));
    LOCKSTEP_TRY(end_row(out, fields, Of::kEdges));
  }
  return out.flush();
}

}  // namespace lockstep::report
