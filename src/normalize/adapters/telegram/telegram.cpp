// Telegram: Telethon's Message.to_dict() and the items of 4CAT's NDJSON export, which are the same
// object with `_type` for `_`, epoch dates, and the chat and sender resolved in `_chat`, `_sender`.
//
// Message ids count from one in every chat, so a post is named "<chat>/<message>". Ids of users and
// channels are written as Telegram's API gives them, without the Bot API's "-100".
#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "json_outline.h"
#include "json_view.h"
#include "lockstep/normalize/adapter.h"
#include "post_parts.h"
#include "utf16_text.h"

namespace lockstep::normalize::adapters {
namespace {

using telegram_format::Utf16Text;

// A chat or somebody who writes in one.
struct Peer {
  enum class Kind : std::uint8_t { kNone, kUser, kGroup, kChannel };
  Kind kind = Kind::kNone;
  std::string id;
};

// PeerUser, PeerChat or PeerChannel; 4CAT may have replaced it by the full user.
Peer read_peer(JsonView peer) {
  if (auto id = peer["channel_id"].id(); !id.empty()) return {Peer::Kind::kChannel, std::move(id)};
  if (auto id = peer["chat_id"].id(); !id.empty()) return {Peer::Kind::kGroup, std::move(id)};
  if (auto id = peer["user_id"].id(); !id.empty()) return {Peer::Kind::kUser, std::move(id)};
  if (auto id = peer["user"]["id"].id(); !id.empty()) return {Peer::Kind::kUser, std::move(id)};
  return {};
}

// Of old it was the number of a user.
Peer read_from(JsonView from) {
  return from.is_number() ? Peer{Peer::Kind::kUser, from.id()} : read_peer(from);
}

std::string message_key(const Peer& chat, const std::string& message) {
  return chat.id.empty() || message.empty() ? std::string{} : chat.id + '/' + message;
}

// A TL object's constructor: "_" in Telethon's dictionaries, "_type" in 4CAT's.
std::string_view type_of(JsonView object) {
  return object["_"].is_string() ? object["_"].str() : object["_type"].str();
}

// The chat the message is in. A supergroup is a channel to the API and told apart by `_chat`.
Peer read_chat(JsonView message) {
  const JsonView entity = message["_chat"];
  Peer chat = read_peer(message["peer_id"].present() ? message["peer_id"] : message["to_id"]);
  if (chat.kind == Peer::Kind::kNone && !entity["id"].id().empty()) {
    chat = {Peer::Kind::kChannel, entity["id"].id()};
  }
  const bool is_group = entity["megagroup"].boolean() == true || type_of(entity) == "Chat";
  if (is_group) chat.kind = Peer::Kind::kGroup;
  return chat;
}

// Who wrote it: somebody named, or the channel or group itself.
Peer read_sender(JsonView message, const Peer& chat) {
  Peer sender = read_from(message["from_id"]);
  const JsonView entity = message["_sender"];
  if (sender.kind == Peer::Kind::kNone && !entity["id"].id().empty()) {
    sender.id = entity["id"].id();
    const bool is_chat = sender.id == chat.id || entity["title"].is_string();
    sender.kind = is_chat ? Peer::Kind::kChannel : Peer::Kind::kUser;
  }
  const bool is_the_chat = sender.id == chat.id && sender.kind != Peer::Kind::kUser;
  return is_the_chat || sender.kind == Peer::Kind::kNone ? chat : sender;
}

std::string_view kind_name(Peer::Kind kind) {
  if (kind == Peer::Kind::kGroup) return "group";
  return kind == Peer::Kind::kChannel ? "channel" : "account";
}

// `entity` is a User or a Channel.
void read_profile(JsonView entity, Author& author) {
  author.handle = entity["username"].str();
  author.display_name = entity["title"].str();
  if (author.display_name.empty()) {
    author.display_name = entity["first_name"].str();
    const auto last = entity["last_name"].str();
    if (!last.empty() && !author.display_name.empty()) author.display_name += ' ';
    author.display_name += last;
  }
  author.verified = entity["verified"].boolean();
  author.automated = entity["bot"].boolean();
  author.followers = entity["participants_count"].integer();
}

void read_author(JsonView message, const Peer& chat, const Peer& sender, Author& author) {
  author.id = sender.id;
  author.kind = kind_name(sender.kind);
  const JsonView named = message["_sender"];
  const bool is_chat = sender.id == chat.id && sender.kind == chat.kind;
  read_profile(is_chat && !named.present() ? message["_chat"] : named, author);
}

// A forward keeps the channel and message it came from, unless its author hides behind a name.
void read_forward(JsonView header, Post& post) {
  if (!header.is_object()) return;
  post.action = Action::kForward;
  Peer origin = read_from(header["from_id"]);
  if (!header["channel_id"].id().empty()) origin = read_peer(header);  // of old
  post.target_author = origin.id;
  post.repost_of = message_key(origin, header["channel_post"].id());
}

void read_reply(JsonView message, const Peer& chat, Post& post) {
  const JsonView header = message["reply_to"];
  auto parent = header["reply_to_msg_id"].id();
  if (parent.empty()) parent = message["reply_to_msg_id"].id();
  const auto top = header["reply_to_top_id"].id();
  const bool in_topic = header["forum_topic"].boolean() == true;
  post.conversation_id = message_key(chat, top.empty() && in_topic ? parent : top);
  // What only names the topic of a forum it stands in answers nobody.
  if (parent.empty() || (in_topic && top.empty())) return;
  const Peer elsewhere = read_peer(header["reply_to_peer_id"]);
  post.in_reply_to = message_key(elsewhere.id.empty() ? chat : elsewhere, parent);
  if (post.action == Action::kPost) post.action = Action::kReply;
}

void read_entity(JsonView entity, const Utf16Text& text, Post& post) {
  const auto type = type_of(entity);
  if (type == "MessageEntityTextUrl") return add_url(post.urls, entity["url"].str());
  if (type == "MessageEntityMentionName") {
    if (auto id = entity["user_id"].id(); !id.empty()) post.mentions.push_back(std::move(id));
    return;
  }
  const auto said =
      text.slice(entity["offset"].integer().value_or(-1), entity["length"].integer().value_or(-1));
  if (said.empty()) return;
  if (type == "MessageEntityHashtag") post.hashtags.emplace_back(said);
  if (type == "MessageEntityMention") post.mentions.emplace_back(said);
  if (type == "MessageEntityUrl") add_url(post.urls, said);  // "example.org/x" too
}

bool is_sticker(JsonView document) {
  bool found = false;
  document["attributes"].each([&](JsonView attribute) {
    found = found || type_of(attribute) == "DocumentAttributeSticker";
  });
  return found;
}

void read_media(JsonView media, Post& post) {
  const JsonView page = media["webpage"].present() ? media["webpage"] : media["web_preview"];
  add_url(post.urls, page["url"].str());
  // The id of a file stays the same when it is sent on, even by copying.
  const auto add = [&](JsonView file, std::string_view kind) {
    const auto id = file["id"].id();
    if (id.empty()) return;
    Media item;
    item.sha256 = "tg:" + id;
    item.kind = kind;
    post.media.push_back(std::move(item));
  };
  add(media["photo"], "image");
  if (is_sticker(media["document"])) return;  // everybody has the same ones
  add(media["document"], media_kind(media["document"]["mime_type"].str()));
}

void read_engagement(JsonView message, Engagement& engagement) {
  engagement.views = message["views"].integer();
  engagement.reposts = message["forwards"].integer();
  engagement.replies = message["replies"]["replies"].integer();
  const JsonView results = message["reactions"]["results"];
  if (!results.is_array()) return;
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  std::int64_t sum = 0;
  results.each([&](JsonView reaction) {
    const auto count = std::max<std::int64_t>(reaction["count"].integer().value_or(0), 0);
    sum = count > kMost - sum ? kMost : sum + count;
  });
  engagement.likes = sum;
}

void read_message(JsonView message, ParseOutput& out) {
  Post post;
  post.platform = "telegram";
  Peer chat = read_chat(message);
  const Peer sender = read_sender(message, chat);
  const bool channel_post = message["post"].boolean() == true;
  // Only in a supergroup do users write under their own names.
  if (chat.kind == Peer::Kind::kChannel && sender.kind == Peer::Kind::kUser && !channel_post) {
    chat.kind = Peer::Kind::kGroup;
  }
  post.post_id = message_key(chat, message["id"].id());
  if (chat.kind != Peer::Kind::kUser && !chat.id.empty()) {
    post.community_kind = kind_name(chat.kind);
    post.community_id = chat.id;
  }
  read_author(message, chat, sender, post.author);
  post.text = message["message"].str();
  read_forward(message["fwd_from"], post);
  read_reply(message, chat, post);
  if (message["entities"].is_array()) {
    const Utf16Text text{message["message"].str()};
    message["entities"].each([&](JsonView entity) { read_entity(entity, text, post); });
  }
  read_media(message["media"], post);
  read_engagement(message, post.engagement);
  deliver(std::move(post), message["date"], out);
}

class TelegramAdapter final : public Adapter {
 public:
  void parse(std::string_view record, ParseOutput& out) override {
    JsonView root;
    if (auto rejection = reader_.parse(record, root)) {
      out.rejections.push_back(std::move(*rejection));
      return;
    }
    const auto type = type_of(root);
    if (!type.empty() && type != "Message") {
      return out.reject(Reason::kNotAPost, "object " + quoted(type));
    }
    if (root["action"].is_object()) return out.reject(Reason::kNotAPost, "service message");
    for (const std::string_view chat : {"peer_id", "to_id", "_chat"}) {
      if (root[chat].is_object()) return read_message(root, out);
    }
    out.reject(Reason::kUnknownShape, "no message of a chat");
  }

 private:
  JsonReader reader_;
};

bool recognises_telegram(std::string_view record) {
  const JsonOutline root{record};
  if (root.text("_").starts_with("Message")) return true;
  return root.has("message") && (root.has_object("peer_id") || root.has_object("_chat"));
}

}  // namespace

extern const AdapterDef telegram;
const AdapterDef telegram{
    .name = "telegram",
    .summary = "Telegram: Telethon's Message.to_dict(), 4CAT's NDJSON",
    .framing = Framing::kJson,
    .recognises = recognises_telegram,
    .rank = 30,
    .make = [](const AdapterOptions&) -> StatusOr<std::unique_ptr<Adapter>> {
      return std::make_unique<TelegramAdapter>();
    },
};

}  // namespace lockstep::normalize::adapters
