#include <catch2/catch.hpp>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "lockstep/normalize/adapter.h"
#include "utf16_text.h"

namespace lockstep::normalize {
namespace {

using telegram_format::Utf16Text;

const AdapterDef& telegram() {
  const auto* def = find_adapter("telegram");
  REQUIRE(def != nullptr);
  return *def;
}

ParseOutput parse(std::string_view record) {
  ParseOutput out;
  (*telegram().make({}))->parse(record, out);
  INFO(record);
  REQUIRE(out.posts.size() + out.rejections.size() == 1);
  return out;
}

// A channel post with `members` added.
std::string message(std::string_view members) {
  std::string json = R"({"_":"Message","id":9,"peer_id":{"channel_id":77},"date":1777744800)";
  return json.append(members).append("}");
}

TEST_CASE("telegram: slices by UTF-16 units fall on characters") {
  struct Case {
    std::int64_t offset, length;
    std::string_view expected;
  };
  const Utf16Text text{"a🚧ж𝔘z"};  // units: a, two for 🚧, ж, two for 𝔘, z
  const Case cases[] = {
      {0, 1, "a"},
      {1, 2, "🚧"},
      {3, 1, "ж"},
      {4, 2, "𝔘"},
      {6, 1, "z"},
      {0, 7, "a🚧ж𝔘z"},
      {1, 1, ""},  // a character cut in two, here and in the next three
      {2, 1, ""},
      {2, 2, ""},
      {3, 2, ""},
      {6, 2, ""},
      {7, 1, ""},
      {8, 1, ""},
      {0, 0, ""},
      {-1, 2, ""},
      {1, -1, ""},
      {1, 9223372036854775807, ""},
      {9223372036854775807, 1, ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.offset, c.length);
    CHECK(text.slice(c.offset, c.length) == c.expected);
  }
  CHECK(Utf16Text{"plain"}.slice(1, 3) == "lai");
  CHECK(Utf16Text{"plain"}.slice(1, 5).empty());
  CHECK(Utf16Text{""}.slice(0, 1).empty());
}

// The same by brute force: characters laid out one unit after the other.
std::string slice_by_hand(const std::vector<std::string>& characters, std::size_t offset,
                          std::size_t length) {
  std::string out;
  std::size_t unit = 0;
  for (const auto& character : characters) {
    const std::size_t units = character.size() == 4 ? 2 : 1;
    const bool starts_inside = unit >= offset && unit < offset + length;
    const bool ends_inside = unit + units > offset && unit + units <= offset + length;
    if (starts_inside && ends_inside) out += character;
    if (starts_inside != ends_inside) return {};
    unit += units;
  }
  return offset + length <= unit ? out : std::string{};
}

TEST_CASE("telegram: slices by UTF-16 units agree with counting by hand") {
  const std::vector<std::string> alphabet = {"a", "é", "ж", "中", "🚧", "𝔘"};
  std::mt19937_64 random{20260502};
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> characters(random() % 12);
    std::string text;
    for (auto& character : characters) {
      character = alphabet[random() % alphabet.size()];
      text += character;
    }
    const Utf16Text units{text};
    for (std::size_t offset = 0; offset < 16; ++offset) {
      for (std::size_t length = 1; length < 16; ++length) {
        const auto got =
            units.slice(static_cast<std::int64_t>(offset), static_cast<std::int64_t>(length));
        REQUIRE(got == slice_by_hand(characters, offset, length));
      }
    }
  }
}

TEST_CASE("telegram: a date may be written in any way its exporters write it") {
  const auto expected = parse_rfc3339("2026-05-02T18:00:00Z");
  const auto dated = [](const std::string& date) {
    return parse(R"({"_":"Message","id":1,"peer_id":{"chat_id":2},"date":)" + date + "}");
  };
  for (const auto* date : {"1777744800", "1777744800.0", "\"1777744800\"",
                           "\"2026-05-02T18:00:00+00:00\"", "\"2026-05-02 18:00:00+00:00\"",
                           "\"2026-05-02 18:00:00\"", "\"2026-05-02T20:00:00+02:00\""}) {
    INFO(date);
    CHECK(dated(date).posts.at(0).created_at == expected);
  }
  CHECK(dated("\"noon\"").rejections.at(0).reason == Reason::kBadTime);
  CHECK(dated("null").rejections.at(0).reason == Reason::kMissingField);
}

TEST_CASE("telegram: reactions add up without overflowing") {
  const auto likes_of = [](const std::string& results) {
    const auto out = parse(message(R"(,"reactions":{"results":)" + results + "}"));
    return out.posts.at(0).engagement.likes;
  };
  CHECK(likes_of(R"([{"count":2},{"count":3}])") == 5);
  CHECK(likes_of("[]") == 0);
  CHECK(likes_of(R"([{"count":-7},{"count":"x"},{"count":1}])") == 1);
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  CHECK(likes_of(R"([{"count":9223372036854775807},{"count":1}])") == kMost);
  CHECK(likes_of(R"([{"count":9223372036854775806},{"count":1}])") == kMost);
  CHECK_FALSE(likes_of("null").has_value());
}

TEST_CASE("telegram: a forward and its original name the same message") {
  const auto original = parse(message(""));
  const auto forward = parse(R"({"_":"Message","id":1,"peer_id":{"channel_id":5},"date":1777744900,
      "fwd_from":{"from_id":{"channel_id":77},"channel_post":9}})");
  CHECK(forward.posts.at(0).repost_of == original.posts.at(0).post_id);
  CHECK(forward.posts.at(0).target_author == original.posts.at(0).author.id);
}

TEST_CASE("telegram: of old a sender was a number, and a forward came from a channel's") {
  const auto post = parse(R"({"_":"Message","id":1,"to_id":{"channel_id":5},"from_id":111,
      "date":1777744900,"fwd_from":{"channel_id":77,"channel_post":9}})")
                        .posts.at(0);
  CHECK(post.author.id == "111");
  CHECK(post.author.kind == "account");
  CHECK(post.repost_of == parse(message("")).posts.at(0).post_id);
}

TEST_CASE("telegram: a sticker is no picture, a photo and a video are") {
  const auto media_of = [](const std::string& media) {
    return parse(message(R"(,"media":)" + media)).posts.at(0).media.size();
  };
  CHECK(media_of(R"({"document":{"id":5,"mime_type":"image/webp","attributes":[
      {"_":"DocumentAttributeImageSize"},{"_":"DocumentAttributeSticker"}]}})") == 0);
  CHECK(media_of(R"({"document":{"id":5,"mime_type":"video/mp4","attributes":[
      {"_":"DocumentAttributeVideo"}]}})") == 1);
  CHECK(media_of(R"({"photo":{"id":5}})") == 1);
}

TEST_CASE("telegram: what is no message of a chat is told apart") {
  const auto why = [](std::string_view record) { return parse(record).rejections.at(0).reason; };
  CHECK(why(R"({"_":"MessageService","id":1,"peer_id":{"channel_id":5}})") == Reason::kNotAPost);
  CHECK(why(R"({"_":"UpdateShort"})") == Reason::kNotAPost);
  CHECK(why(message(R"(,"action":{"_type":"MessageActionPin"})")) == Reason::kNotAPost);
  CHECK(why(R"({"id":1,"message":"t"})") == Reason::kUnknownShape);
  CHECK(why(R"({"_":"Message","peer_id":{"channel_id":5}})") == Reason::kMissingField);
  CHECK(why(R"({"_":"Message","id":1,"peer_id":{},"date":1})") == Reason::kMissingField);
  CHECK(why("{") == Reason::kMalformed);
}

TEST_CASE("telegram: it recognises its messages and nobody else's") {
  CHECK(telegram().recognises(message("")));
  CHECK(telegram().recognises(R"({"_":"MessageService"})"));
  CHECK(telegram().recognises(R"({"message":"","peer_id":{"channel_id":1}})"));
  CHECK(telegram().recognises(R"({"message":"","_chat":{"id":1}})"));
  for (const auto* other : {R"({"message":"t","chat":{"id":1}})", R"({"_":"User"})",
                            R"({"_chat":{"id":1}})", R"({"text":"\"_\":\"Message\""})"}) {
    INFO(other);
    CHECK_FALSE(telegram().recognises(other));
  }
}

}  // namespace
}  // namespace lockstep::normalize
