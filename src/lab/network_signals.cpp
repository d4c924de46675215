#include "network_signals.h"

#include <algorithm>
#include <array>
#include <utility>

#include "lockstep/core/hash.h"

namespace lockstep::lab {
namespace {

using Objects = std::vector<std::string>;

void add(std::string object, Objects& objects) {
  if (!object.empty()) objects.push_back(std::move(object));
}

void add_post(const Post& post, const std::string& target, Reading reading, Objects& objects) {
  if (target.empty()) return;
  objects.push_back(reading == Reading::kVerbatim ? target : post.platform + ':' + target);
}

void collect_repost(const Post& post, Reading reading, Objects& objects) {
  add_post(post, post.repost_of, reading, objects);
}

void collect_url(const Post& post, Reading reading, Objects& objects) {
  for (const Url& url : post.urls) {
    add(reading == Reading::kVerbatim ? url.url : url.canonical, objects);
  }
}

void collect_domain(const Post& post, Reading, Objects& objects) {
  for (const Url& url : post.urls) add(url.domain, objects);
}

void collect_hashtags(const Post& post, Reading, Objects& objects) {
  for (const std::string& tag : post.hashtags) add(tag, objects);
}

void collect_media(const Post& post, Reading, Objects& objects) {
  for (const Media& media : post.media) add(media.pdq.empty() ? media.sha256 : media.pdq, objects);
}

// A text of nothing but placeholders, spaces and punctuation is what every bare link looks like.
bool says_something(std::string_view folded) {
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const char c = folded[i];
    if (c == '<' && i + 2 < folded.size() && folded[i + 2] == '>') {
      i += 2;
      continue;
    }
    if (static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      return true;
    }
  }
  return false;
}

// Texts are kept as 128 bits of hash: a collision needs 2^64 texts.
std::string text_key(std::string_view text) {
  std::string key;
  for (const std::uint64_t half : {stable_hash(text, 1), stable_hash(text, 2)}) {
    for (unsigned shift = 0; shift < 64; shift += 8)
      key += static_cast<char>((half >> shift) & 0xFFU);
  }
  return key;
}

void collect_text(const Post& post, Reading reading, Objects& objects) {
  if (reading == Reading::kVerbatim) {
    if (!post.text.empty()) objects.push_back(text_key(post.text));
  } else if (says_something(post.folded_text)) {
    objects.push_back(text_key(post.folded_text));
  }
}

void collect_reply(const Post& post, Reading reading, Objects& objects) {
  add_post(post, post.in_reply_to, reading, objects);
}

}  // namespace

const std::vector<NetworkSignal>& network_signal_table() {
  static const std::vector<NetworkSignal> kTable{
      {"repost", collect_repost},     {"url", collect_url},     {"domain", collect_domain},
      {"hashtags", collect_hashtags}, {"media", collect_media}, {"text", collect_text},
      {"reply", collect_reply},
  };
  return kTable;
}

std::string_view signal_of_kind(std::string_view kind) noexcept {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kSpellings{{
      {"hashtag", "hashtags"},
      {"image", "media"},
      {"video", "media"},
      {"photo", "media"},
      {"retweet", "repost"},
      {"urls", "url"},
      {"link", "url"},
      {"domains", "domain"},
      {"texts", "text"},
  }};
  const auto* found = std::find_if(kSpellings.begin(), kSpellings.end(),
                                   [&](const auto& s) { return s.first == kind; });
  return found == kSpellings.end() ? kind : found->second;
}

bool is_repost(const Post& post) noexcept {
  return !post.repost_of.empty() || post.action == Action::kRepost ||
         post.action == Action::kForward;
}

}  // namespace lockstep::lab
