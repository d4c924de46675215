#include "lockstep/engine/eraser.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "traced_posts.h"

namespace lockstep::engine {
namespace {

using test::post;
using test::registry;

Eraser without_gone() {
  Eraser eraser(registry());
  eraser.take({"x:gone", true, {signals::key_of("mention", "x:the_gone")}});
  return eraser;
}

// A reply to its post, in its channel, that mentions it and somebody else.
TracedPost answer(const std::string& target_author) {
  return post(registry(), "ann", "1", 0, [&](Post& p) {
    p.action = Action::kReply;
    p.in_reply_to = "of-gone";
    p.target_author = target_author;
    p.community_kind = "channel";
    p.community_id = target_author;
    p.mentions = {"the_gone", "star"};
    p.folded_text = p.plain_text = "quite so";
  });
}

std::string name_of(const TracedPost& post, std::string_view kind, KeyHash key) {
  const auto id = registry().find_kind(kind);
  const auto* found = std::find_if(post.traces.begin(), post.traces.end(),
                                   [&](const Trace& t) { return t.kind == id && t.key == key; });
  return found == post.traces.end() ? "no such trace" : found->text;
}

}  // namespace

TEST_CASE("posts of an account that is erased are marked, its deletes are not", "[unit][engine]") {
  const auto eraser = without_gone();
  CHECK(eraser.accounts() == 1);
  CHECK(eraser.is_erased("x:gone"));
  CHECK_FALSE(eraser.is_erased("mastodon:gone"));
  const auto marked = [&](const std::string& account, EventKind event) {
    auto p = post(registry(), account, "1", 0, [&](Post& made) { made.event = event; });
    eraser.leave_out(p);
    return p.erased;
  };
  CHECK(marked("gone", EventKind::kPost));
  CHECK(marked("gone", EventKind::kAccount));
  CHECK_FALSE(marked("gone", EventKind::kDelete));
  CHECK_FALSE(marked("ann", EventKind::kPost));
}

TEST_CASE("what others do to an account that is erased goes by its hash", "[unit][engine]") {
  const auto mention = signals::key_of("mention", "x:the_gone");
  const auto reply = signals::key_of("reply", "x:of-gone");
  auto p = answer("gone");
  REQUIRE(name_of(p, "mention", mention) == "x:the_gone");
  REQUIRE(name_of(p, "reply", reply) == "x:of-gone");
  without_gone().leave_out(p);
  CHECK_FALSE(p.erased);
  CHECK(name_of(p, "mention", mention).size() == 16);
  CHECK(name_of(p, "reply", reply).size() == 16);
  CHECK(name_of(p, "mention", signals::key_of("mention", "x:star")) == "x:star");
  CHECK(p.target_author.empty());
  CHECK(p.community_id.empty());
  CHECK(p.community_kind.empty());
}

TEST_CASE("who is not erased, or no longer, keeps its name", "[unit][engine]") {
  auto p = answer("star");
  auto eraser = without_gone();
  eraser.leave_out(p);
  CHECK(p.target_author == "star");
  CHECK(p.community_id == "star");
  CHECK(name_of(p, "reply", signals::key_of("reply", "x:of-gone")) == "x:of-gone");

  eraser.take({"x:gone", false, {}});
  CHECK(eraser.accounts() == 0);
  p = answer("gone");
  eraser.leave_out(p);
  CHECK(p.target_author == "gone");
  CHECK(name_of(p, "mention", signals::key_of("mention", "x:the_gone")) == "x:the_gone");
}

}  // namespace lockstep::engine
