#include "sites.h"

#include <catch2/catch.hpp>

#include "state_bytes.h"
#include "traced_posts.h"

namespace lockstep::engine {
namespace {

using test::registry;

Trace trace(std::string_view kind, const std::string& value) {
  return {*registry().find_kind(kind), signals::key_of(kind, value), value};
}

TracedPost linking_to(const std::vector<std::string>& domains) {
  TracedPost post;
  for (const auto& domain : domains) post.traces.push_back(trace("domain", domain));
  return post;
}

KeyHash site(const std::string& domain) { return signals::key_of("domain", domain); }

std::vector<std::string> told_of(const Sites& sites, const TracedPost& post) {
  Traces out;
  sites.tell_of(post, out);
  std::vector<std::string> texts;
  for (const auto& t : out) texts.push_back(t.text);
  return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a post shows what is known of each site it links to, once", "[unit][engine]") {
  Sites sites(registry());
  sites.put(site("a.example"), {trace("analytics", "UA-1"), trace("registrant", "r")});
  sites.put(site("b.example"), {trace("analytics", "UA-1"), trace("analytics", "UA-2")});
  CHECK(told_of(sites, linking_to({"a.example"})) == Texts{"UA-1", "r"});
  CHECK(told_of(sites, linking_to({"b.example", "a.example"})) == Texts{"UA-1", "UA-2", "r"});
  CHECK(told_of(sites, linking_to({"c.example"})).empty());
}

TEST_CASE("what a post says itself is not said again", "[unit][engine]") {
  Sites sites(registry());
  sites.put(site("a.example"), {trace("analytics", "UA-1"), trace("nameservers", "ns")});
  auto post = linking_to({"a.example"});
  post.traces.push_back(trace("analytics", "UA-1"));
  CHECK(told_of(sites, post) == Texts{"ns"});
}

TEST_CASE("only links lead to a site, whatever else has its key", "[unit][engine]") {
  Sites sites(registry());
  sites.put(site("a.example"), {trace("analytics", "UA-1")});
  TracedPost post;
  post.traces.push_back({*registry().find_kind("redirect"), site("a.example"), "a.example"});
  CHECK(told_of(sites, post).empty());
  const std::vector<std::string> names = {"infrastructure"};
  const signals::Registry without_links(names);
  Sites blind(without_links);
  blind.put(site("a.example"), {trace("analytics", "UA-1")});
  CHECK(told_of(blind, linking_to({"a.example"})).empty());
}

TEST_CASE("facts of a site said anew replace what was known, and none forget it",
          "[unit][engine]") {
  Sites sites(registry());
  const auto post = linking_to({"a.example"});
  sites.put(site("a.example"), {trace("analytics", "UA-1")});
  sites.put(site("a.example"), {trace("analytics", "UA-2")});
  CHECK(told_of(sites, post) == Texts{"UA-2"});
  CHECK(sites.size() == 1);
  sites.put(site("a.example"), {});
  sites.put(site("a.example"), {});
  CHECK(told_of(sites, post).empty());
  CHECK(sites.size() == 0);
}

TEST_CASE("beyond its bound the table forgets what it was told longest ago", "[unit][engine]") {
  Sites sites(registry(), 2);
  const auto put = [&](const std::string& domain) {
    sites.put(site(domain), {trace("analytics", domain)});
  };
  put("z.example");
  put("b.example");
  CHECK(sites.size() == 2);
  CHECK(sites.evicted() == 0);
  put("z.example");  // anew: now b is the oldest
  put("a.example");
  CHECK(sites.size() == 2);
  CHECK(sites.evicted() == 1);
  CHECK(told_of(sites, linking_to({"z.example", "b.example", "a.example"})) ==
        Texts{"z.example", "a.example"});
}

TEST_CASE("sites that were written and read are the same, and forget in the same order",
          "[unit][engine]") {
  Sites sites(registry(), 3), read(registry(), 3);
  for (const char* domain : {"c.example", "a.example", "b.example"})
    sites.put(site(domain), {trace("analytics", domain)});
  const auto bytes = test::bytes_of(sites);
  REQUIRE(test::read_into(read, bytes).ok());
  CHECK(test::bytes_of(read) == bytes);
  for (auto* s : {&sites, &read}) s->put(site("d.example"), {trace("analytics", "d.example")});
  CHECK(test::bytes_of(read) == test::bytes_of(sites));
  CHECK(told_of(read, linking_to({"c.example", "a.example"})) == Texts{"a.example"});
}

TEST_CASE("sites with traces of kinds that are not there are refused", "[unit][engine]") {
  Sites sites(registry());
  sites.put(site("a.example"), {trace("url", "u")});
  const std::vector<std::string> names = {"repost"};
  const signals::Registry few(names);
  Sites read(few);
  CHECK(test::read_into(read, test::bytes_of(sites)).code() == StatusCode::kDataLoss);
}

}  // namespace lockstep::engine
