#include <catch2/catch.hpp>
#include <string>

#include "lockstep/normalize/adapter.h"
#include "sample_posts.h"

namespace lockstep::normalize {
namespace {

const AdapterDef& jetstream() {
  const auto* def = find_adapter("jetstream");
  REQUIRE(def != nullptr);
  return *def;
}

ParseOutput parse(std::string_view record) {
  ParseOutput out;
  (*jetstream().make({}))->parse(record, out);
  REQUIRE(out.posts.size() + out.rejections.size() == 1);
  return out;
}

std::string sample_file(std::string_view name) {
  return sample::slurp(sample::folder_of(jetstream()) / "samples" / name);
}

// A v1 commit by did:plc:a at 2026-05-02T18:00:00Z.
std::string commit(std::string_view operation, std::string_view collection,
                   std::string_view record) {
  std::string json = R"({"did":"did:plc:a","time_us":1777744800000000,"kind":"commit","commit":{)";
  json.append(R"("rkey":"k","operation":")").append(operation);
  json.append(R"(","collection":")").append(collection).append("\"");
  if (!record.empty()) json.append(R"(,"record":)").append(record);
  return json + "}}";
}

TEST_CASE("jetstream: an event reads alike in both versions of the protocol") {
  const auto v1 = parse(sample_file("v1_post.json"));
  const auto v2 = parse(sample_file("v2_post.json"));
  CHECK(sample::flatten(v1).dump() == sample::flatten(v2).dump());
}

TEST_CASE("jetstream: a v2 event is read without its frame, too") {
  const auto whole = sample::Json::parse(sample_file("v2_post.json"));
  CHECK(sample::flatten(parse(whole["payload"].dump())) == sample::flatten(parse(whole.dump())));
}

TEST_CASE("jetstream: a delete names what a create made") {
  const auto created = parse(sample_file("v1_post.json")).posts.at(0);
  for (const auto* name : {"v1_delete.json", "v2_delete.json"}) {
    const auto deleted = parse(sample_file(name)).posts.at(0);
    CHECK(deleted.event == EventKind::kDelete);
    CHECK(post_key(deleted) == post_key(created));
    CHECK(account_key(deleted) == account_key(created));
  }
}

TEST_CASE("jetstream: a clock the client does not show is replaced by the server's") {
  struct Case {
    const char* record;
    const char* created_at;
  };
  const Case cases[] = {
      {R"({"createdAt":"2026-05-02T17:59:00Z"})", "2026-05-02T17:59:00Z"},
      {R"({"createdAt":"2026-05-02T19:59:00+02:00"})", "2026-05-02T17:59:00Z"},
      // What lies in the future is for the normaliser to set right.
      {R"({"createdAt":"2030-01-01T00:00:00Z"})", "2030-01-01T00:00:00Z"},
      // What is dated back is as old as it was when the server saw it.
      {R"({"createdAt":"2026-05-02T17:00:00Z"})", "2026-05-02T17:00:00Z"},
      {R"({"createdAt":"2026-05-02T16:59:59Z"})", "2026-05-02T18:00:00Z"},
      {R"({"createdAt":"1969-07-20T20:17:00Z"})", "2026-05-02T18:00:00Z"},
      {R"({"createdAt":"soon"})", "2026-05-02T18:00:00Z"},
      {R"({"createdAt":null})", "2026-05-02T18:00:00Z"},
      {R"({})", "2026-05-02T18:00:00Z"},
  };
  for (const auto& c : cases) {
    INFO(c.record);
    const auto post = parse(commit("create", "app.bsky.feed.post", c.record)).posts.at(0);
    CHECK(post.created_at == parse_rfc3339(c.created_at));
    CHECK(post.observed_at == parse_rfc3339("2026-05-02T18:00:00Z"));
  }
}

TEST_CASE("jetstream: without any clock a post is rejected") {
  const auto out = parse(R"({"did":"did:plc:a","kind":"commit","commit":{"operation":"create",
      "collection":"app.bsky.feed.post","rkey":"k","record":{"text":"t"}}})");
  CHECK(out.rejections.at(0).reason == Reason::kMissingField);
}

TEST_CASE("jetstream: a commit that cannot be used says why") {
  struct Case {
    std::string record;
    Reason reason;
  };
  const Case cases[] = {
      {commit("create", "app.bsky.feed.post", ""), Reason::kMissingField},
      {commit("create", "app.bsky.feed.post", "[]"), Reason::kMissingField},
      {commit("rewrite", "app.bsky.feed.post", "{}"), Reason::kUnknownShape},
      {commit("create", "app.bsky.feed.repost", "{}"), Reason::kMissingField},
      {commit("create", "app.bsky.feed.like", R"({"subject":"at://did:plc:b/x/y"})"),
       Reason::kMissingField},
      {commit("create", "app.bsky.graph.block", "{}"), Reason::kNotAPost},
      {commit("delete", "app.bsky.actor.profile", ""), Reason::kNotAPost},
      {commit("create", "", "{}"), Reason::kNotAPost},
      {R"({"did":"did:plc:a","time_us":1,"kind":"identity","identity":{}})", Reason::kNotAPost},
      {R"({"did":"did:plc:a","time_us":1})", Reason::kNotAPost},
      {R"({"$type":"error","error":"FutureCursor"})", Reason::kNotAPost},
      {R"({"payload":{"$type":"network.bsky.jetstream.subscribeEvents#sync"}})", Reason::kNotAPost},
      {R"({"did":7})", Reason::kUnknownShape},
      {"[]", Reason::kUnknownShape},
      {"{", Reason::kMalformed},
  };
  for (const auto& c : cases) {
    INFO(c.record);
    CHECK(parse(c.record).rejections.at(0).reason == c.reason);
  }
}

TEST_CASE("jetstream: the author of a target is found in its address") {
  const auto target_of = [](std::string_view uri) {
    const auto record = R"({"subject":{"uri":")" + std::string{uri} + R"("}})";
    return parse(commit("create", "app.bsky.feed.repost", record)).posts.at(0).target_author;
  };
  CHECK(target_of("at://did:plc:b/app.bsky.feed.post/k") == "did:plc:b");
  CHECK(target_of("at://did:web:b.example") == "did:web:b.example");
  CHECK(target_of("at://b.example/app.bsky.feed.post/k").empty());
  CHECK(target_of("https://bsky.app/profile/did:plc:b").empty());
}

TEST_CASE("jetstream: it recognises its events and nobody else's") {
  CHECK(jetstream().recognises(commit("create", "app.bsky.feed.post", "{}")));
  CHECK(jetstream().recognises(R"({"did":"did:plc:a","time_us":1,"kind":"account","account":{}})"));
  CHECK(jetstream().recognises(R"({"$type":"network.bsky.jetstream.subscribeEvents#commit"})"));
  for (const auto* other :
       {R"({"did":"driving licence","commit":{}})", R"({"$type":"message","payload":{}})",
        R"({"text":"{\"did\":\"did:plc:a\",\"commit\":{}}"})", R"({"did":"did:plc:a"})"}) {
    INFO(other);
    CHECK_FALSE(jetstream().recognises(other));
  }
}

}  // namespace
}  // namespace lockstep::normalize
