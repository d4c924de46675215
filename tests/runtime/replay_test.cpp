#include "lockstep/runtime/replay.h"

#include <catch2/catch.hpp>

#include "replay_fakes.h"

namespace lockstep::runtime {
namespace {

using testing::kStart;
using testing::post_json;
using testing::Random;
using testing::Records;
using testing::Replayed;
using testing::run;

// In time order; ties, duplicates of two kinds, deletes, logins without an id, and bad records.
Records mixed_records(Random& random, int count) {
  Records records;
  std::int64_t time = kStart;
  for (int i = 0; i < count; ++i) {
    time += static_cast<std::int64_t>(random() % 3);
    const std::string id = std::to_string(i);
    const std::string account = "u" + std::to_string(random() % 9);
    records.push_back(post_json(id, time, account));
    switch (random() % 12) {
      case 0:
        records.push_back(records.back());
        break;
      case 1:  // the same post as another collector saw it
        records.push_back(post_json(id, time, account, R"(,"lang":"de")"));
        break;
      case 2:
        records.push_back(post_json(id, time, account, R"(,"event":"delete")"));
        break;
      case 3:
        records.push_back(fmt::format(
            R"({{"platform":"x","event":"login","author":{{"id":"{}"}},"created_at":{}}})", account,
            time));
        break;
      case 4:
        records.push_back(R"({"platform":"x", broken )" + id);
        break;
      case 5:
        records.push_back(post_json("ancient" + id, 5));
        break;
      default:
        break;
    }
  }
  return records;
}

void check_books(const ReplayReport& r) {
  CHECK(r.posts_read == r.posts + r.duplicates + r.late);
  CHECK(r.records == r.posts_read + r.rejected_total());  // one or the other, in these records
}

}  // namespace

TEST_CASE("any shuffle, split and number of threads gives the same posts", "[property][runtime]") {
  Random random(1);
  const Records records = mixed_records(random, 1500);
  const Replayed expected = run({{records}});
  REQUIRE(expected.report.ok());
  check_books(*expected.report);
  CHECK_FALSE(expected.report->sorted);
  CHECK(expected.heard.restarts == 0);
  REQUIRE(expected.report->duplicates > 100);
  REQUIRE(expected.report->rejected_total() > 100);
  REQUIRE(expected.heard.posts.size() == expected.report->posts);
  auto expected_rejections = expected.heard.rejected;
  std::sort(expected_rejections.begin(), expected_rejections.end());

  for (const bool shuffle : {false, true})
    for (const std::size_t inputs : {1U, 2U, 7U, 40U})
      for (const unsigned threads : {1U, 2U, 3U}) {
        CAPTURE(shuffle, inputs, threads);
        Replayed got = run({testing::split(records, inputs, shuffle, random), false, threads});
        REQUIRE(got.report.ok());
        check_books(*got.report);
        CHECK(got.heard.posts == expected.heard.posts);
        CHECK(got.heard.ends == std::vector<bool>{false});
        CHECK(got.report->sorted == shuffle);
        CHECK(got.heard.consumers == (shuffle ? 2 : 1));
        CHECK(got.heard.restarts == (shuffle ? 1 : 0));
        CHECK(got.report->records == records.size());
        CHECK(got.report->duplicates == expected.report->duplicates);
        CHECK(got.report->rejected == expected.report->rejected);
        std::sort(got.heard.rejected.begin(), got.heard.rejected.end());
        CHECK(got.heard.rejected == expected_rejections);
      }
}

TEST_CASE("a sort on disk gives what the sort in memory gives", "[property][runtime]") {
  Random random(2);
  const Records records = mixed_records(random, 800);
  const Replayed expected = run({{records}});
  SequenceConfig little;
  little.sort_memory = 20'000;
  const Replayed got = run({testing::split(records, 3, true, random), false, 2, little});
  REQUIRE(got.report.ok());
  CHECK(got.report->spilled_runs > 5);
  CHECK(got.heard.posts == expected.heard.posts);
}

TEST_CASE("more posts at one time than memory allows are sorted on disk", "[unit][runtime]") {
  Records records;
  for (int i = 0; i < 200; ++i) records.push_back(post_json(std::to_string(i), kStart));
  SequenceConfig little;
  little.sort_memory = 20'000;
  const Replayed got = run({{records}, false, 1, little});
  REQUIRE(got.report.ok());
  CHECK(got.report->sorted);
  CHECK(got.heard.posts == run({{records}}).heard.posts);
}

TEST_CASE("posts from the ends of the calendar change nothing for the others", "[unit][runtime]") {
  Records records;
  for (int i = 0; i < 300; ++i)
    records.push_back(post_json(std::to_string(i), kStart + i, "u" + std::to_string(i % 9)));
  for (const bool stream : {false, true}) {
    CAPTURE(stream);
    auto expected = run({{records}, stream}).heard.posts;
    Records attacked = records;
    attacked.insert(attacked.begin() + 150, post_json("far", 2'140'000'000, "eve"));  // 2037
    attacked.insert(attacked.begin() + 100,
                    post_json("farther", 4'070'908'800, "eve"));           // 2099: rejected
    attacked.insert(attacked.begin() + 50, post_json("epoch", 1, "mal"));  // 1970: rejected
    auto got = run({{attacked}, stream});
    REQUIRE(got.report.ok());
    CHECK(got.report->rejected_total() == 2);
    CHECK(got.report->late == 0);
    REQUIRE(got.heard.names.back() == "far@2140000000");
    got.heard.posts.pop_back();
    CHECK(got.heard.posts == expected);
  }
}

TEST_CASE("standard input is ordered within the allowed lateness", "[property][runtime]") {
  Random random(3);
  Records records;
  for (int i = 0; i < 1000; ++i)
    records.push_back(post_json(std::to_string(i), kStart + i, "u" + std::to_string(i % 9)));
  const Replayed in_order = run({{records}, true});
  REQUIRE(in_order.report.ok());
  CHECK(in_order.heard.ends == std::vector<bool>{true});
  CHECK(in_order.heard.posts == run({{records}}).heard.posts);
  for (const unsigned threads : {1U, 2U}) {
    std::vector<std::pair<std::uint64_t, std::string>> keyed;
    for (std::size_t i = 0; i < records.size(); ++i)
      keyed.emplace_back(i + random() % 60, records[i]);
    std::stable_sort(keyed.begin(), keyed.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    Records shuffled;
    for (auto& k : keyed) shuffled.push_back(k.second);
    const Replayed got = run({{shuffled}, true, threads});
    CHECK(got.report->late == 0);
    CHECK(got.heard.posts == in_order.heard.posts);
  }
}

TEST_CASE("a late post of a stream is counted and sent off, a late copy is a duplicate",
          "[unit][runtime]") {
  Records records;
  for (int i = 0; i < 100; ++i)
    records.push_back(post_json(std::to_string(i), kStart + i * 10, "u" + std::to_string(i % 9)));
  records.push_back(post_json("straggler", kStart));
  records.push_back(records[5]);
  const Replayed got = run({{records}, true});
  REQUIRE(got.report.ok());
  check_books(*got.report);
  CHECK(got.report->late == 1);
  CHECK(got.report->duplicates == 1);
  CHECK(got.heard.late == Records{"straggler"});
}

TEST_CASE("the collector's clock moves a stream's watermark with a single account",
          "[unit][runtime]") {
  Records records;
  for (const int at : {0, 100, 200, 10})
    records.push_back(post_json(std::to_string(at), kStart + at, "ana",
                                fmt::format(R"(,"observed_at":{})", kStart + at)));
  CHECK(run({{records}, true}).report->late == 1);
  records[0] = post_json("0", kStart);  // one post without it: no trust
  CHECK(run({{records}, true}).report->late == 0);
}

TEST_CASE("an empty input is no error, nor a file of blank lines", "[unit][runtime]") {
  for (const char* format : {"auto", "canonical"}) {
    const Replayed got = run({{{}}, false, 2, {}, {format}});
    REQUIRE(got.report.ok());
    CHECK(got.report->records == 0);
    CHECK(got.heard.ends == std::vector<bool>{false});
  }
}

TEST_CASE("the format of each input is recognised by its first record", "[unit][runtime]") {
  const Replayed got = run({{{post_json("1", kStart)}, {}}, false, 2, {}, {"auto", "auto"}});
  REQUIRE(got.report.ok());
  CHECK(got.report->formats == Records{"canonical", "none"});
  CHECK(got.report->inputs == Records{"file0", "file1"});
}

TEST_CASE("a wrong format is the caller's error and names what is known", "[unit][runtime]") {
  struct Case {
    const char* what;
    std::string record, format, message;
  };
  for (const Case& c :
       {Case{"unknown name", post_json("1", kStart), "nonesuch",
             "unknown format 'nonesuch' (known: canonical"},
        Case{"not recognised", R"({"nothing":"known"})", "auto", "file0"},
        Case{"a CSV format for JSON", post_json("1", kStart), "csv-coortweet", "looks like JSON"},
        Case{"no mapping", post_json("1", kStart), "mapping:/nonexistent", "/nonexistent"}}) {
    CAPTURE(c.what);
    const Replayed got = run({{{c.record}}, false, 1, {}, {c.format}});
    CHECK_FALSE(got.report.ok());
    CHECK_THAT(message_of(got.report.status()), Catch::Contains(c.message));
    CHECK(got.heard.consumers == 0);
  }
}

TEST_CASE("a source that breaks ends the run with its error, after the posts before it",
          "[unit][runtime]") {
  for (const bool stream : {false, true})
    for (const unsigned threads : {1U, 3U}) {
      Records records;
      for (int i = 0; i < 1000; ++i) records.push_back(post_json(std::to_string(i), kStart + i));
      const Replayed got = run({{records, records}, stream, threads, {}, {}, data_loss("torn")});
      CHECK(got.report.status().code() == StatusCode::kDataLoss);
      CHECK(got.heard.ends.empty());
    }
}

TEST_CASE("a missing data file ends the run before it begins", "[unit][runtime]") {
  normalize::NormalizeConfig config;
  config.asn_database = "/nonexistent.mmdb";
  const Replayed got = run({{{post_json("1", kStart)}}, false, 2, {}, {}, {}, config});
  CHECK_FALSE(got.report.ok());
}

TEST_CASE("a record over the limit is rejected by the reader", "[unit][runtime]") {
  normalize::NormalizeConfig config;
  const auto size = static_cast<std::int64_t>(post_json("1", kStart).size());
  for (const std::int64_t limit : {size - 1, size, size + 1}) {
    config.record_bytes = limit;
    const Replayed got = run({{{post_json("1", kStart)}}, false, 1, {}, {}, {}, config});
    REQUIRE(got.report.ok());
    CHECK(got.report->posts == (limit < size ? 0 : 1));
    CHECK(got.heard.rejected.size() == (limit < size ? 1 : 0));
  }
}

TEST_CASE("a record with posts and rejections counts as both, and is kept once",
          "[unit][runtime]") {
  const std::string page =
      R"({"data":[{"id":"1","author_id":"7","created_at":"2025-11-03T18:22:41.000Z","text":"a"},)"
      R"({"id":"2","author_id":"7","created_at":"never","text":"b"},{"id":"3","author_id":"7","text":"c"}]})";
  const Replayed got = run({{{page}}, false, 1, {}, {"x"}});
  REQUIRE(got.report.ok());
  CHECK(got.report->records == 1);
  CHECK(got.report->posts_read == 1);
  CHECK(got.report->posts == 1);
  CHECK(got.report->rejected_total() == 2);
  REQUIRE(got.heard.rejected.size() == 2);
  CHECK_THAT(got.heard.rejected[0], Catch::EndsWith(page));
  CHECK_THAT(got.heard.rejected[1], Catch::EndsWith(" "));
}

TEST_CASE("with standard input among them, files are streams too and wait for each other",
          "[unit][runtime]") {
  Records even, odd, all;
  for (int i = 0; i < 600; ++i) {
    all.push_back(post_json(std::to_string(i), kStart + i, "u" + std::to_string(i % 9)));
    (i % 2 == 0 ? even : odd).push_back(all.back());
  }
  const Replayed got = run({{even, odd}, true, 2});
  REQUIRE(got.report.ok());
  CHECK(got.report->late == 0);
  CHECK(got.heard.ends == std::vector<bool>{true});
  CHECK(got.heard.posts == run({{all}}).heard.posts);
}

TEST_CASE("progress is reported from the calling thread", "[unit][runtime]") {
  ReplayOptions options;
  options.inputs = {{"file", "canonical", ""}};
  options.open = [](const ReplayInput&, std::uint32_t) -> StatusOr<std::unique_ptr<RecordSource>> {
    return std::unique_ptr<RecordSource>(
        std::make_unique<testing::VectorSource>(Records{post_json("1", kStart)}));
  };
  int calls = 0;
  options.progress = [&](std::uint64_t, std::uint64_t read, std::uint64_t total) {
    ++calls;
    CHECK(read == 1);
    CHECK(total == 1);
  };
  testing::Heard heard;
  testing::Letters letters(heard);
  std::optional<testing::Consumer> consumer;
  CHECK(replay(
            options, signals::Registry::with_all(),
            [&]() -> PostConsumer& { return consumer.emplace(heard); }, letters)
            .ok());
  CHECK(calls == 1);
}

}  // namespace lockstep::runtime
