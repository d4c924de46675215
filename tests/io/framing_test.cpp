#include "lockstep/io/framing.h"

#include <catch2/catch.hpp>
#include <random>

#include "memory_stream.h"

namespace lockstep::io {
namespace {

using testing::MemoryStream;
using Strings = std::vector<std::string>;

struct Cut {
  Strings records;
  std::vector<bool> oversized;
  Status status;
  Layout layout;
};

Cut cut(std::string bytes, std::size_t max_record = 1 << 20, std::size_t step = 1 << 20,
        Status end = {}) {
  RecordCutter cutter(std::make_unique<MemoryStream>(std::move(bytes), step, std::move(end)),
                      max_record);
  Cut out;
  out.status = cutter.start();
  out.layout = cutter.layout();
  std::string record;
  bool oversized = false;
  while (out.status.ok()) {
    const auto more = cutter.next(record, oversized);
    out.status = more.status();
    if (!more.ok() || !*more) break;
    out.records.push_back(record);
    out.oversized.push_back(oversized);
  }
  return out;
}

struct Case {
  const char* what;
  std::string bytes;
  Layout layout;
  Strings records;
};

const std::vector<Case>& cases() {
  constexpr auto kLines = Layout::kLines;
  constexpr auto kDocuments = Layout::kDocuments;
  constexpr auto kCsv = Layout::kCsv;
  static const std::vector<Case> all = {
      {"nothing", "", kLines, {}},
      {"only blank lines", "\n \r\n\t\n", kLines, {}},
      {"only a byte order mark", "\xef\xbb\xbf", kLines, {}},
      {"lines", "{\"a\":1}\n{\"b\":2}\n", kLines, {"{\"a\":1}", "{\"b\":2}"}},
      {"the last line unterminated", "{\"a\":1}\n{\"b\":2}", kLines, {"{\"a\":1}", "{\"b\":2}"}},
      {"a single line", "{\"a\":1}", kLines, {"{\"a\":1}"}},
      {"CRLF", "{\"a\":1}\r\n{\"b\":2}\r\n", kLines, {"{\"a\":1}", "{\"b\":2}"}},
      {"byte order mark", "\xef\xbb\xbf{\"a\":1}\n", kLines, {"{\"a\":1}"}},
      {"blank lines between",
       "\n\n{\"a\":1}\n \n\r\n{\"b\":2}\n\n",
       kLines,
       {"{\"a\":1}", "{\"b\":2}"}},
      {"a bad line spoils only itself",
       "{\"a\":1}\n{\"b\": oops\n}]\n{\"c\":3}\n",
       kLines,
       {"{\"a\":1}", "{\"b\": oops", "}]", "{\"c\":3}"}},
      {"brackets and quotes in strings",
       "{\"a\":\"}{\\\"]\"}\n{\"b\":2}\n",
       kLines,
       {"{\"a\":\"}{\\\"]\"}", "{\"b\":2}"}},
      {"neither object nor comma", "hello\nworld\n", kLines, {"hello", "world"}},
      {"a first line cut off in a string",
       "{\"id\":\"1\",\"te\n{\"id\":2}\n{\"id\":3}\n",
       kLines,
       {"{\"id\":\"1\",\"te", "{\"id\":2}", "{\"id\":3}"}},
      {"a first line without its bracket",
       "{\"id\":1,\"n\":\n{\"id\":2}\n{\"id\":3}\n",
       kLines,
       {"{\"id\":1,\"n\":", "{\"id\":2}", "{\"id\":3}"}},

      {"pretty-printed",
       "{\n \"a\": \"}\"\n}\n{\n \"b\": 2\n}\n",
       kDocuments,
       {"{\n \"a\": \"}\"\n}", "{\n \"b\": 2\n}"}},
      {"pretty-printed with an object alone on a line",
       "{\"a\":[\n{\"b\":1}\n]}\n",
       kDocuments,
       {"{\"a\":[\n{\"b\":1}\n]}"}},
      {"one after another without a break",
       "{\"a\":1}{\"b\":2} {\"c\":3}",
       kDocuments,
       {"{\"a\":1}", "{\"b\":2}", "{\"c\":3}"}},
      {"an array on one line",
       "[{\"a\":1},{\"b\":[2,3]}]",
       kDocuments,
       {"{\"a\":1}", "{\"b\":[2,3]}"}},
      {"an array over lines",
       "[\n  {\"a\":1},\n  {\"b\":2}\n]\n",
       kDocuments,
       {"{\"a\":1}", "{\"b\":2}"}},
      {"an empty array", "[ ]", kDocuments, {}},
      {"several arrays", "[{\"a\":1}]\n[{\"b\":2}]\n", kDocuments, {"{\"a\":1}", "{\"b\":2}"}},
      {"arrays and scalars as elements",
       "[[1,2], 3 , \"four, five\" ,null]",
       kDocuments,
       {"[1,2]", "3", "\"four, five\"", "null"}},
      {"an array cut off", "[{\"a\":1},{\"b\":", kDocuments, {"{\"a\":1}", "{\"b\":"}},
      {"a document cut off in a string",
       "{\n\"a\":\"x\n}\n{\n\"b\":2\n}\n",
       kDocuments,
       {"{\n\"a\":\"x", "}", "{\n\"b\":2\n}"}},
      {"a bracket too many",
       "{\n\"a\":1}}\n{\"b\":2}",
       kDocuments,
       {"{\n\"a\":1}", "}", "{\"b\":2}"}},
      {"commas after documents",
       "{\n\"a\":1},\n{\"b\":2},\n",
       kDocuments,
       {"{\n\"a\":1}", "{\"b\":2}"}},
      {"an escaped backslash ends a string",
       "[{\"a\":\"\\\\\"},{\"b\":1}]",
       kDocuments,
       {"{\"a\":\"\\\\\"}", "{\"b\":1}"}},

      {"CSV", "a,b\n1,2\n3,4\n", kCsv, {"a,b", "1,2", "3,4"}},
      {"CSV with CRLF and a byte order mark",
       "\xef\xbb\xbf"
       "a,b\r\n1,2\r\n",
       kCsv,
       {"a,b", "1,2"}},
      {"line breaks and quotes in quotes",
       "a,b\n1,\"x\ny \"\"z\"\"\n\"\n\"3\",4\n",
       kCsv,
       {"a,b", "1,\"x\ny \"\"z\"\"\n\"", "\"3\",4"}},
      {"a quote inside a field is a character",
       "a,b\n1,it\"s\n2,\"\"\n",
       kCsv,
       {"a,b", "1,it\"s", "2,\"\""}},
      {"a quoted empty field, then a break",
       "a,b\n\"\",\n\"\"\"\n\",1\n",
       kCsv,
       {"a,b", "\"\",", "\"\"\"\n\",1"}},
      {"spaces belong to fields", "a,b\n1, \n", kCsv, {"a,b", "1, "}},
      {"blank lines in CSV", "a,b\n\n1,2\n\r\n", kCsv, {"a,b", "1,2"}},
      {"a quote that is never closed", "a,b\n1,\"x\n2,y\n", kCsv, {"a,b", "1,\"x\n2,y\n"}},
      {"a quoted header", "\"a\",\"b\"\n1,2", kCsv, {"\"a\",\"b\"", "1,2"}},
  };
  return all;
}

}  // namespace

TEST_CASE("bytes are cut into the records of their layout", "[unit][io]") {
  for (const Case& c : cases()) {
    CAPTURE(c.what);
    const Cut got = cut(c.bytes);
    CHECK(got.status.ok());
    CHECK(got.layout == c.layout);
    CHECK(got.records == c.records);
  }
}

TEST_CASE("the cuts do not depend on how the bytes arrive", "[property][io]") {
  std::mt19937_64 random(1);
  std::vector<std::string> inputs;
  for (const Case& c : cases()) inputs.push_back(c.bytes);
  const std::string alphabet = "{}[]\",\\\n\r \t1a";
  for (int i = 0; i < 2000; ++i) {
    std::string bytes;
    for (auto n = random() % 40; n > 0; --n) bytes += alphabet[random() % alphabet.size()];
    inputs.push_back(bytes);
  }
  for (const std::string& bytes : inputs) {
    CAPTURE(bytes);
    for (const std::size_t limit : {3U, 1000U}) {
      const Cut whole = cut(bytes, limit);
      for (const std::size_t step : {1U, 2U, 3U, 5U}) {
        const Cut stepped = cut(bytes, limit, step);
        REQUIRE(stepped.records == whole.records);
        REQUIRE(stepped.oversized == whole.oversized);
      }
    }
  }
}

TEST_CASE("a record at its limit is whole, one byte more is cut", "[unit][io]") {
  for (const char* end : {"\n", "\r\n", ""})
    for (const std::size_t length : {99U, 100U, 101U}) {
      CAPTURE(end, length);
      const std::string line = "{\"a\":\"" + std::string(length - 8, 'x') + "\"}";
      REQUIRE(line.size() == length);
      const Cut got = cut("{}\n" + line + end, 100);
      REQUIRE(got.records.size() == 2);
      CHECK(got.oversized[1] == (length > 100));
      CHECK(got.records[1] == line.substr(0, 100));
    }
}

TEST_CASE("a long record is cut and skipped, whatever the layout", "[unit][io]") {
  const std::string filler(3 << 20, 'x');
  struct Long {
    const char* what;
    std::string bytes;
    std::size_t place, records;
  };
  for (const Long& c :
       {Long{"line", "{}\n{\"a\":\"" + filler + "\"}\n{\"b\":2}\n", 1, 3},
        Long{"first line", "{\"a\":\"" + filler + "\"}\n{\"b\":2}\n", 0, 2},
        Long{"document", "{\n\"a\":1}\n{\"a\":\"" + filler + "\"\n}\n{\"b\":2}", 1, 3},
        Long{"array element", "[{},{\"a\":\"" + filler + "\"},{\"b\":2}]", 1, 3},
        Long{"quoted field", "a,b\n1,\"" + filler + "\n\"\n{\"b\":2}\n", 1, 3}}) {
    CAPTURE(c.what);
    const Cut got = cut(c.bytes);
    REQUIRE(got.records.size() == c.records);
    CHECK(got.oversized[c.place]);
    CHECK(got.records[c.place].size() == 1 << 20);
    CHECK_FALSE(got.oversized.back());
    CHECK(got.records.back() == "{\"b\":2}");
  }
}

TEST_CASE("nesting costs nothing", "[unit][io]") {
  const std::string deep =
      "{\n\"a\":" + std::string(500'000, '[') + std::string(500'000, ']') + "}";
  CHECK(cut(deep + deep, 2 << 20).records == Strings{deep, deep});
}

TEST_CASE("an error of the stream comes after the records before it", "[unit][io]") {
  const Cut got = cut("{\"a\":1}\n{\"b\":2}\n{\"c\":", 100, 5, data_loss("broken"));
  CHECK(got.records == Strings{"{\"a\":1}", "{\"b\":2}"});
  CHECK(message_of(got.status) == "broken");
}

}  // namespace lockstep::io
