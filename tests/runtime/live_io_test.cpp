#include "lockstep/runtime/live_io.h"

#include <catch2/catch.hpp>

#include "lockstep/sequence/watermark.h"

namespace lockstep::runtime {

TEST_CASE("a commit note comes back as it was written", "[unit][runtime]") {
  for (const CommitNote& note :
       {CommitNote{from_micros(1), from_micros(2), 3, 4},
        CommitNote{from_micros(-1), from_micros(0), 0, 0},
        CommitNote{sequence::kUnknown, sequence::kUnknown, 1'000'000'000'000, 1'000'000'000'000}})
    CHECK(decode_note(encode(note)) == note);
  CHECK(decode_note("1 7 8 9") == CommitNote{from_micros(7), from_micros(8), 9, 0});
}

TEST_CASE("what is no commit note is refused", "[unit][runtime]") {
  for (const char* text : {"", "1", "1 2 3", "1 2 3 4 5", "2 2 3 4", "2 2 3 4 5 6", "3 2 3 4 5",
                           "1 2 x 4", "metadata"})
    CHECK_FALSE(decode_note(text));
}

TEST_CASE("a decision comes back as it was written", "[unit][runtime]") {
  for (const DecisionKind kind :
       {DecisionKind::kStart, DecisionKind::kJoined, DecisionKind::kIdle, DecisionKind::kFull}) {
    Decision d{kind, "top\"ic", 3, 12, from_micros(kind == DecisionKind::kStart ? 0 : 77)};
    CHECK(decode_decision(encode(d)) == d);
  }
}

TEST_CASE("what is no decision is refused and never throws", "[unit][runtime]") {
  for (
      const char* text :
      {"", "{", "[]", "1", R"({"schema":1})", R"({"schema":"lockstep.decision/2","kind":"idle"})",
       R"({"schema":"lockstep.decision/1","kind":"idle","topic":7,"partition":0,"offset":0,"until_us":0})",
       R"({"schema":"lockstep.decision/1","kind":"idle","topic":"t","partition":0,"offset":"1","until_us":0})",
       R"({"schema":"lockstep.decision/1","kind":"idle","topic":"t","partition":0,"offset":1})"})
    CHECK_FALSE(decode_decision(text));
}

TEST_CASE("a compacted log keeps the last decision of a place, and every start",
          "[unit][runtime]") {
  const Decision first{DecisionKind::kIdle, "t", 0, 5, from_micros(1)};
  Decision second = first, elsewhere = first, start = first;
  second.until = from_micros(2);
  elsewhere.offset = 6;
  start.kind = DecisionKind::kStart;
  CHECK(key_of(first) == key_of(second));
  CHECK(key_of(first) != key_of(elsewhere));
  CHECK(key_of(first) != key_of(start));
}

}  // namespace lockstep::runtime
