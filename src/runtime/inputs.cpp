#include "inputs.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

namespace lockstep::runtime {
namespace {

using normalize::AdapterDef;
using normalize::Framing;

std::string known_formats() {
  std::string names;
  for (const AdapterDef* def : normalize::adapters::all()) {
    names += names.empty() ? "" : ", ";
    names += def->name;
  }
  return names;
}

std::string_view words_for(Framing framing) { return framing == Framing::kCsv ? "CSV" : "JSON"; }

StatusOr<std::string> read_text(const std::string& path) {
  std::error_code none;
  if (std::filesystem::is_directory(path, none))
    return invalid_argument(fmt::format("the mapping {} is a folder", path));
  std::ifstream file(path, std::ios::binary);
  if (!file) return not_found(fmt::format("cannot open the mapping {}", path));
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) return internal_error(fmt::format("cannot read the mapping {}", path));
  return text;
}

StatusOr<const AdapterDef*> format_named(std::string_view name) {
  const AdapterDef* def = normalize::find_adapter(name);
  if (def == nullptr)
    return invalid_argument(fmt::format("unknown format '{}' (known: {})", name, known_formats()));
  return def;
}

StatusOr<const AdapterDef*> format_of_source(std::string_view name, const RecordSource& source) {
  LOCKSTEP_ASSIGN(const AdapterDef* def, format_named(name));
  if (!source.sample().empty() && source.framing() != def->framing)
    return invalid_argument(fmt::format("{}: format '{}' reads {}, but this looks like {}",
                                        source.name(), name, words_for(def->framing),
                                        words_for(source.framing())));
  return def;
}

StatusOr<const AdapterDef*> format_recognised(const RecordSource& source) {
  if (source.sample().empty()) return static_cast<const AdapterDef*>(nullptr);
  const AdapterDef* def = normalize::recognise(source.sample(), source.framing());
  if (def == nullptr)
    return invalid_argument(fmt::format(
        "{}: the format of its {} was not recognised; name it (known: {})", source.name(),
        source.framing() == Framing::kCsv ? "CSV header" : "first record", known_formats()));
  return def;
}

Status use_mapping(const std::string& file, Input& input) {
  LOCKSTEP_ASSIGN(input.adapter.mapping, read_text(file));
  LOCKSTEP_ASSIGN(input.format, format_named("mapping"));
  return absl::OkStatus();
}

StatusOr<Input> open_input(const ReplayOptions& options, std::uint32_t index) {
  const ReplayInput& wanted = options.inputs[index];
  Input input;
  LOCKSTEP_ASSIGN(input.source, options.open(wanted, index));
  input.adapter.platform = wanted.platform;
  if (input.source->framing() == Framing::kCsv) input.adapter.csv_header = input.source->sample();
  if (const auto mapping = normalize::mapping_file(wanted.format)) {
    LOCKSTEP_TRY(use_mapping(*mapping, input));  // reads whichever framing the file has
  } else if (wanted.format == "auto") {
    LOCKSTEP_ASSIGN(input.format, format_recognised(*input.source));
  } else {
    LOCKSTEP_ASSIGN(input.format, format_of_source(wanted.format, *input.source));
  }
  return input;
}

}  // namespace

StatusOr<std::vector<Input>> open_inputs(const ReplayOptions& options) {
  std::vector<Input> inputs;
  for (std::uint32_t i = 0; i < options.inputs.size(); ++i) {
    LOCKSTEP_ASSIGN(Input input, open_input(options, i));
    inputs.push_back(std::move(input));
  }
  return inputs;
}

StatusOr<Input> input_of_format(const std::string& format, const std::string& platform) {
  Input input;
  input.adapter.platform = platform;
  if (const auto mapping = normalize::mapping_file(format)) {
    LOCKSTEP_TRY(use_mapping(*mapping, input));
  } else {
    LOCKSTEP_ASSIGN(input.format, format_named(format));
  }
  return input;
}

}  // namespace lockstep::runtime
