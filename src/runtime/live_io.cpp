#include "lockstep/runtime/live_io.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

namespace lockstep::runtime {
namespace {

constexpr std::string_view kNoteVersion = "2";
constexpr std::string_view kUncountedNote = "1";  // read, not written
constexpr std::string_view kDecisionSchema = "lockstep.decision/1";
constexpr std::array<std::string_view, 5> kKinds = {"start", "joined", "idle", "full", "fact"};

std::string_view next_word(std::string_view& text) {
  const auto space = text.find(' ');
  const auto word = text.substr(0, space);
  text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  return word;
}

bool read_number(std::string_view& text, std::int64_t& out) {
  const auto word = next_word(text);
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), out);
  return error == std::errc{} && end == word.data() + word.size();
}

}  // namespace

std::string encode(const CommitNote& note) {
  return fmt::format("{} {} {} {} {}", kNoteVersion, to_micros(note.tick),
                     to_micros(note.watermark), note.read, note.transaction);
}

std::optional<CommitNote> decode_note(std::string_view text) {
  const auto version = next_word(text);
  if (version != kNoteVersion && version != kUncountedNote) return std::nullopt;
  std::int64_t tick = 0, watermark = 0, read = 0, transaction = 0;
  if (!read_number(text, tick) || !read_number(text, watermark) || !read_number(text, read))
    return std::nullopt;
  if (version == kNoteVersion && !read_number(text, transaction)) return std::nullopt;
  if (!text.empty()) return std::nullopt;
  return CommitNote{from_micros(tick), from_micros(watermark), read, transaction};
}

std::string_view name(DecisionKind kind) noexcept { return kKinds[static_cast<std::size_t>(kind)]; }

std::string encode(const Decision& d) {
  nlohmann::ordered_json json;
  json["schema"] = kDecisionSchema;
  json["kind"] = name(d.kind);
  json["topic"] = d.topic;
  json["partition"] = d.partition;
  json["offset"] = d.offset;
  if (d.kind != DecisionKind::kStart) json["until_us"] = to_micros(d.until);
  if (d.kind == DecisionKind::kFact) {
    json["key"] = d.key;
    if (d.value) json["value"] = *d.value;
  }
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string key_of(const Decision& d) {
  const bool start = d.kind == DecisionKind::kStart;
  return fmt::format("{}/{}/{}", d.topic, d.partition, start ? "start" : std::to_string(d.offset));
}

std::optional<Decision> decode_decision(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto word = [&json](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto number = [&json](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_number_integer()
               ? std::optional<std::int64_t>(found->get<std::int64_t>())
               : std::nullopt;
  };
  const auto kind = std::find(kKinds.begin(), kKinds.end(), word("kind"));
  const auto partition = number("partition");
  const auto offset = number("offset");
  const auto until = number("until_us");
  if (word("schema") != kDecisionSchema || kind == kKinds.end() || word("topic").empty() ||
      !partition || !offset)
    return std::nullopt;
  Decision d;
  d.kind = static_cast<DecisionKind>(kind - kKinds.begin());
  if (d.kind != DecisionKind::kStart && !until) return std::nullopt;
  d.topic = word("topic");
  d.partition = static_cast<std::int32_t>(*partition);
  d.offset = *offset;
  d.until = from_micros(until.value_or(0));
  d.key = word("key");
  if (json.contains("value")) d.value = word("value");
  return d;
}

}  // namespace lockstep::runtime
