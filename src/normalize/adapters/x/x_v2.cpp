#include "x_v2.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "post_fields.h"
#include "post_parts.h"
#include "x_fields.h"

namespace lockstep::normalize::x_format {
namespace {

// Objects by one of their strings. Sorted once, so that a page costs n log n whatever is in it.
class Index {
 public:
  Index(JsonView array, std::string_view key) {
    array.each([&](JsonView item) {
      if (const auto id = item[key].str(); !id.empty()) items_.emplace_back(id, item);
    });
    std::stable_sort(items_.begin(), items_.end(),
                     [](const Item& a, const Item& b) { return a.first < b.first; });
  }
  JsonView find(std::string_view id) const noexcept {
    const auto found =
        std::lower_bound(items_.begin(), items_.end(), id,
                         [](const Item& item, std::string_view key) { return item.first < key; });
    return found != items_.end() && found->first == id ? found->second : JsonView{};
  }

 private:
  using Item = std::pair<std::string_view, JsonView>;
  std::vector<Item> items_;
};

struct Includes {
  explicit Includes(JsonView includes)
      : users{includes["users"], "id"},
        tweets{includes["tweets"], "id"},
        media{includes["media"], "media_key"},
        places{includes["places"], "id"} {}
  Index users, tweets, media, places;
};

struct Reference {
  std::string id;
  JsonView tweet;  // absent if neither `includes` nor the reference itself has it
};

Reference find_reference(JsonView tweet, std::string_view type, const Includes& includes) {
  Reference found;
  tweet["referenced_tweets"].each([&](JsonView item) {
    if (!found.id.empty() || item["type"].str() != type) return;
    found.id = item["id"].id();
    found.tweet = includes.tweets.find(found.id);
    if (!found.tweet.present() && item["text"].is_string()) found.tweet = item;
  });
  return found;
}

void read_user(JsonView user, Author& author) {
  author.handle = user["username"].str();
  author.display_name = user["name"].str();
  author.bio = user["description"].str();
  author.location = user["location"].str();
  author.created_at = user["created_at"].time();
  author.verified = user["verified"].boolean();
  const JsonView metrics = user["public_metrics"];
  author.followers = metrics["followers_count"].integer();
  author.following = metrics["following_count"].integer();
  author.posts = metrics["tweet_count"].integer();
}

// Sets the targets; returns the post whose words these are.
JsonView read_references(JsonView tweet, const Includes& includes, Post& post) {
  const auto original = find_reference(tweet, "retweeted", includes);
  if (!original.id.empty()) {
    post.repost_of = original.id;
    if (original.tweet.present()) {
      post.target_author = original.tweet["author_id"].id();
      return original.tweet;
    }
    // "RT @name: ..." still names the original's author as the first mention.
    post.target_author = tweet["entities"]["mentions"].at(0)["id"].id();
    return tweet;
  }
  const auto quote = find_reference(tweet, "quoted", includes);
  const auto parent = find_reference(tweet, "replied_to", includes);
  post.quote_of = quote.id;
  post.in_reply_to = parent.id;
  post.target_author = quote.tweet["author_id"].id();
  // A post that begins with a name is addressed to that account even if it answers no post.
  if (quote.id.empty()) post.target_author = tweet["in_reply_to_user_id"].id();
  if (post.target_author.empty()) post.target_author = parent.tweet["author_id"].id();
  return tweet;
}

// Text, entities and media. A long post keeps the whole of its text apart.
void read_content(JsonView content, const Includes& includes, Post& post) {
  const JsonView note = content["note_tweet"];
  const JsonView whole = note["text"].str().empty() ? content : note;
  post.text = unescaped(whole["text"].str());
  const std::string id = content["id"].id();
  const std::string quoted_id = find_reference(content, "quoted", includes).id;
  read_entities((whole["entities"].present() ? whole : content)["entities"], {id, quoted_id}, post);

  const JsonView attachments = content["attachments"];
  attachments["media_keys"].each([&](JsonView key) {
    const JsonView item = includes.media.find(key.str());
    if (!key.str().empty()) post.media.push_back(media(key.str(), item["type"].str()));
  });
  if (!post.media.empty()) return;
  attachments["media"].each([&](JsonView item) {
    post.media.push_back(media(item["media_key"].str(), item["type"].str()));
  });
}

// Not of reposts: theirs are zeros and the original's count of reposts.
void read_metrics(JsonView metrics, Engagement& engagement) {
  engagement.likes = metrics["like_count"].integer();
  engagement.reposts = metrics["retweet_count"].integer();
  engagement.replies = metrics["reply_count"].integer();
  engagement.quotes = metrics["quote_count"].integer();
  engagement.views = metrics["impression_count"].integer();
}

void read_place(JsonView geo, const Includes& includes, Post& post) {
  const JsonView place = includes.places.find(geo["place_id"].str());
  post.geo_country = (place.present() ? place : geo)["country_code"].str();
  if (!post.geo_country.empty()) post.geo_source = "place";
}

void read_tweet(JsonView tweet, const Includes& includes, ParseOutput& out) {
  Post post;
  post.platform = kPlatform;
  post.post_id = tweet["id"].id();
  post.author.id = tweet["author_id"].id();
  const JsonView user = includes.users.find(post.author.id);
  read_user(user.present() ? user : tweet["author"], post.author);
  post.author.client = client_name(tweet["source"].str());
  post.conversation_id = tweet["conversation_id"].id();
  post.lang = language(tweet["lang"].str());
  const JsonView content = read_references(tweet, includes, post);
  infer_action(post);
  read_content(content, includes, post);
  if (post.action != Action::kRepost) read_metrics(tweet["public_metrics"], post.engagement);
  read_place(tweet["geo"], includes, post);
  deliver(std::move(post), tweet["created_at"], out);
}

// The compliance stream: `{data: {delete: {tweet: {id, author_id}, event_at}}}`; its other events
// (withheld, drop, user_suspend, ...) concern no single post of ours.
void read_compliance(JsonView data, ParseOutput& out) {
  const JsonView notice = data["delete"];
  if (!notice.is_object()) {
    std::string_view kind = "empty data";
    data.members([&](std::string_view key, JsonView) { kind = key; });
    return out.reject(Reason::kNotAPost, "compliance event " + quoted(kind));
  }
  Post post;
  post.platform = kPlatform;
  post.event = EventKind::kDelete;
  post.post_id = notice["tweet"]["id"].id();
  post.author.id = notice["tweet"]["author_id"].id();
  deliver(std::move(post), notice["event_at"], out);
}

}  // namespace

void read_v2(JsonView response, ParseOutput& out) {
  const JsonView data = response["data"];
  const Includes includes{response["includes"]};
  if (data.is_array()) {
    each_post(data, out, [&](JsonView tweet) { read_tweet(tweet, includes, out); });
  } else if (!data.is_object()) {
    out.reject(Reason::kUnknownShape, "data is neither a post nor a page of posts");
  } else if (data["id"].present() || data["text"].present()) {
    read_tweet(data, includes, out);
  } else {
    read_compliance(data, out);
  }
}

void read_v2_flat(JsonView tweet, ParseOutput& out) {
  read_tweet(tweet, Includes{JsonView{}}, out);
}

}  // namespace lockstep::normalize::x_format
