#include <catch2/catch.hpp>

#include "identity/biography.h"
#include "identity/handle_pattern.h"
#include "identity/portrait.h"
#include "trace_probe.h"

namespace lockstep::signals {
extern const SignalDef identity;

namespace {

using Strings = std::vector<std::string>;

TEST_CASE("a handle gives the templates it may be made from", "[unit][signals]") {
  struct Case {
    std::string handle;
    Strings patterns;
  };
  const auto c = GENERATE(values<Case>({
      {"", {}},
      {"@", {}},
      {"alice", {}},
      {"12345678", {}},
      {"JohnSmith84726153",
       {"[A-Z][a-z]{3}[A-Z][a-z]{4}[0-9]{8}", "[A-Z][a-z]+[A-Z][a-z]+[0-9]{8}", "johnsmith[0-9]+"}},
      {"john12", {}},
      {"john123", {"[a-z]+[0-9]{3}"}},
      {"johnx1", {"johnx[0-9]+"}},
      {"Eagle_Eye_7", {"[A-Z][a-z]{4}_[A-Z][a-z]{2}_[0-9]", "eagle_eye_[0-9]+"}},
      {"EAGLE__9000", {"[A-Z]{5}_{2}[0-9]{4}", "[A-Z]+_{2}[0-9]{4}", "eagle__[0-9]+"}},
      {"@alice_b@mastodon.example", {"[a-z]{5}_[a-z]"}},
      {"alice-b.bsky.social", {"[a-z]{5}-[a-z]"}},
      {std::string(65, 'a') + "1", {}},
  }));
  CAPTURE(c.handle);
  CHECK(handle_patterns(c.handle) == c.patterns);
}

TEST_CASE("a pattern belongs to its platform", "[unit][signals]") {
  Post post;
  post.platform = "x";
  post.author.handle = "john123";
  const auto on_x = TraceProbe(identity, post);
  post.platform = "mastodon";
  const auto on_mastodon = TraceProbe(identity, post);
  CHECK(on_x.texts("handle-pattern") == on_mastodon.texts("handle-pattern"));
  CHECK(on_x.traced().traces[0].key != on_mastodon.traced().traces[0].key);
}

TEST_CASE("biographies are folded before they are compared", "[unit][signals]") {
  CHECK(fold_biography("  Proud\tMOM \n of 3  ") == "proud mom of 3");
  CHECK(fold_biography("ＰＲＯＵＤ Größe\u200B") == "proud grösse");
  CHECK(fold_biography("ok \xFF ok") == "ok \xFF ok");
  CHECK(fold_biography("").empty());
}

TEST_CASE("a biography of twenty characters is traced", "[unit][signals]") {
  struct Case {
    std::string bio;
    std::size_t sketches;
  };
  const auto c = GENERATE(values<Case>({
      {std::string(19, 'x'), 0},
      {std::string(20, 'x'), 1},
      {std::string(21, 'x'), 1},
      {std::string(19, 'x') + "     ", 0},
  }));
  Post post;
  post.author.bio = c.bio;
  CHECK(TraceProbe(identity, post).sketches("bio").size() == c.sketches);
}

TEST_CASE("a biography that is a list gives every two of its phrases", "[unit][signals]") {
  CHECK(phrase_pairs("Cyclist and baker").empty());
  CHECK(phrase_pairs("").empty());
  CHECK(phrase_pairs("Cyclist | baker") == Strings{"baker | cyclist"});
  CHECK(phrase_pairs("Baker.  CYCLIST.") == phrase_pairs("cyclist · baker"));
  CHECK(phrase_pairs("one thing, of, one thing").empty());  // the same twice, and a word too short
  CHECK(phrase_pairs("aaa\nbbb\nccc") == Strings{"aaa | bbb", "aaa | ccc", "bbb | ccc"});
  CHECK(phrase_pairs("aa1|aa2|aa3|aa4|aa5|aa6|aa7").size() == 3);
}

TEST_CASE("a persona is the make of a handle and of a biography", "[unit][signals]") {
  const auto personas = [](std::string handle, std::string bio) {
    Post post;
    post.platform = "x";
    post.author.handle = std::move(handle);
    post.author.bio = std::move(bio);
    return TraceProbe(identity, post).texts("persona");
  };
  const auto anna = personas("anna_4711", "Trams · tea · Leeds");
  CHECK(anna.size() == 3);
  CHECK(anna == personas("bert_0815", "TEA | Leeds | trams"));
  CHECK(anna != personas("bert0815", "Trams · tea · Leeds"));
  CHECK(personas("anna", "Trams · tea · Leeds").empty());
  CHECK(personas("anna_4711", "I like trams").empty());
}

TEST_CASE("accounts of one platform created in the same hour meet", "[unit][signals]") {
  struct Case {
    const char* what;
    const char* created;
    const char* platform;
    bool meets;
  };
  const auto c = GENERATE(values<Case>({
      {"one microsecond before the hour", "2026-04-16T08:59:59.999999Z", "x", false},
      {"on the hour", "2026-04-16T09:00:00Z", "x", true},
      {"at the end of the hour", "2026-04-16T09:59:59.999999Z", "x", true},
      {"the next hour", "2026-04-16T10:00:00Z", "x", false},
      {"another platform", "2026-04-16T09:30:00Z", "mastodon", false},
  }));
  CAPTURE(c.what);
  Post reference, other;
  reference.platform = "x";
  reference.author.created_at = parse_rfc3339("2026-04-16T09:12:00Z");
  other.platform = c.platform;
  other.author.created_at = parse_rfc3339(c.created);
  const TraceProbe a(identity, reference), b(identity, other);
  CHECK((a.traced().traces[0].key == b.traced().traces[0].key) == c.meets);
}

TEST_CASE("the first moment of a day is a day, not an hour", "[unit][signals]") {
  Post post;
  post.platform = "mastodon";
  post.author.id = "1";
  for (const auto& [time, hours] :
       {std::pair{"2022-11-05T00:00:00Z", 0U}, std::pair{"2022-11-05T00:00:01Z", 1U}}) {
    post.author.created_at = *parse_rfc3339(time);
    const TraceProbe probe(identity, post);
    CHECK(probe.texts("creation").size() == hours);
    CHECK(probe.texts("creation-day").size() == 1);
  }
}

TEST_CASE("a camera is named by its number, not by its model", "[unit][signals]") {
  for (const auto* body :
       {"Canon EOS 5D 032021001234", "NIKON D850 serial 3012345", "NIKON D850, S/N: 3012345",
        "Sony SN#4711", "D850 serial number 3012345"}) {
    CAPTURE(body);
    CHECK(names_body(body));
  }
  for (const auto* model : {"", "Phone 7", "Canon EOS 5D Mark IV", "SM-G991B", "22101316UG",
                            "M2102J20SG", "123456789", "NIKON D850 serial", "sn 123", "sn"}) {
    CAPTURE(model);
    CHECK_FALSE(names_body(model));
  }
}

TEST_CASE("a position is a spot if it is exact to ten metres", "[unit][signals]") {
  for (const auto* spot : {"52.0907,5.1214", "52.0907 N, 5.1214 E", "-33.85678;151.21529"}) {
    CAPTURE(spot);
    CHECK(names_spot(spot));
  }
  for (const auto* area : {"", "52.09,5.12", "52.090,5.1214", "52,5", "0.0000,0.0000", "52.0907",
                           "52.0907,5.1214,7.0001", "somewhere"}) {
    CAPTURE(area);
    CHECK_FALSE(names_spot(area));
  }
}

TEST_CASE("the pictures of a profile tell their camera and place, those of posts do not",
          "[unit][signals]") {
  Post post;
  post.platform = "x";
  post.event = EventKind::kAccount;
  post.media.resize(1);
  auto& picture = post.media[0];
  picture.sha256 = std::string(64, 'a');
  picture.exif_camera = "Phone 7";
  picture.exif_gps = "52.0907,5.1214";
  const std::string on = " on picture " + std::string(16, 'a');
  CHECK(TraceProbe(identity, post).texts("camera") == Strings{"Phone 7" + on});
  CHECK(TraceProbe(identity, post).texts("picture-place") == Strings{"52.0907,5.1214" + on});

  SECTION("the same camera, another picture: the same key") {
    auto other = post;
    other.media[0].sha256 = std::string(64, 'b');
    CHECK(TraceProbe(identity, post).traced().traces[0].key ==
          TraceProbe(identity, other).traced().traces[0].key);
  }
  SECTION("with its number it is that camera") {
    picture.exif_camera = "Phone 7 serial 123456";
    CHECK(TraceProbe(identity, post).texts("camera").empty());
    CHECK(TraceProbe(identity, post).texts("camera-body").size() == 1);
  }
  SECTION("a picture without a hash cannot be told from its copies") {
    picture.sha256.clear();
    CHECK(TraceProbe(identity, post).size() == 0);
  }
  SECTION("a posted picture may be anybody's") {
    post.event = EventKind::kPost;
    CHECK(TraceProbe(identity, post).size() == 0);
  }
}

TEST_CASE("the portrait and every event of an account count, a deletion does not",
          "[unit][signals]") {
  Post post;
  post.platform = "x";
  post.author.avatar_pdq = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";
  post.event = GENERATE(EventKind::kPost, EventKind::kAccount, EventKind::kLogin);
  CHECK(TraceProbe(identity, post).sketches("avatar").size() == 1);
  post.event = EventKind::kDelete;
  CHECK(TraceProbe(identity, post).size() == 0);
}

}  // namespace
}  // namespace lockstep::signals
