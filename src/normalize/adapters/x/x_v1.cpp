#include "x_v1.h"

#include <utility>

#include "post_fields.h"
#include "post_parts.h"
#include "x_fields.h"

namespace lockstep::normalize::x_format {
namespace {

void read_user(JsonView user, Author& author) {
  author.id = user["id_str"].str();
  author.handle = user["screen_name"].str();
  author.display_name = user["name"].str();
  author.bio = user["description"].str();
  author.location = user["location"].str();
  author.timezone = user["time_zone"].str();
  author.created_at = user["created_at"].time();
  author.verified = user["verified"].boolean();
  author.followers = user["followers_count"].integer();
  author.following = user["friends_count"].integer();
  author.posts = user["statuses_count"].integer();
}

// A quote names its target by id, and shows it if it still exists.
std::string quoted_id(JsonView tweet) {
  const auto id = tweet["quoted_status_id_str"].str();
  return std::string{id.empty() ? tweet["quoted_status"]["id_str"].str() : id};
}

// Sets the targets; returns the post whose words these are.
JsonView read_targets(JsonView tweet, Post& post) {
  const JsonView original = tweet["retweeted_status"];
  if (original.is_object()) {
    // A repost of a quote also shows the quoted post, but it was the original's author who quoted.
    post.repost_of = original["id_str"].str();
    post.target_author = original["user"]["id_str"].str();
    return original;
  }
  post.quote_of = quoted_id(tweet);
  post.in_reply_to = tweet["in_reply_to_status_id_str"].str();
  post.target_author = post.quote_of.empty() ? tweet["in_reply_to_user_id_str"].str()
                                             : tweet["quoted_status"]["user"]["id_str"].str();
  return tweet;
}

// Text, entities and media. The streaming API cuts `text` at 140 characters and keeps the whole in
// `extended_tweet`; the REST API says `full_text` instead of `text`.
void read_content(JsonView content, Post& post) {
  const JsonView extended = content["extended_tweet"];
  const JsonView whole = extended["full_text"].is_string() ? extended : content;
  post.text =
      unescaped(whole["full_text"].is_string() ? whole["full_text"].str() : whole["text"].str());
  const std::string own_id{content["id_str"].str()};
  const std::string quote = quoted_id(content);
  read_entities(whole["entities"], {own_id, quote}, post);
  const JsonView all = whole["extended_entities"]["media"];
  const JsonView items = all.is_array() ? all : whole["entities"]["media"];
  items.each([&](JsonView item) {
    post.media.push_back(media(item["id_str"].str(), item["type"].str()));
  });
}

// Not of reposts: theirs are zeros and the original's count of reposts.
void read_counts(JsonView tweet, Engagement& engagement) {
  engagement.likes = tweet["favorite_count"].integer();
  engagement.reposts = tweet["retweet_count"].integer();
  engagement.replies = tweet["reply_count"].integer();
  engagement.quotes = tweet["quote_count"].integer();
}

}  // namespace

void read_v1(JsonView tweet, ParseOutput& out) {
  Post post;
  post.platform = kPlatform;
  post.post_id = tweet["id_str"].str();
  read_user(tweet["user"], post.author);
  post.author.client = client_name(tweet["source"].str());
  post.lang = language(tweet["lang"].str());
  const JsonView content = read_targets(tweet, post);
  infer_action(post);
  read_content(content, post);
  if (post.action != Action::kRepost) read_counts(tweet, post.engagement);
  post.geo_country = tweet["place"]["country_code"].str();
  if (!post.geo_country.empty()) post.geo_source = "place";
  const JsonView created_at = tweet["created_at"];
  deliver(std::move(post), created_at.present() ? created_at : tweet["timestamp_ms"], out);
}

void read_v1_delete(JsonView notice, ParseOutput& out) {
  Post post;
  post.platform = kPlatform;
  post.event = EventKind::kDelete;
  post.post_id = notice["status"]["id_str"].str();
  post.author.id = notice["status"]["user_id_str"].str();
  deliver(std::move(post), notice["timestamp_ms"], out);
}

}  // namespace lockstep::normalize::x_format
