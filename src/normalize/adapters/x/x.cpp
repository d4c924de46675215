// X: API v2 stream lines and pages, v1.1 archives and streams, twarc's flattened v2 files.
#include <memory>
#include <utility>

#include "json_outline.h"
#include "json_view.h"
#include "lockstep/normalize/adapter.h"
#include "post_parts.h"
#include "x_v1.h"
#include "x_v2.h"

namespace lockstep::normalize::adapters {
namespace {

// Said between posts: what a stream says of itself, and what a request could not be given.
void reject_notice(JsonView root, ParseOutput& out) {
  if (root["errors"].is_array()) {
    return out.reject(Reason::kNotAPost, "error " + quoted(root["errors"].at(0)["title"].str()));
  }
  if (root["meta"]["result_count"].present()) return out.reject(Reason::kNotAPost, "empty page");
  for (const std::string_view notice : {"limit", "warning", "disconnect", "scrub_geo", "friends",
                                        "event", "status_withheld", "user_withheld"}) {
    if (!root[notice].present()) continue;
    return out.reject(Reason::kNotAPost, std::string{notice} + " notice");
  }
  out.reject(Reason::kUnknownShape, "neither a v2 response nor a v1.1 post");
}

class XAdapter final : public Adapter {
 public:
  void parse(std::string_view record, ParseOutput& out) override {
    if (record.find_first_not_of(" \t\r\n") == std::string_view::npos) {
      return out.reject(Reason::kNotAPost, "keep-alive");
    }
    JsonView root;
    if (auto rejection = reader_.parse(record, root)) {
      out.rejections.push_back(std::move(*rejection));
    } else if (root["data"].present()) {
      x_format::read_v2(root, out);
    } else if (root["user"].is_object()) {
      x_format::read_v1(root, out);
    } else if (root["author_id"].present()) {
      x_format::read_v2_flat(root, out);
    } else if (root["delete"].is_object()) {
      x_format::read_v1_delete(root["delete"], out);
    } else if (root["statuses"].is_array()) {
      each_post(root["statuses"], out, [&](JsonView tweet) { x_format::read_v1(tweet, out); });
    } else {
      reject_notice(root, out);
    }
  }

 private:
  JsonReader reader_;
};

bool recognises_x(std::string_view record) {
  const JsonOutline root{record};
  if (root.has("data")) {
    const JsonOutline data{root.raw("data")};
    return data.has("author_id") || data.has("edit_history_tweet_ids") ||
           JsonOutline{data.raw("delete")}.has_object("tweet");
  }
  if (root.has("id_str")) return root.has_object("user");
  if (root.has("author_id")) {
    return root.has("edit_history_tweet_ids") || root.has("referenced_tweets");
  }
  if (root.has("statuses")) return root.has("search_metadata");
  if (root.has_object("delete")) return JsonOutline{root.raw("delete")}.has_object("status");
  return root.raw("errors").find(".com/2/problems/") != std::string_view::npos;
}

}  // namespace

extern const AdapterDef x;
const AdapterDef x{
    .name = "x",
    .summary = "X (Twitter): API v2 stream lines and pages, v1.1 archives",
    .framing = Framing::kJson,
    .recognises = recognises_x,
    .rank = 40,
    .make = [](const AdapterOptions&) -> StatusOr<std::unique_ptr<Adapter>> {
      return std::make_unique<XAdapter>();
    },
};

}  // namespace lockstep::normalize::adapters
