// A made-up feed: posts as a person would tell them, read as a replay reads them.
#pragma once

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "lockstep/core/order.h"
#include "lockstep/normalize/normalizer.h"
#include "lockstep/runtime/replay.h"
#include "lockstep/signals/signal.h"
#include "traced_posts.h"

namespace lockstep::hunt {

class Feed {
 public:
  Feed() : normalizer_(*normalize::Normalizer::make({})) {}

  // `account` is "platform:id". The post, by what TracedPost::post_key() calls it.
  template <class Fill>
  std::string post(const std::string& account, double second, Fill&& fill) {
    Post p;
    const auto colon = account.find(':');
    p.platform = account.substr(0, colon);
    p.author.id = account.substr(colon + 1);
    p.post_id = "p" + std::to_string(posts_.size());
    p.created_at = test::at_second(second);
    fill(p);
    p.sha256 = sha256(p.post_id);
    if (!normalizer_->normalize(p, std::nullopt)) posts_.push_back(signals::trace(p, registry_));
    return post_key(p);
  }
  void link(const std::string& account, double second, const std::string& url) {
    post(account, second, [&](Post& p) {
      p.urls.emplace_back();
      p.urls.back().url = url;
    });
  }
  std::string say(const std::string& account, double second, const std::string& text) {
    return post(account, second, [&](Post& p) { p.text = text; });
  }
  // Of what post() called so.
  void take_back(const std::string& post_key, double second) {
    const auto colon = post_key.find(':');
    post(post_key.substr(0, colon) + ":who", second, [&](Post& p) {
      p.event = EventKind::kDelete;
      p.post_id = post_key.substr(colon + 1);
    });
  }
  void tag(const std::string& account, double second, const std::string& tag) {
    post(account, second, [&](Post& p) { p.hashtags = {tag}; });
  }
  // Accounts x:other<n>, each with a few acts that nobody shares.
  void bystanders(int count, int acts = 3) {
    for (int i = 0; i < count; ++i) {
      for (int n = 0; n < acts; ++n)
        link("x:other" + std::to_string(i), 100.0 * i + n,
             "https://other.example/" + std::to_string(i) + "/" + std::to_string(n));
    }
  }

  // In the total order, whatever order they were told in.
  void read_by(runtime::PostConsumer& consumer) const {
    auto posts = posts_;
    std::sort(posts.begin(), posts.end(), TotalOrder{});
    for (const auto& post : posts) consumer.on_post(post);
    consumer.on_end(false);
  }
  void shuffle(unsigned seed) { std::shuffle(posts_.begin(), posts_.end(), std::mt19937(seed)); }
  const signals::Registry& registry() const { return registry_; }

 private:
  signals::Registry registry_ = signals::Registry::with_all();
  std::unique_ptr<normalize::Normalizer> normalizer_;
  std::vector<TracedPost> posts_;
};

}  // namespace lockstep::hunt
