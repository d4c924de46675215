#include <catch2/catch.hpp>

#include "lockstep/normalize/adapter.h"
#include "sample_posts.h"

namespace lockstep::normalize {
namespace {

// A mapping that works, but for what `members` adds.
std::string mapping_with(std::string_view members) {
  return R"({"platform":{"const":"p"},"post_id":"/id","author.id":"/who","created_at":"/at")" +
         (members.empty() ? "" : ',' + std::string{members}) + '}';
}
std::string record_with(std::string_view members) {
  return R"({"id":1,"who":"w","at":1762194161)" +
         (members.empty() ? "" : ',' + std::string{members}) + '}';
}

ParseOutput parse(std::string_view mapping, std::string_view record,
                  std::string_view platform = "") {
  AdapterOptions options;
  options.mapping = mapping;
  options.platform = platform;
  auto adapter = find_adapter("mapping")->make(options);
  INFO(message_of(adapter.status()));
  REQUIRE(adapter.ok());
  ParseOutput out;
  (*adapter)->parse(record, out);
  return out;
}
Post post_of(std::string_view mapping_members, std::string_view record_members) {
  auto out = parse(mapping_with(mapping_members), record_with(record_members));
  REQUIRE(out.rejections.empty());
  return out.posts.at(0);
}

TEST_CASE("a mapping error names the key, what was found and what is allowed") {
  struct Row {
    std::string mapping;
    const char* message;
  };
  const Row rows[] = {
      {"{", "mapping: not JSON"},
      {"[]", "mapping: the file must hold one JSON object"},
      {"{}", "mapping: 'author.id' is required"},
      {R"({"author.id":"/a"})", "mapping: 'created_at' is required"},
      {R"({"author.id":"/a","created_at":"/t"})", "mapping: 'post_id' is required"},
      {R"({"author.id":"/a","created_at":"/t","post_id":"/i"})", "mapping: 'platform' is required"},
      {mapping_with(R"("autor.id":"/a")"),
       "mapping: 'autor.id': found \"unknown field\"; allowed: records"},
      {mapping_with(R"("author":"/a")"), "mapping: 'author': found"},
      {mapping_with(R"("text":"text")"),
       "mapping: 'text': found \"text\"; allowed: a JSON Pointer"},
      {mapping_with(R"("text":"/a~2")"),
       "mapping: 'text': found \"/a~2\"; allowed: a JSON Pointer"},
      {mapping_with(R"("text":7)"),
       "mapping: 'text': found 7; allowed: a JSON Pointer or an object"},
      {mapping_with(R"("text":{})"), "mapping: 'text': found object; allowed: an object with"},
      {mapping_with(R"("text":{"point":"/a"})"),
       "mapping: 'text.point': found \"point\"; allowed: pointer, const"},
      {mapping_with(R"("text":{"pointer":[]})"), "mapping: 'text.pointer': found array"},
      {mapping_with(R"("text":{"const":{}})"), "mapping: 'text.const': found object"},
      {mapping_with(R"("text":{"pointer":"/a","format":"epoch_s"})"), "this field holds no time"},
      {mapping_with(R"("text":{"pointer":"/a","items":"/b"})"), "this field is no list"},
      {mapping_with(R"("lang":{"pointer":"/a","html":true})"), "mapping: 'lang.html': found true"},
      {mapping_with(R"("observed_at":{"pointer":"/a","format":"iso"})"),
       "mapping: 'observed_at.format': found \"iso\"; allowed: auto, rfc3339, epoch_s, epoch_ms, "
       "epoch_us, ctime"},
      {mapping_with(R"("media":{"pointer":"/a","items":{"hash":"/b"}})"),
       "mapping: 'media.items.hash': found \"hash\"; allowed: kind, pdq, dhash, sha256, exif"},
      {mapping_with(R"("records":"hits")"), "mapping: 'records': found \"hits\""},
      {mapping_with(R"("text":{"pointer":"/a","values":{"b":[]}})"),
       "mapping: 'text.values.b': found array"},
  };
  for (const auto& row : rows) {
    AdapterOptions options;
    options.mapping = row.mapping;
    const auto adapter = find_adapter("mapping")->make(options);
    CAPTURE(row.mapping);
    REQUIRE_FALSE(adapter.ok());
    CHECK(adapter.status().code() == StatusCode::kInvalidArgument);
    CHECK_THAT(message_of(adapter.status()), Catch::Contains(row.message));
  }
}

TEST_CASE("a mapping reads a time in the format it names, and in no other") {
  const auto expected = from_micros(1'762'194'161'000'000);
  struct Row {
    const char *format, *value;
    bool readable;
  };
  const Row rows[] = {{"auto", "1762194161000", true},
                      {"auto", R"("Mon Nov 03 18:22:41 +0000 2025")", true},
                      {"rfc3339", R"("2025-11-03T18:22:41Z")", true},
                      {"rfc3339", "1762194161", false},
                      {"ctime", R"("Mon Nov 03 18:22:41 +0000 2025")", true},
                      {"ctime", R"("2025-11-03T18:22:41Z")", false},
                      {"epoch_s", "1762194161", true},
                      {"epoch_s", R"("1762194161")", true},
                      {"epoch_s", "1762194161.0", true},
                      {"epoch_ms", "1762194161000", true},
                      {"epoch_us", "1762194161000000", true},
                      {"epoch_s", "9223372036854775807", false},
                      {"epoch_s", "1e300", false},
                      {"epoch_s", R"("now")", false}};
  for (const auto& row : rows) {
    CAPTURE(row.format, row.value);
    const auto out = parse(mapping_with(R"("created_at":{"pointer":"/t","format":")" +
                                        std::string{row.format} + "\"}"),
                           record_with(R"("t":)" + std::string{row.value}));
    REQUIRE(out.posts.size() == (row.readable ? 1 : 0));
    if (row.readable) CHECK(out.posts[0].created_at == expected);
    if (!row.readable) CHECK(out.rejections.at(0).reason == Reason::kBadTime);
  }
}

TEST_CASE("a mapping takes a small epoch as its format says, not as its size suggests") {
  const auto post =
      post_of(R"("observed_at":{"pointer":"/t","format":"epoch_ms"})", R"("t":86400000)");
  CHECK(post.observed_at == from_micros(86'400'000'000));
}

TEST_CASE("a mapping takes the first pointer that finds something, then the constant") {
  const auto* mapping = R"("text":{"pointer":["/a","/b"],"const":"none"})";
  CHECK(post_of(mapping, R"("a":"A","b":"B")").text == "A");
  CHECK(post_of(mapping, R"("a":"","b":"B")").text == "B");
  CHECK(post_of(mapping, R"("a":null,"b":"B")").text == "B");
  CHECK(post_of(mapping, "").text == "none");
}

TEST_CASE("a mapping translates values") {
  const auto* mapping = R"("action":{"pointer":"/type","values":)"
                        R"({"RT":"repost","5":"quote","true":"like","*":"post"}})";
  CHECK(post_of(mapping, R"("type":"RT")").action == Action::kRepost);
  CHECK(post_of(mapping, R"("type":5)").action == Action::kQuote);
  CHECK(post_of(mapping, R"("type":true)").action == Action::kLike);
  CHECK(post_of(mapping, R"("type":"?")").action == Action::kPost);
  const auto out = parse(mapping_with(R"("action":{"pointer":"/type","values":{"RT":"repost"}})"),
                         record_with(R"("type":"?")"));
  CHECK(out.rejections.at(0).reason == Reason::kUnknownShape);
  CHECK(out.rejections.at(0).detail == "action: '?'");
}

TEST_CASE("a mapping infers an action nothing states") {
  CHECK(post_of(R"("repost_of":"/r")", R"("r":9)").action == Action::kRepost);
  CHECK(post_of(R"("repost_of":"/r","action":{"const":"forward"})", R"("r":9)").action ==
        Action::kForward);
  CHECK(post_of(R"("repost_of":"/r")", "").action == Action::kPost);
}

TEST_CASE("a mapping reads lists whole, by a part of each item, or by several") {
  const auto* links = R"("l":[{"href":"https://a.example/","hash":"h1"},{"href":""},7,)"
                      R"({"href":"https://b.example/"}])";
  CHECK(post_of(R"("urls":{"pointer":"/l","items":"/href"})", links).urls.size() == 2);
  CHECK(post_of(R"("hashtags":{"pointer":"/l","items":"/hash"})", links).hashtags ==
        std::vector<std::string>{"h1"});
  const auto media =
      post_of(R"("media":{"pointer":"/l","items":{"sha256":"/hash","kind":"/href"}})", links).media;
  REQUIRE(media.size() == 2);
  CHECK(media[0].sha256 == "h1");
  CHECK(media[1].kind == "https://b.example/");
  CHECK(post_of(R"("urls":"/u")", R"("u":"https://a.example/")").urls.size() == 1);
  CHECK(post_of(R"("urls":"/u")", R"("u":["https://a.example/",{"expanded":"https://b.example/"}])")
            .urls.size() == 2);
}

TEST_CASE("a mapping finds out whether text is HTML unless it is told") {
  CHECK(post_of(R"("text":"/t")", R"("t":"<p>a</p>")").text_is_html);
  CHECK_FALSE(post_of(R"("text":"/t")", R"("t":"a <3 b, c > d")").text_is_html);
  CHECK(post_of(R"("text":{"pointer":"/t","html":true})", R"("t":"a &amp; b")").text_is_html);
  CHECK_FALSE(post_of(R"("text":{"pointer":"/t","html":false})", R"("t":"<p>a</p>")").text_is_html);
}

TEST_CASE("a mapping reads the posts of a page") {
  const auto mapping = mapping_with(R"("records":"/hits/hits")");
  const auto page = [&](std::string_view hits) {
    return parse(mapping, R"({"hits":{"hits":)" + std::string{hits} + "}}");
  };
  const auto out = page('[' + record_with("") + ",{}," + record_with(R"("id":2)") + ",7]");
  CHECK(out.posts.size() == 2);
  CHECK(out.rejections.size() == 2);
  CHECK(page("[]").rejections.at(0).reason == Reason::kNotAPost);
  CHECK(page("{}").rejections.at(0).reason == Reason::kUnknownShape);
  CHECK(parse(mapping_with(R"("records":"")"), '[' + record_with("") + ']').posts.size() == 1);
}

TEST_CASE("--platform overrules a constant, and a record overrules both") {
  const auto name = [](std::string_view rule, std::string_view members) {
    const auto mapping =
        R"({"post_id":"/id","author.id":"/who","created_at":"/at")" + std::string{rule} + '}';
    return parse(mapping, record_with(members), "given").posts.at(0).platform;
  };
  CHECK(name("", "") == "given");
  CHECK(name(R"(,"platform":{"const":"c"})", "") == "given");
  CHECK(name(R"(,"platform":"/p")", R"("p":"own")") == "own");
  CHECK(name(R"(,"platform":"/p")", "") == "given");
}

TEST_CASE("a mapped record that lacks what is required is rejected") {
  CHECK(parse(mapping_with(""), "7").rejections.at(0).reason == Reason::kUnknownShape);
  CHECK(parse(mapping_with(""), R"({"id":1,"at":1})").rejections.at(0).detail == "author.id");
  CHECK(parse(mapping_with(""), R"({"who":1,"at":1})").rejections.at(0).detail == "post_id");
  CHECK(parse(mapping_with(""), R"({"who":1,"id":1})").rejections.at(0).detail == "created_at");
}

TEST_CASE("every preset is a working mapping with a sample of its own") {
  std::size_t presets = 0;
  for (const auto& entry :
       sample::fs::directory_iterator{sample::fs::path{LOCKSTEP_SOURCE_DIR} / "config/mappings"}) {
    if (entry.path().extension() != ".json") continue;
    AdapterOptions options;
    options.mapping = sample::slurp(entry.path());
    INFO(entry.path());
    CHECK(find_adapter("mapping")->make(options).ok());
    CHECK(sample::fs::exists(sample::folder_of(*find_adapter("mapping")) / "samples" /
                             entry.path().filename()));
    ++presets;
  }
  CHECK(presets >= 5);
}

}  // namespace
}  // namespace lockstep::normalize
