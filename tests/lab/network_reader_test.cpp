#include "lockstep/lab/network_reader.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <tuple>
#include <vector>

namespace lockstep::lab {
namespace {

std::string file_of(const std::string& name, const std::string& content) {
  const std::string path = std::string(LOCKSTEP_BINARY_DIR) + "/network_reader_test_" + name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

struct Result {
  NetworkReadReport report;
  NetworkRows rows;
};

Result read(const NetworkInputs& inputs) {
  Result result;
  const auto report = read_network_rows(inputs, result.rows);
  if (!report.ok()) FAIL(message_of(report.status()));
  result.report = *report;
  return result;
}

// "one-two:weight" of every edge, with everyone taking part.
std::vector<std::string> edges_of(const Result& result, bool directed = false) {
  NetworkOptions options;
  options.min_participation = 1;
  options.directed = directed;
  const Network network = build_network(result.rows, options);
  std::vector<std::string> out;
  for (const NetworkEdge& e : network.edges) {
    out.push_back(network.accounts[e.account_1] + "-" + network.accounts[e.account_2] + ":" +
                  std::to_string(e.weight));
  }
  return out;
}

using Strings = std::vector<std::string>;

NetworkInputs inputs_of(const std::string& path, const Strings& signals = {}) {
  NetworkInputs inputs;
  inputs.paths = {path};
  inputs.signals = signals;
  return inputs;
}

std::string post(const std::string& id, const std::string& author, const std::string& more,
                 const std::string& second = "00") {
  return R"({"platform":"x","post_id":")" + id + R"(","author":{"id":")" + author +
         R"("},"created_at":"2026-04-16T09:44:)" + second + R"(Z")" + (more.empty() ? "" : ",") +
         more + "}\n";
}

}  // namespace

TEST_CASE("a CooRTweet table is taken as it is", "[unit][lab]") {
  const std::string path = file_of("coortweet.csv",
                                   "object_id,account_id,content_id,timestamp_share,kind\n"
                                   "HTTP://X.example/?utm_source=1,\"Ann, A\",c1,10.25,url\n"
                                   "HTTP://X.example/?utm_source=1,bob,c2,70.25,url\n"
                                   "http://x.example/,eve,c3,70.25,url\n"
                                   "Tag,bob,c2,5,hashtag\n"
                                   "Tag,eve,c3,5,hashtag\n"
                                   "Tag,eve,c3,5,hashtag\n"
                                   "pic,bob,c2,5,image\n"
                                   "pic,eve,c3,5,image\n"
                                   "nobody,,c9,5,image\n");
  struct Case {
    Strings signals, edges;
  };
  const auto c = GENERATE(values<Case>({
      {{}, {"Ann, A-bob:1", "bob-eve:3"}},
      {{"url"}, {"Ann, A-bob:1"}},
      {{"hashtags"}, {"bob-eve:2"}},
      {{"media"}, {"bob-eve:1"}},
      {{"hashtags", "media"}, {"bob-eve:3"}},
      {{"reply"}, {}},
  }));
  CAPTURE(c.signals);
  const Result result = read(inputs_of(path, c.signals));
  CHECK(edges_of(result) == c.edges);
  CHECK(result.report.records == 9);
  CHECK(result.report.rejected_total() == 1);
  CHECK(result.report.posts == 8);
  CHECK(result.report.duplicates == 0);
}

TEST_CASE("a CooRTweet table without kinds is of the signal one says it is", "[unit][lab]") {
  const std::string path = file_of("kindless.csv",
                                   "object_id,account_id,content_id,timestamp_share\n"
                                   "o,ann,1,0\no,bob,2,60\no,eve,3,60.5\n");
  CHECK(edges_of(read(inputs_of(path, {"hashtags"}))) == Strings{"ann-bob:1", "bob-eve:1"});
  CHECK(edges_of(read(inputs_of(path))) == Strings{"ann-bob:1", "bob-eve:1"});
}

TEST_CASE("a toolkit table gives its tool's networks", "[unit][lab]") {
  const std::string path =
      file_of("toolkit.csv",
              "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n"
              "1,ann,ann,,,Same words,100,https://e.example/1\n"
              "2,bob,bob,,,Same words,130,https://e.example/1\n"
              "3,eve,eve,1,,RT Same words,131,https://e.example/1\n"
              "4,dan,dan,1,,RT Same words,132,\n"
              "5,fay,fay,,,,133,\n"
              "6,gus,gus,,,,133,\n"
              "7,hal,hal,,1,so true,134,\n"
              "8,ida,ida,,1,well,135,\n");
  struct Case {
    Strings signals, edges;
  };
  const auto c = GENERATE(values<Case>({
      {{"url"}, {"ann-bob:1", "bob-ann:1"}},
      {{"text"}, {"ann-bob:1", "bob-ann:1"}},
      {{"repost"}, {"dan-eve:1", "eve-dan:1"}},
      {{"reply"}, {"hal-ida:1", "ida-hal:1"}},
      {{"domain"}, {"ann-bob:1", "bob-ann:1"}},
  }));
  CAPTURE(c.signals);
  CHECK(edges_of(read(inputs_of(path, c.signals)), true) == c.edges);
}

TEST_CASE("posts of other formats are normalised and named with their platform", "[unit][lab]") {
  const std::string path = file_of(
      "posts.jsonl",
      post("1", "ann",
           R"("urls":[{"url":"https://E.example/a?utm_source=z"}],"hashtags":["#Tag"])") +
          post("2", "bob", R"("urls":[{"url":"https://e.example/a"}],"hashtags":["tag"])", "59") +
          post("2", "bob", R"("urls":[{"url":"https://e.example/a"}],"hashtags":["tag"])", "59") +
          post("3", "eve", R"("action":"repost","repost_of":"1","hashtags":["tag"])", "10") +
          post("4", "dan", R"("action":"repost","repost_of":"1","hashtags":["tag"])", "20") +
          post("5", "fay", R"("text":"THE same long words, more or less!")") +
          post("6", "gus", R"("text":"the same  long words, more or less!")") +
          post("7", "hal", R"("text":"https://one.example/1")") +
          post("8", "ida", R"("text":"https://two.example/2")") +
          post("1", "ann", R"("event":"delete")") + "{\"broken\n");
  struct Case {
    Strings signals, edges;
  };
  const auto c = GENERATE(values<Case>({
      {{"url"}, {"x:ann-x:bob:1"}},
      {{"domain"}, {"x:ann-x:bob:1"}},
      {{"hashtags"}, {"x:ann-x:bob:1"}},
      {{"repost"}, {"x:dan-x:eve:1"}},
      {{"text"}, {"x:fay-x:gus:1"}},
  }));
  CAPTURE(c.signals);
  const Result result = read(inputs_of(path, c.signals));
  CHECK(edges_of(result) == c.edges);
  const NetworkReadReport& r = result.report;
  CHECK(r.records == 11);
  CHECK(r.rejected_total() == 1);
  CHECK(r.duplicates == 1);
  CHECK(r.posts == r.used + r.duplicates + r.left_out + r.without_object);
}

TEST_CASE("accounts that are left out give no rows", "[unit][lab]") {
  const std::string tag = R"("hashtags":["tag"])";
  NetworkInputs inputs =
      inputs_of(file_of("left_out.jsonl", post("1", "ann", tag) + post("2", "bob", tag) +
                                              post("2", "bob", tag) + post("3", "eve", tag)));
  inputs.leaves_out = [](const std::string& account) { return account == "x:bob"; };
  const Result result = read(inputs);
  CHECK(edges_of(result) == Strings{"x:ann-x:eve:1"});
  const NetworkReadReport& r = result.report;
  CHECK(r.left_out == 1);
  CHECK(r.duplicates == 1);
  CHECK(r.posts == r.used + r.duplicates + r.left_out + r.without_object);
}

TEST_CASE("several files are one set of rows", "[unit][lab]") {
  const std::string header = "object_id,account_id,content_id,timestamp_share\n";
  NetworkInputs inputs;
  inputs.paths = {file_of("late.csv", header + "o,bob,2,30\n"), file_of("empty.csv", ""),
                  file_of("early.csv", header + "o,ann,1,0\n")};
  CHECK(edges_of(read(inputs)) == Strings{"ann-bob:1"});
}

TEST_CASE("what cannot be read is an error, not an empty network", "[unit][lab]") {
  NetworkRows rows;
  NetworkInputs inputs = inputs_of(file_of("unknown.csv", "alpha,beta\n1,2\n"));
  CHECK(read_network_rows(inputs, rows).status().code() == StatusCode::kInvalidArgument);
  inputs.format = "no-such-format";
  CHECK(read_network_rows(inputs, rows).status().code() == StatusCode::kInvalidArgument);
  inputs.format = "csv-coortweet";
  CHECK(read_network_rows(inputs, rows).status().code() == StatusCode::kInvalidArgument);
  inputs = inputs_of(std::string(LOCKSTEP_BINARY_DIR) + "/no such file.csv");
  CHECK(read_network_rows(inputs, rows).status().code() == StatusCode::kNotFound);
  inputs.signals = {"vibes"};
  CHECK(read_network_rows(inputs, rows).status().code() == StatusCode::kInvalidArgument);
  CHECK(rows.size() == 0);
}

TEST_CASE("a table with hundreds of kinds is refused", "[unit][lab]") {
  std::string table = "object_id,account_id,content_id,timestamp_share,kind\n";
  for (int i = 0; i <= 256; ++i) table += "o,a,c,1,kind" + std::to_string(i) + "\n";
  NetworkRows rows;
  const auto status = read_network_rows(inputs_of(file_of("kinds.csv", table)), rows).status();
  CHECK(status.code() == StatusCode::kInvalidArgument);
}

}  // namespace lockstep::lab
