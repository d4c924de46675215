#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "lockstep/normalize/adapter.h"
#include "post_fields.h"
#include "sample_posts.h"

namespace lockstep::normalize {
namespace {

ParseOutput parse(std::string_view record) {
  auto adapter = find_adapter("canonical")->make({});
  REQUIRE(adapter.ok());
  ParseOutput out;
  (*adapter)->parse(record, out);
  return out;
}

// A valid post but for what `members` adds; later members win over earlier ones.
std::string with(std::string_view members) {
  return R"({"platform":"x","post_id":"1","author":{"id":"2"},"created_at":1762194161)" +
         (members.empty() ? "" : ',' + std::string{members}) + '}';
}

Post post_with(std::string_view members) {
  auto out = parse(with(members));
  CAPTURE(members);
  REQUIRE(out.posts.size() == 1);
  REQUIRE(out.rejections.empty());
  return std::move(out.posts.front());
}

Rejection rejection_of(std::string_view record) {
  auto out = parse(record);
  CAPTURE(record.substr(0, 200));
  REQUIRE(out.posts.empty());
  REQUIRE(out.rejections.size() == 1);
  return out.rejections.front();
}

TEST_CASE("canonical reads every time the contract allows to the same instant") {
  for (const auto* time :
       {R"("2025-11-03T18:22:41Z")", R"("2025-11-03T19:22:41+01:00")", R"("2025-11-03 18:22:41")",
        "1762194161", "1762194161000", "1762194161000000", "1762194161.0", R"("1762194161")"}) {
    CAPTURE(time);
    const auto post = post_with(R"("created_at":)" + std::string{time});
    CHECK(post.created_at == from_micros(1'762'194'161'000'000));
  }
}

TEST_CASE("canonical says which required field is missing or unreadable") {
  struct Row {
    const char* record;
    Reason reason;
    const char* detail;
  };
  const Row rows[] = {
      {R"({})", Reason::kMissingField, "platform"},
      {R"({"platform":7,"post_id":"1","author":{"id":"2"},"created_at":1})", Reason::kMissingField,
       "platform"},
      {R"({"platform":"x","author":{"id":"2"},"created_at":1})", Reason::kMissingField, "post_id"},
      {R"({"platform":"x","post_id":1.5,"author":{"id":"2"},"created_at":1})",
       Reason::kMissingField, "post_id"},
      {R"({"platform":"x","post_id":"1","author":"2","created_at":1})", Reason::kMissingField,
       "author.id"},
      {R"({"platform":"x","post_id":"1","author":{"id":""},"created_at":1})", Reason::kMissingField,
       "author.id"},
      {R"({"platform":"x","post_id":"1","author":{"id":"2"}})", Reason::kMissingField,
       "created_at"},
      {R"({"platform":"x","post_id":"1","author":{"id":"2"},"created_at":null})",
       Reason::kMissingField, "created_at"},
      {R"({"platform":"x","post_id":"1","author":{"id":"2"},"created_at":{}})",
       Reason::kMissingField, "created_at"},
      {R"({"platform":"x","event":"delete","author":{"id":"2"},"created_at":1})",
       Reason::kMissingField, "post_id"},
      {R"({"platform":"x","post_id":"1","author":{"id":"2"},"created_at":"soon"})",
       Reason::kBadTime, "created_at: 'soon'"},
      {R"({"platform":"x","post_id":"1","author":{"id":"2"},"created_at":1e300})", Reason::kBadTime,
       "created_at: a number out of range"},
      {R"({"platform":"x","post_id":"1","author":{"id":"2"},"created_at":1,"event":"ban"})",
       Reason::kUnknownShape, "event: 'ban'"},
      {R"({"platform":"x","post_id":"1","author":{"id":"2"},"created_at":1,"action":"share"})",
       Reason::kUnknownShape, "action: 'share'"},
      {R"([1,2])", Reason::kUnknownShape, "not a JSON object"},
      {R"("text")", Reason::kUnknownShape, "not a JSON object"},
  };
  for (const auto& row : rows) {
    const auto rejection = rejection_of(row.record);
    CAPTURE(row.record);
    CHECK(rejection.reason == row.reason);
    CHECK(rejection.detail == row.detail);
  }
}

TEST_CASE("canonical rejects what is no JSON, and what is nested deeper than it reads") {
  const auto nested = [](std::size_t depth) {
    return with(R"("x":)" + std::string(depth, '[') + std::string(depth, ']'));
  };
  CHECK(rejection_of("").reason == Reason::kMalformed);
  CHECK(rejection_of("{\"platform\":").reason == Reason::kMalformed);
  CHECK(rejection_of("{\"platform\":\"\xff\"}").reason == Reason::kMalformed);
  CHECK(parse(nested(JsonReader::kMaxDepth - 2)).posts.size() == 1);
  CHECK(rejection_of(nested(JsonReader::kMaxDepth)).reason == Reason::kTooDeep);
  CHECK(rejection_of(nested(200'000)).reason == Reason::kTooDeep);
}

TEST_CASE("canonical knows that what a normaliser says between posts is none") {
  const auto place = R"({"schema":"lockstep.place/1","topic":"t","partition":2,"next":1042})";
  CHECK(rejection_of(place).reason == Reason::kNotAPost);
}

TEST_CASE("canonical keeps every digit of a numeric id") {
  CHECK(post_with(R"("post_id":9007199254740993)").post_id == "9007199254740993");
  CHECK(post_with(R"("post_id":-1)").post_id == "-1");
  CHECK(post_with(R"("post_id":18446744073709551615)").post_id == "18446744073709551615");
  CHECK(post_with(R"("post_id":"\"a\"\n")").post_id == "\"a\"\n");
}

TEST_CASE("canonical infers the action from a target only if none is stated") {
  CHECK(post_with("").action == Action::kPost);
  CHECK(post_with(R"("repost_of":"9")").action == Action::kRepost);
  CHECK(post_with(R"("quote_of":"9")").action == Action::kQuote);
  CHECK(post_with(R"("in_reply_to":"9")").action == Action::kReply);
  CHECK(post_with(R"("in_reply_to":"9","action":null)").action == Action::kReply);
  CHECK(post_with(R"("in_reply_to":"9","action":"post")").action == Action::kPost);
  CHECK(post_with(R"("repost_of":"9","action":"forward")").action == Action::kForward);
}

TEST_CASE("canonical takes the last of repeated members") {
  CHECK(post_with(R"("text":"a","text":"b")").text == "b");
  CHECK(post_with(R"("urls":["https://a.example/"],"urls":["https://b.example/"])").urls.size() ==
        1);
}

TEST_CASE("canonical reads no more list items than a page could need") {
  const auto tags = [](std::size_t n) {
    std::string list;
    for (std::size_t i = 0; i < n; ++i) list += (i == 0 ? "\"" : ",\"") + std::to_string(i) + '"';
    return post_with(R"("hashtags":[)" + list + ']').hashtags.size();
  };
  CHECK(tags(kMaxListItems - 1) == kMaxListItems - 1);
  CHECK(tags(kMaxListItems) == kMaxListItems);
  CHECK(tags(300'000) == kMaxListItems);
}

TEST_CASE("canonical leaves out items that say nothing") {
  const auto post = post_with(
      R"("urls":["",{},7,null,{"url":""}],"media":[{},{"pdq":3},"x"],"domains":[{"asn":1}])");
  CHECK(post.urls.empty());
  CHECK(post.media.empty());
  CHECK(post.domains.empty());
}

TEST_CASE("canonical takes numbers only within their range") {
  CHECK(post_with(R"("infra":{"asn":4294967295})").infra.asn == 4294967295U);
  CHECK_FALSE(post_with(R"("infra":{"asn":4294967296})").infra.asn);
  CHECK_FALSE(post_with(R"("infra":{"asn":-1})").infra.asn);
  CHECK(post_with(R"("ml":{"llm_origin":0})").llm_origin == 0.0);
  CHECK(post_with(R"("ml":{"llm_origin":1})").llm_origin == 1.0);
  CHECK_FALSE(post_with(R"("ml":{"llm_origin":1.001})").llm_origin);
}

TEST_CASE("canonical takes an embedding whole or not at all") {
  using Floats = std::vector<float>;
  const auto read = [](const std::string& value) {
    return post_with(R"("ml":{"embedding":)" + value + "}").embedding;
  };
  CHECK(read("[0.25,-1,3e-2,0]") == Floats{0.25F, -1, 0.03F, 0});
  CHECK(read("[18446744073709551615]") == Floats{18446744073709551615.0F});
  CHECK(read("[3.4028235e38,-3.4028235e38]").size() == 2);
  for (const auto* none :
       {"[]", "null", "7", "{}", R"("[0.1,0.2]")", R"(["0.1","0.2"])", "[0.1,null]", "[0.1,[0.2]]",
        "[0.1,true]", R"([0.1,"NaN"])", "[3.4028236e38]", "[-1e39]", "[1,2,1e300]"}) {
    CAPTURE(none);
    CHECK(read(none).empty());
  }
  for (const auto* no_json : {"[NaN]", "[0.1,Infinity]"}) {
    CAPTURE(no_json);
    CHECK(rejection_of(with(R"("ml":{"embedding":)" + std::string{no_json} + "}")).reason ==
          Reason::kMalformed);
  }
  const auto of_length = [&](std::size_t n) {
    std::string list;
    for (std::size_t i = 0; i < n; ++i) list += i == 0 ? "0.5" : ",0.5";
    return read('[' + list + ']').size();
  };
  CHECK(of_length(kMaxEmbedding - 1) == kMaxEmbedding - 1);
  CHECK(of_length(kMaxEmbedding) == kMaxEmbedding);
  CHECK(of_length(kMaxEmbedding + 1) == 0);
  CHECK(post_with(R"("ml":{"embedding":[1],"embedding":[2,"x"]})").embedding.empty());
}

TEST_CASE("canonical completes a post from its CloudEvents envelope and never overrules it") {
  const auto envelope = [](std::string_view subject, std::string_view data) {
    return R"({"specversion":"1.0","time":"2025-11-03T18:22:41Z","subject":")" +
           std::string{subject} + R"(","data":)" + std::string{data} + '}';
  };
  const auto post = parse(envelope("x/eu/77", R"({"post_id":"1"})")).posts.at(0);
  CHECK(post.platform == "x");
  CHECK(post.author.id == "77");
  CHECK(post.created_at == from_micros(1'762'194'161'000'000));
  CHECK(rejection_of(envelope("77", R"({"post_id":"1"})")).detail == "platform");
  CHECK(rejection_of(envelope("x/", R"({"post_id":"1"})")).detail == "author.id");
  CHECK(rejection_of(envelope("x/77", R"("{}")")).reason == Reason::kUnknownShape);
  CHECK(rejection_of(envelope("x/77", R"({"post_id":"1","created_at":"soon"})")).reason ==
        Reason::kBadTime);
  const auto own = parse(envelope("y/8", with(""))).posts.at(0);
  CHECK(own.platform == "x");
  CHECK(own.author.id == "2");
}

TEST_CASE("canonical knows its shape from the outside") {
  for (const auto* record :
       {R"({"schema":"lockstep.post/1"})", R"({"platform":"x","author":{}})",
        R"({"text":"\"}","post_id":1,"platform":"x"})", R"({"specversion":"1.0","data":{}})"}) {
    CAPTURE(record);
    CHECK(find_adapter("canonical")->recognises(record));
  }
  for (const auto* record :
       {R"({"schema":"lockstep.alert/1"})", R"({"platform":"x"})", R"({"author":{}})",
        R"({"a":{"platform":"x","post_id":1}})", R"({"text":"\"platform\":\"post_id\":"})"}) {
    CAPTURE(record);
    CHECK_FALSE(find_adapter("canonical")->recognises(record));
  }
}

// The dotted names of all properties of a schema, those of list items left out.
void add_properties(const nlohmann::json& schema, const std::string& prefix,
                    std::set<std::string>& names) {
  for (const auto& [name, property] : schema.at("properties").items()) {
    if (property.contains("properties")) {
      add_properties(property, prefix + name + '.', names);
    } else {
      names.insert(prefix + name);
    }
  }
}

TEST_CASE("canonical reads the fields the published schema has, and no other") {
  const auto file = sample::fs::path{LOCKSTEP_SOURCE_DIR} / "schemas/lockstep.post.1.schema.json";
  std::set<std::string> published;
  add_properties(nlohmann::json::parse(sample::slurp(file)), "", published);
  // Not for reading: the format's own name, and the producer's own hash.
  for (const auto* unread : {"schema", "provenance.raw_sha256"})
    CHECK(published.erase(unread) == 1);
  const auto names = field_names();
  CHECK(std::set<std::string>(names.begin(), names.end()) == published);
}

}  // namespace
}  // namespace lockstep::normalize
