// Bluesky's Jetstream: `/subscribe` (v1) and `network.bsky.jetstream.subscribeEvents` (v2). The two
// wrap the same commits differently.
//
// A post is named by its AT URI, at://did/collection/rkey. Its createdAt is what the client claims;
// the time Jetstream saw the commit becomes observed_at, and stands in where nothing is claimed, or
// what is claimed lies back by more than an hour.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "json_outline.h"
#include "json_view.h"
#include "lockstep/normalize/adapter.h"
#include "post_fields.h"
#include "post_parts.h"

namespace lockstep::normalize::adapters {
namespace {

constexpr std::string_view kPost = "app.bsky.feed.post";
constexpr std::string_view kRepost = "app.bsky.feed.repost";
constexpr std::string_view kLike = "app.bsky.feed.like";
constexpr std::string_view kProfile = "app.bsky.actor.profile";
constexpr std::string_view kV2Events = "network.bsky.jetstream.subscribeEvents#";

// One change to one record of one repository, whichever version told of it.
struct Commit {
  std::string_view did, operation, collection, rkey;
  JsonView record;
  std::optional<EventTime> seen;
};

// "did:plc:abc" of "at://did:plc:abc/app.bsky.feed.post/3k"; empty for anything else.
std::string did_of(std::string_view at_uri) {
  if (!at_uri.starts_with("at://did:")) return {};
  at_uri.remove_prefix(5);
  return std::string{at_uri.substr(0, at_uri.find('/'))};
}

Post start_post(const Commit& commit) {
  Post post;
  post.platform = "bluesky";
  post.author.id = commit.did;
  post.observed_at = commit.seen;
  if (!commit.did.empty() && !commit.rkey.empty()) {
    post.post_id.append("at://").append(commit.did).append("/");
    post.post_id.append(commit.collection).append("/").append(commit.rkey);
  }
  return post;
}

void read_facets(JsonView facets, Post& post) {
  const auto read_feature = [&](JsonView feature) {
    const auto type = feature["$type"].str();
    if (type == "app.bsky.richtext.facet#link") add_url(post.urls, feature["uri"].str());
    const auto tag = type == "app.bsky.richtext.facet#tag" ? feature["tag"].str() : "";
    if (!tag.empty()) post.hashtags.emplace_back(tag);
    const auto did = type == "app.bsky.richtext.facet#mention" ? feature["did"].str() : "";
    if (!did.empty()) post.mentions.emplace_back(did);
  };
  facets.each([&](JsonView facet) { facet["features"].each(read_feature); });
}

// The CID is a hash of the content, so equal files have equal CIDs whoever uploads them.
void add_blob(JsonView blob, std::string_view kind, Post& post) {
  auto cid = blob["ref"]["$link"].str();
  if (cid.empty()) cid = blob["cid"].str();  // records from before 2023
  if (cid.empty()) return;
  Media media;
  media.sha256 = cid;
  media.kind = kind;
  post.media.push_back(std::move(media));
}

void read_attachments(JsonView embed, Post& post) {
  embed["images"].each([&](JsonView item) { add_blob(item["image"], "image", post); });
  add_blob(embed["video"], "video", post);
  add_url(post.urls, embed["external"]["uri"].str());
}

void read_embed(JsonView embed, Post& post) {
  read_attachments(embed, post);
  read_attachments(embed["media"], post);  // recordWithMedia
  const JsonView record = embed["record"];
  auto uri = record["uri"].str();
  if (uri.empty()) uri = record["record"]["uri"].str();  // recordWithMedia again
  // Feeds, lists and starter packs are embedded the same way and are no posts.
  if (uri.find(kPost) != std::string_view::npos) post.quote_of = uri;
}

// A record that claims to be old was made when the server saw it: dating back would take it out of
// every window.
constexpr Duration kMostBackdated = std::chrono::hours{1};

std::optional<EventTime> time_of(const Commit& commit) {
  const auto claimed = commit.record["createdAt"].time();
  if (!claimed || !commit.seen) return claimed ? claimed : commit.seen;
  // Of any two times, so in numbers that wrap.
  const auto behind = static_cast<std::uint64_t>(to_micros(*commit.seen)) -
                      static_cast<std::uint64_t>(to_micros(*claimed));
  const bool backdated =
      *claimed < *commit.seen && behind > static_cast<std::uint64_t>(kMostBackdated.count());
  return backdated ? commit.seen : claimed;
}

void read_post(const Commit& commit, ParseOutput& out) {
  const JsonView record = commit.record;
  Post post = start_post(commit);
  post.text = record["text"].str();
  post.lang = record["langs"].at(0).str();
  read_facets(record["facets"], post);
  record["tags"].each([&](JsonView tag) {
    if (!tag.str().empty()) post.hashtags.emplace_back(tag.str());
  });
  read_embed(record["embed"], post);
  post.in_reply_to = record["reply"]["parent"]["uri"].str();
  post.conversation_id = record["reply"]["root"]["uri"].str();
  infer_action(post);
  post.target_author = did_of(post.quote_of.empty() ? post.in_reply_to : post.quote_of);
  post.created_at = time_of(commit);
  deliver(std::move(post), record["createdAt"], out);
}

// A repost or a like: a record of its own that points at a post.
void read_endorsement(const Commit& commit, Action action, ParseOutput& out) {
  Post post = start_post(commit);
  post.action = action;
  post.repost_of = commit.record["subject"]["uri"].str();
  if (post.repost_of.empty()) {
    return out.reject(Reason::kMissingField, "subject of the " + quoted(commit.collection));
  }
  post.target_author = did_of(post.repost_of);
  post.created_at = time_of(commit);
  deliver(std::move(post), commit.record["createdAt"], out);
}

// A profile is the same record at every change, so it gets no id: each change is an event.
void read_profile(const Commit& commit, ParseOutput& out) {
  Post post = start_post(commit);
  post.event = EventKind::kAccount;
  post.post_id.clear();
  post.created_at = commit.seen;
  post.author.display_name = commit.record["displayName"].str();
  post.author.bio = commit.record["description"].str();
  post.author.created_at = commit.record["createdAt"].time();
  commit.record["labels"]["values"].each([&](JsonView label) {
    if (label["val"].str() == "bot") post.author.automated = true;
  });
  deliver(std::move(post), JsonView{}, out);
}

void read_delete(const Commit& commit, ParseOutput& out) {
  if (commit.collection == kProfile) return out.reject(Reason::kNotAPost, "deleted profile");
  Post post = start_post(commit);
  post.event = EventKind::kDelete;
  post.created_at = commit.seen;
  deliver(std::move(post), JsonView{}, out);
}

void read_commit(const Commit& commit, ParseOutput& out) {
  const auto& collection = commit.collection;
  const bool endorses = collection == kRepost || collection == kLike;
  if (!endorses && collection != kPost && collection != kProfile) {
    return out.reject(Reason::kNotAPost, "collection " + quoted(collection));
  }
  if (commit.operation == "delete") return read_delete(commit, out);
  if (commit.operation != "create" && commit.operation != "update") {
    return out.reject(Reason::kUnknownShape, "operation " + quoted(commit.operation));
  }
  if (!commit.record.is_object()) return out.reject(Reason::kMissingField, "record of the commit");
  if (collection == kPost) return read_post(commit, out);
  if (collection == kProfile) return read_profile(commit, out);
  read_endorsement(commit, collection == kLike ? Action::kLike : Action::kRepost, out);
}

Commit commit_of(JsonView body, std::string_view did) {
  return {did,
          body["operation"].str(),
          body["collection"].str(),
          body["rkey"].str(),
          body["record"],
          std::nullopt};
}

// `{did, time_us, kind, commit: {...}}`
void read_v1(JsonView root, ParseOutput& out) {
  const auto kind = root["kind"].str();
  if (!root["commit"].is_object() || (!kind.empty() && kind != "commit")) {
    const auto status = root["account"]["status"].str();
    const std::string what = status.empty() ? "" : ", account " + quoted(status);
    return out.reject(Reason::kNotAPost, "event " + quoted(kind) + what);
  }
  Commit commit = commit_of(root["commit"], root["did"].str());
  if (const auto micros = root["time_us"].integer()) commit.seen = from_micros(*micros);
  read_commit(commit, out);
}

// `{$type: "...subscribeEvents#commit", did, time, operation, ...}`, all on one level.
void read_v2(JsonView event, std::string_view kind, ParseOutput& out) {
  if (kind != "commit") return out.reject(Reason::kNotAPost, "event " + quoted(kind));
  Commit commit = commit_of(event, event["did"].str());
  // `time` can be overridden by the operator; `witnessedAt`, where given, cannot.
  commit.seen = event["witnessedAt"].time();
  if (!commit.seen) commit.seen = event["time"].time();
  read_commit(commit, out);
}

class JetstreamAdapter final : public Adapter {
 public:
  void parse(std::string_view record, ParseOutput& out) override {
    JsonView root;
    if (auto rejection = reader_.parse(record, root)) {
      out.rejections.push_back(std::move(*rejection));
      return;
    }
    const JsonView event = root["payload"].is_object() ? root["payload"] : root;
    const auto type = event["$type"].str();
    if (type.starts_with(kV2Events)) {
      read_v2(event, type.substr(kV2Events.size()), out);
    } else if (root["did"].is_string()) {
      read_v1(root, out);
    } else if (root["$type"].is_string()) {
      out.reject(Reason::kNotAPost, "frame " + quoted(root["$type"].str()));
    } else {
      out.reject(Reason::kUnknownShape, "no Jetstream event");
    }
  }

 private:
  JsonReader reader_;
};

bool recognises_jetstream(std::string_view record) {
  const JsonOutline root{record};
  const JsonOutline payload{root.raw("payload")};
  for (const auto& event : {payload, root}) {
    if (event.text("$type").starts_with(kV2Events)) return true;
  }
  return root.text("did").starts_with("did:") && (root.has_object("commit") || root.has("time_us"));
}

}  // namespace

extern const AdapterDef jetstream;
const AdapterDef jetstream{
    .name = "jetstream",
    .summary = "Bluesky: Jetstream v1 and v2 events",
    .framing = Framing::kJson,
    .recognises = recognises_jetstream,
    .rank = 20,
    .make = [](const AdapterOptions&) -> StatusOr<std::unique_ptr<Adapter>> {
      return std::make_unique<JetstreamAdapter>();
    },
};

}  // namespace lockstep::normalize::adapters
