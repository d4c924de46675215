#include "activity.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "post_fields.h"
#include "post_parts.h"
#include "status.h"

namespace lockstep::normalize::mastodon_format {
namespace {

bool is_one_of(std::string_view type, std::initializer_list<std::string_view> types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}
bool is_note(std::string_view type) {
  return is_one_of(type, {"Note", "Article", "Page", "Question"});
}
bool is_actor(std::string_view type) {
  return is_one_of(type, {"Person", "Service", "Application", "Group", "Organization"});
}

// Links between objects are a URI, an object with an id, a Link with an href, or a list of these.
std::string_view reference(JsonView value) {
  if (value.is_array()) value = value.at(0);
  if (value.is_string()) return value.str();
  return value["id"].is_string() ? value["id"].str() : value["href"].str();
}

// A property with one value need not be a list.
template <class F>
void each_value(JsonView property, F&& f) {
  if (property.is_array()) return property.each(f);
  if (property.present()) f(property);
}

std::string_view first_reference(JsonView object, std::initializer_list<std::string_view> keys) {
  for (const auto key : keys) {
    if (const auto uri = reference(object[key]); !uri.empty()) return uri;
  }
  return {};
}

Post start_post(JsonView id, JsonView actor) {
  Post post;
  post.platform = kPlatform;
  post.post_id = reference(id);
  post.author.id = reference(actor);
  return post;
}

// The language of the content, where contentMap says it: the only one, or the one that is equal.
std::string_view content_lang(JsonView note) {
  std::string_view lang;
  std::size_t count = 0;
  note["contentMap"].members([&](std::string_view key, JsonView value) {
    if (++count == 1 || value.str() == note["content"].str()) lang = key;
  });
  return lang;
}

void read_attachment(JsonView item, Post& post) {
  const auto type = item["type"].str();
  if (type == "Link") return add_url(post.urls, item["href"].str());
  auto kind = media_kind(item["mediaType"].str());
  if (type == "Image") kind = "image";
  if (type == "Video") kind = "video";
  if (type == "Audio") kind = "audio";
  if (!is_one_of(type, {"Document", "Image", "Video", "Audio"})) return;
  post.media.emplace_back().kind = kind;
}

void read_tag(JsonView tag, Post& post) {
  const auto type = tag["type"].str();
  const auto name = tag["name"].str();
  const auto href = tag["href"].str();
  if (type == "Hashtag" && !name.empty()) post.hashtags.emplace_back(name);
  if (type == "Mention" && !href.empty()) post.mentions.emplace_back(href);
}

void read_content(JsonView note, Post& post) {
  post.text = note["content"].str();
  post.text_is_html = !post.text.empty();
  if (post.text.empty()) post.text = note["name"].str();  // a Page may be a title and a link
  post.lang = content_lang(note);
  each_value(note["tag"], [&](JsonView tag) { read_tag(tag, post); });
  add_html_links(note["content"].str(), post);
  each_value(note["attachment"], [&](JsonView item) { read_attachment(item, post); });
}

void read_note(JsonView note, JsonView activity, ParseOutput& out) {
  const JsonView author = note["attributedTo"].present() ? note["attributedTo"] : activity["actor"];
  Post post = start_post(note["id"], author);
  post.in_reply_to = reference(note["inReplyTo"]);
  post.quote_of = first_reference(note, {"quote", "quoteUrl", "quoteUri", "_misskey_quote"});
  post.conversation_id = first_reference(note, {"conversation", "context"});
  infer_action(post);
  post.author.client = note["generator"]["name"].str();
  read_content(note, post);
  post.engagement.likes = note["likes"]["totalItems"].integer();
  post.engagement.reposts = note["shares"]["totalItems"].integer();
  post.engagement.replies = note["replies"]["totalItems"].integer();
  const JsonView published = note["published"];
  deliver(std::move(post), published.present() ? published : activity["published"], out);
}

// A changed profile. Its time is that of the change; `published` of the actor is its birth.
void read_actor(JsonView actor, JsonView activity, ParseOutput& out) {
  Post post = start_post(JsonView{}, actor);
  post.event = EventKind::kAccount;
  post.author.handle = actor["preferredUsername"].str();
  post.author.display_name = actor["name"].str();
  post.author.bio = actor["summary"].str();
  post.author.created_at = actor["published"].time();
  const auto type = actor["type"].str();
  if (type == "Group") post.author.kind = "group";
  if (is_one_of(type, {"Service", "Application"})) post.author.automated = true;
  const JsonView published = activity["published"];
  deliver(std::move(post), published.present() ? published : actor["updated"], out);
}

// Announce or Like, of a URI or of the whole object.
void read_endorsement(JsonView activity, Action action, ParseOutput& out) {
  Post post = start_post(activity["id"], activity["actor"]);
  JsonView object = activity["object"];
  // Lemmy's groups announce the activity rather than its object.
  if (is_one_of(object["type"].str(), {"Create", "Update"})) object = object["object"];
  post.action = action;
  post.repost_of = reference(object);
  if (post.repost_of.empty()) return out.reject(Reason::kMissingField, "object of the activity");
  post.target_author = reference(object["attributedTo"]);
  if (object.is_object()) read_content(object, post);
  deliver(std::move(post), activity["published"], out);
}

// `object` is what is gone: a post, or the activity undone.
void read_delete(JsonView activity, ParseOutput& out) {
  const JsonView object = activity["object"];
  Post post = start_post(object, activity["actor"]);
  if (!post.post_id.empty() && post.post_id == post.author.id) {
    return out.reject(Reason::kNotAPost, "deleted account");
  }
  post.event = EventKind::kDelete;
  post.created_at = activity["published"].time();
  if (!post.created_at) post.created_at = object["deleted"].time();
  if (!post.created_at) post.created_at = activity["signature"]["created"].time();
  deliver(std::move(post), JsonView{}, out);
}

// Everything but collections.
void read_single(JsonView activity, ParseOutput& out) {
  const auto type = activity["type"].str();
  const JsonView object = activity["object"];
  const auto object_type = object["type"].str();
  if (is_note(type)) return read_note(activity, JsonView{}, out);
  if (is_one_of(type, {"Create", "Update"})) {
    if (is_note(object_type)) return read_note(object, activity, out);
    if (is_actor(object_type)) return read_actor(object, activity, out);
    return out.reject(Reason::kNotAPost, std::string{type} + " of " + quoted(object_type));
  }
  if (type == "Announce") return read_endorsement(activity, Action::kRepost, out);
  if (type == "Like") return read_endorsement(activity, Action::kLike, out);
  if (type == "Delete") return read_delete(activity, out);
  if (type == "Undo" && is_one_of(object_type, {"Announce", "Like"})) {
    return read_delete(activity, out);
  }
  out.reject(Reason::kNotAPost, "activity " + quoted(type));
}

}  // namespace

void read_activity(JsonView activity, ParseOutput& out) {
  for (const std::string_view items : {"orderedItems", "items"}) {
    if (!activity[items].is_array()) continue;
    each_post(activity[items], out, [&](JsonView item) { read_single(item, out); });
    return;
  }
  read_single(activity, out);
}

}  // namespace lockstep::normalize::mastodon_format
