#include "lockstep/io/dead_letter_file.h"

#include <catch2/catch.hpp>

#include "scratch_folder.h"

namespace lockstep::io {
namespace {

using normalize::Reason;
using testing::ScratchFolder;

runtime::DeadLetter letter(std::string bytes) {
  return {{1, 0, 17}, std::move(bytes), {Reason::kMalformed, "a \"detail\""}, "adapt"};
}

}  // namespace

TEST_CASE("a dead letter is one JSON line with its origin, reason and record", "[unit][io]") {
  struct Case {
    const char* what;
    std::string bytes, ending;
  };
  for (const Case& c : {
           Case{"text", "{\"a\":\n1}", R"(,"record":"{\"a\":\n1}"})"},
           Case{"several languages", "\u0434\u0430 \u20ac \U0001F600",
                ",\"record\":\"\u0434\u0430 \u20ac \U0001F600\"}"},
           Case{"not UTF-8, one byte", "\xff", R"(,"record_base64":"/w=="})"},
           Case{"two", "a\xff", R"(,"record_base64":"Yf8="})"},
           Case{"three", "ab\xff", R"(,"record_base64":"YWL/"})"},
           Case{"an overlong form", "\xc0\x80", R"(,"record_base64":"wIA="})"},
           Case{"a surrogate", "\xed\xa0\x80", R"(,"record_base64":"7aCA"})"},
           Case{"beyond Unicode", "\xf4\x90\x80\x80", R"(,"record_base64":"9JCAgA=="})"},
           Case{"cut in a character", "a\xe2\x82", R"(,"record_base64":"YeKC"})"},
           Case{"second rejection of a record", "", "}"},
       }) {
    CAPTURE(c.what);
    const ScratchFolder folder("dead-letter");
    DeadLetterFile file(folder / "dlq", {"a.jsonl", "b.jsonl"});
    file.rejected(letter(c.bytes));
    REQUIRE(file.commit().ok());
    CHECK(ScratchFolder::read(folder / "dlq") ==
          R"({"input":"b.jsonl","partition":0,"offset":17,"stage":"adapt","reason":"malformed",)"
          R"("detail":"a \"detail\"")" +
              c.ending + '\n');
  }
}

TEST_CASE("a late post is named, with its time", "[unit][io]") {
  const ScratchFolder folder("dead-letter-late");
  DeadLetterFile file(folder / "dlq", {"-"});
  TracedPost post;
  post.platform = "x";
  post.post_id = "9";
  post.source = {0, 0, 3};
  file.late(post);
  REQUIRE(file.commit().ok());
  CHECK(ScratchFolder::read(folder / "dlq") ==
        R"({"input":"-","partition":0,"offset":3,"stage":"sequence","reason":"late",)"
        R"("detail":"1970-01-01T00:00:00.000Z","post":"x:9"})"
        "\n");
}

TEST_CASE("no letters, no file; not even an earlier run's", "[unit][io]") {
  const ScratchFolder folder("dead-letter-none");
  folder.write("dlq", "old");
  DeadLetterFile file(folder / "dlq", {});
  REQUIRE(file.commit().ok());
  CHECK(folder.files() == 0);
}

TEST_CASE("a restart forgets what was written", "[unit][io]") {
  const ScratchFolder folder("dead-letter-restart");
  DeadLetterFile file(folder / "dlq", {"a", "b"});
  file.rejected(letter("first"));
  file.restart();
  file.rejected(letter("second"));
  CHECK(file.lines() == 1);
  REQUIRE(file.commit().ok());
  CHECK_THAT(ScratchFolder::read(folder / "dlq"),
             Catch::Contains("second") && !Catch::Contains("first"));
}

TEST_CASE("an output that cannot be written is reported at the end", "[unit][io]") {
  const ScratchFolder folder("dead-letter-error");
  DeadLetterFile file(folder / "none/dlq", {"a", "b"});
  file.rejected(letter("x"));
  CHECK(file.commit().code() == StatusCode::kNotFound);
}

}  // namespace lockstep::io
