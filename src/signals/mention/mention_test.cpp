#include <catch2/catch.hpp>

#include "trace_probe.h"

namespace lockstep::signals {
extern const SignalDef mention;

namespace {

Post mentioning(std::vector<std::string> accounts) {
  Post post;
  post.platform = "x";
  post.mentions = std::move(accounts);
  return post;
}

TEST_CASE("each mentioned account is a trace, once", "[unit][signals]") {
  const TraceProbe probe(mention, mentioning({"bob", "alice", "bob", ""}));
  CHECK(probe.texts("mention") == std::vector<std::string>{"x:alice", "x:bob"});
}

TEST_CASE("of many mentions every order keeps the same six", "[unit][signals]") {
  std::vector<std::string> accounts;
  for (int i = 0; i < 40; ++i) accounts.push_back("account" + std::to_string(i));
  const auto kept = TraceProbe(mention, mentioning(accounts)).texts("mention");
  CHECK(kept.size() == 6);
  std::reverse(accounts.begin(), accounts.end());
  CHECK(TraceProbe(mention, mentioning(accounts)).texts("mention") == kept);
}

}  // namespace
}  // namespace lockstep::signals
