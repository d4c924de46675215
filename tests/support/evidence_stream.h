// Accounts that act a minute apart, before the evidence room alone.
#pragma once

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "lockstep/evidence/evidence.h"

namespace lockstep {

class EvidenceStream {
 public:
  // One post of each account, who shows a value of `own` that nobody else has.
  EvidenceStream(std::vector<evidence::KindModel> kinds, AccountIndex accounts, KindId own)
      : evidence_(evidence::EvidenceConfig(), std::move(kinds)) {
    for (AccountIndex i = 0; i < accounts; ++i) {
      post_by(i);
      show(i, own, 1'000'000 + i, "its own");
    }
  }
  // By the last post.
  void show(AccountIndex account, KindId kind, KeyHash value, std::string text) {
    evidence_.observe_attribute(account, post_, {kind, value, std::move(text)});
  }
  // `who` meet on a new key, one after the other, each in a repost of, or an answer to, one of
  // account `author`, if any; `also` is called with each before its act. The key.
  template <class Also>
  KeyHash meet(const std::vector<AccountIndex>& who, KindId kind, const std::string& author,
               Also&& also) {
    ++key_;
    std::vector<join::Predecessor> before;
    for (const auto account : who) {
      post_by(account, author);
      also(account);
      const auto n = static_cast<std::uint32_t>(before.size());
      evidence_.observe_arrival({now_, post_, account, kind, key_, n + 1, n, false, before},
                                {kind, key_, "object"});
      before.push_back({now_, post_, account});
    }
    return key_;
  }

 protected:
  evidence::Evidence evidence_;

 private:
  void post_by(AccountIndex account, const std::string& author = {}) {
    now_ += std::chrono::minutes{1};
    TracedPost post;
    post.platform = "x";
    post.account_id = std::to_string(account);
    post.time = now_;
    post.target_author = author;
    if (!author.empty()) post.action = account % 2 == 0 ? Action::kRepost : Action::kReply;
    REQUIRE(evidence_.observe_post(post, ++post_) == account);
  }

  EventTime now_ = from_micros(1'767'571'200'000'000);
  PostSeq post_ = 0;
  KeyHash key_ = 0;
};

}  // namespace lockstep
