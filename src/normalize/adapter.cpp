#include "lockstep/normalize/adapter.h"

namespace lockstep::normalize {

std::optional<std::string> mapping_file(const std::string& format) {
  constexpr std::string_view kPrefix = "mapping:";
  if (!format.starts_with(kPrefix)) return std::nullopt;
  return format.substr(kPrefix.size());
}

const AdapterDef* find_adapter(std::string_view name) noexcept {
  for (const auto* def : adapters::all()) {
    if (def->name == name) return def;
  }
  return nullptr;
}

const AdapterDef* recognise(std::string_view record, Framing framing) noexcept {
  // The registry is sorted by name, so of two equal ranks the first name wins.
  const AdapterDef* best = nullptr;
  for (const auto* def : adapters::all()) {
    if (def->framing != framing || (best != nullptr && best->rank <= def->rank)) continue;
    if (def->recognises(record)) best = def;
  }
  return best;
}

}  // namespace lockstep::normalize
