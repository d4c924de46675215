// The fediverse: Mastodon's Status entity, the events of its streaming API, and the activities of
// ActivityPub.
#include <memory>
#include <string>
#include <utility>

#include "activity.h"
#include "json_outline.h"
#include "json_view.h"
#include "lockstep/normalize/adapter.h"
#include "post_parts.h"
#include "status.h"

namespace lockstep::normalize::adapters {
namespace {

class MastodonAdapter final : public Adapter {
 public:
  void parse(std::string_view record, ParseOutput& out) override {
    JsonView root;
    if (auto rejection = reader_.parse(record, root)) {
      out.rejections.push_back(std::move(*rejection));
    } else if (root["event"].is_string()) {
      read_stream_event(root, out);
    } else if (root["account"].is_object()) {
      mastodon_format::read_status(root, out);
    } else if (root["type"].is_string()) {
      mastodon_format::read_activity(root, out);
    } else {
      out.reject(Reason::kUnknownShape, "neither a status, a streaming event nor an activity");
    }
  }

 private:
  // `{stream, event, payload}`, the payload being JSON inside a string.
  void read_stream_event(JsonView envelope, ParseOutput& out) {
    const auto event = envelope["event"].str();
    const JsonView payload = envelope["payload"];
    if (event == "delete") return read_stream_delete(payload, out);
    if (event != "update" && event != "status.update") {
      return out.reject(Reason::kNotAPost, "event " + quoted(event));
    }
    JsonView status = payload;
    if (payload.is_string()) {
      if (auto rejection = payload_reader_.parse(payload.str(), status)) {
        rejection->detail += " in the payload";
        out.rejections.push_back(std::move(*rejection));
        return;
      }
    }
    mastodon_format::read_status(status, out);
  }

  // The stream says only the id, this instance's own: no author, no time.
  static void read_stream_delete(JsonView payload, ParseOutput& out) {
    Post post;
    post.platform = mastodon_format::kPlatform;
    post.event = EventKind::kDelete;
    post.post_id = payload.id();
    deliver(std::move(post), JsonView{}, out);
  }

  JsonReader reader_;
  JsonReader payload_reader_;  // its own, since the payload lies in what reader_ holds
};

bool recognises_mastodon(std::string_view record) {
  const JsonOutline root{record};
  if (root.has("event") && root.has("payload")) {
    const auto event = root.text("event");
    return root.raw("stream").starts_with('[') || event == "update" || event == "delete";
  }
  if (root.raw("@context").find("activitystreams") != std::string_view::npos) {
    return root.has("type");
  }
  const bool is_status = root.has("content") && (root.has("uri") || root.has("created_at"));
  return is_status && root.has_object("account");
}

}  // namespace

extern const AdapterDef mastodon;
const AdapterDef mastodon{
    .name = "mastodon",
    .summary = "Mastodon statuses and streaming events, ActivityPub activities",
    .framing = Framing::kJson,
    .recognises = recognises_mastodon,
    .rank = 50,
    .make = [](const AdapterOptions&) -> StatusOr<std::unique_ptr<Adapter>> {
      return std::make_unique<MastodonAdapter>();
    },
};

}  // namespace lockstep::normalize::adapters
