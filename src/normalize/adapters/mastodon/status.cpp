#include "status.h"

#include <algorithm>
#include <utility>

#include "html_links.h"
#include "post_fields.h"
#include "post_parts.h"

namespace lockstep::normalize::mastodon_format {
namespace {

// Of an Account or a Mention.
std::string account_id(JsonView account) {
  const auto url = account["url"].str();
  return std::string{url.empty() ? account["acct"].str() : url};
}

std::string status_id(JsonView status) {
  const auto uri = status["uri"].str();
  return uri.empty() ? status["id"].id() : std::string{uri};
}

void read_account(JsonView account, Author& author) {
  author.id = account_id(account);
  author.handle = account["acct"].str();
  author.display_name = account["display_name"].str();
  author.bio = account["note"].str();
  if (account["group"].boolean() == true) author.kind = "group";
  author.created_at = account["created_at"].time();
  author.followers = account["followers_count"].integer();
  author.following = account["following_count"].integer();
  author.posts = account["statuses_count"].integer();
  author.automated = account["bot"].boolean();
}

// A Quote holds the status, or only its id; Pleroma puts the status there directly.
std::string quoted_id(JsonView quote) {
  const JsonView status = quote["quoted_status"].is_object() ? quote["quoted_status"] : quote;
  const auto uri = status["uri"].str();
  return uri.empty() ? quote["quoted_status_id"].id() : std::string{uri};
}

void read_targets(JsonView status, Post& post) {
  const JsonView reblog = status["reblog"];
  if (reblog.is_object()) {
    post.action = Action::kRepost;
    post.repost_of = status_id(reblog);
    post.target_author = account_id(reblog["account"]);
    return;
  }
  const JsonView quote = status["quote"];
  post.quote_of = quoted_id(quote);
  post.in_reply_to = status["in_reply_to_id"].id();
  infer_action(post);
  if (post.action == Action::kQuote) {
    post.target_author = account_id(quote["quoted_status"]["account"]);
    return;
  }
  // The parent's author is given as an id of this instance; the mentions know it by address.
  const auto author = status["in_reply_to_account_id"].id();
  status["mentions"].each([&](JsonView mention) {
    if (!author.empty() && mention["id"].id() == author) post.target_author = account_id(mention);
  });
}

void read_content(JsonView status, Post& post) {
  post.text = status["content"].str();
  post.text_is_html = true;
  post.lang = status["language"].str();
  status["tags"].each([&](JsonView tag) {
    if (!tag["name"].str().empty()) post.hashtags.emplace_back(tag["name"].str());
  });
  status["mentions"].each([&](JsonView mention) {
    if (auto id = account_id(mention); !id.empty()) post.mentions.push_back(std::move(id));
  });
  add_html_links(status["content"].str(), post);
  add_url(post.urls, status["card"]["url"].str());
  status["media_attachments"].each([&](JsonView item) {
    const auto type = item["type"].str();
    if (type.empty() || type == "unknown") return;
    post.media.emplace_back().kind = type == "gifv" ? "gif" : type;
  });
}

// Not of reblogs, which show the counts of the original or zeros.
void read_counts(JsonView status, Engagement& engagement) {
  engagement.likes = status["favourites_count"].integer();
  engagement.reposts = status["reblogs_count"].integer();
  engagement.replies = status["replies_count"].integer();
  engagement.quotes = status["quotes_count"].integer();
}

}  // namespace

void add_html_links(std::string_view html, Post& post) {
  for (const auto& link : html_links(html)) {
    // An author can mark any link as a mention or hashtag, so the mark must fit the target.
    const auto mentioned = std::find(post.mentions.begin(), post.mentions.end(), link.href);
    if (link.marked_mention && mentioned != post.mentions.end()) continue;
    if (link.marked_hashtag && link.href.find("/tag") != std::string::npos) continue;
    add_url(post.urls, link.href);
  }
}

void read_status(JsonView status, ParseOutput& out) {
  Post post;
  post.platform = kPlatform;
  post.post_id = status_id(status);
  read_account(status["account"], post.author);
  post.author.client = status["application"]["name"].str();
  read_targets(status, post);
  read_content(post.action == Action::kRepost ? status["reblog"] : status, post);
  if (post.action != Action::kRepost) read_counts(status, post.engagement);
  deliver(std::move(post), status["created_at"], out);
}

}  // namespace lockstep::normalize::mastodon_format
