// Every JSON adapter, fed its own samples with one value after the other replaced by one of another
// type: no crash, and never silence.
#include <catch2/catch.hpp>
#include <utility>
#include <vector>

#include "lockstep/normalize/adapter.h"
#include "sample_posts.h"

namespace lockstep::normalize {
namespace {

using sample::Json;

// Pointers to every value inside `json`, itself included.
void collect(Json& json, std::vector<Json*>& nodes) {
  nodes.push_back(&json);
  if (json.is_structured()) {
    for (auto& child : json) collect(child, nodes);
  }
}

const std::vector<Json>& strangers() {
  static const std::vector<Json> values = {
      nullptr,
      true,
      -1,
      9223372036854775807LL,
      18446744073709551615ULL,
      1e300,
      "",
      "at://",
      "\xf0\x9f\x9a\xa7",
      Json::array(),
      Json::object(),
      Json::array({Json::array({nullptr}), Json::object(), "x", 0})};
  return values;
}

TEST_CASE("a sample with any one value of a wrong type still gives a post or a rejection") {
  for (const auto* def : adapters::all()) {
    if (def->framing != Framing::kJson) continue;
    for (const auto& file : sample::files_of(*def)) {
      INFO(file);
      const auto input = sample::load(*def, file);
      auto adapter = def->make(input.options);
      REQUIRE(adapter.ok());
      auto json = Json::parse(input.first);
      std::vector<Json*> nodes;
      collect(json, nodes);
      std::size_t silent = 0, records = 0;
      for (auto* node : nodes) {
        for (const auto& stranger : strangers()) {
          Json original = std::exchange(*node, stranger);
          ParseOutput out;
          (*adapter)->parse(json.dump(), out);
          static_cast<void>(def->recognises(json.dump()));
          if (out.posts.empty() && out.rejections.empty()) ++silent;
          ++records;
          *node = std::move(original);  // moved, so that pointers to its children stay good
        }
      }
      CHECK(records > 0);
      CHECK(silent == 0);
    }
  }
}

}  // namespace
}  // namespace lockstep::normalize
