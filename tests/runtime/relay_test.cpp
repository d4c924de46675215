#include "relay.h"

#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

namespace lockstep::runtime {
namespace {

TracedPost numbered(int n) {
  TracedPost post;
  post.post_id = "a post whose id is long enough to live on the heap: " + std::to_string(n);
  return post;
}

class Listener final : public PostConsumer {
 public:
  void prepare(TracedPost& post) override {
    prepared_on = std::this_thread::get_id();
    post.part = "prepared";
  }
  void expect_prepare(const TracedPost&) override { ++announced; }
  void on_post(const TracedPost& post) override {
    consumed_on = std::this_thread::get_id();
    all_prepared = all_prepared && post.part == "prepared";
    ids.push_back(post.post_id);
  }
  void on_end(bool flush) override { ends.push_back(flush); }

  std::vector<std::string> ids;
  std::vector<bool> ends;
  bool all_prepared = true;
  int announced = 0;
  std::thread::id prepared_on, consumed_on;
};

TEST_CASE("the consumer sees every post, prepared, in order and before the end",
          "[unit][runtime]") {
  const bool own_thread = GENERATE(false, true);
  const int posts = GENERATE(0, 1, 255, 256, 257, 5'000);
  Listener listener;
  {
    Relay relay(listener, own_thread);
    for (int n = 0; n < posts; ++n) {
      auto post = numbered(n);
      relay.expect(post);
      relay.push(post);
    }
    relay.end(true);
    CHECK(listener.ends == std::vector<bool>{true});
    REQUIRE(listener.ids.size() == static_cast<std::size_t>(posts));
  }
  for (int n = 0; n < posts; ++n)
    REQUIRE(listener.ids[static_cast<std::size_t>(n)] == numbered(n).post_id);
  CHECK(listener.all_prepared);
  CHECK(listener.announced == posts);
  if (posts == 0) return;
  CHECK(listener.prepared_on == std::this_thread::get_id());
  CHECK((listener.consumed_on == std::this_thread::get_id()) == !own_thread);
}

TEST_CASE("a relay may be dropped at any time; its consumer is told of no end", "[unit][runtime]") {
  const int posts = GENERATE(0, 1, 256, 2'000);
  Listener listener;
  {
    Relay relay(listener, true);
    for (int n = 0; n < posts; ++n) {
      auto post = numbered(n);
      relay.push(post);
    }
  }
  CHECK(listener.ends.empty());
  CHECK(listener.ids.size() <= static_cast<std::size_t>(posts));
}

}  // namespace
}  // namespace lockstep::runtime
