#include "side_record.h"

#include <fmt/format.h>

#include "lockstep/alert/utf8.h"

namespace lockstep::runtime {
namespace {

constexpr std::size_t kMaxNote = 280;

}  // namespace

StatusOr<nlohmann::json> parse_side_record(std::string_view bytes) {
  if (bytes.size() > kMaxSideRecord)
    return invalid_argument(fmt::format("longer than {} bytes", kMaxSideRecord));
  auto json = nlohmann::json::parse(bytes, nullptr, false);
  if (!json.is_object()) return invalid_argument("no JSON object");
  return json;
}

std::string word(const nlohmann::json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string note(const nlohmann::json& json, const char* name) {
  return std::string(alert::clip_utf8(word(json, name), kMaxNote));
}

}  // namespace lockstep::runtime
