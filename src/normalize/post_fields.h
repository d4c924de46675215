// The fields of lockstep.post/1, each with the way it is read from JSON. The canonical adapter
// reads whole objects with them, the mapping adapter single fields by their dotted names, so a
// field exists for both or for neither.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json_view.h"
#include "lockstep/core/post.h"
#include "lockstep/normalize/rejection.h"

namespace lockstep::normalize {

// At most this many urls, hashtags, ... of one post are read. Far more than the normaliser keeps;
// it only stops a hostile record from costing many times its own size.
inline constexpr std::size_t kMaxListItems = 1000;

// Fills `post` from a canonical JSON object, or says which member makes it unusable. What is
// required but absent is for check_required to find.
std::optional<Rejection> read_post(JsonView object, Post& post);

// Sets one field by its dotted name ("author.id", "engagement.likes", "urls"). False if the value
// makes the post unusable, or there is no such field.
bool set_field(Post& post, std::string_view name, JsonView value);

// The dotted names of all fields, in the order of the contract.
std::vector<std::string> field_names();

// Fields that are lists of objects: "urls" -> {"url", "expanded", "redirects"}; else empty.
std::vector<std::string_view> item_field_names(std::string_view list);

// Appends one item to "urls", "hashtags", "mentions", "media" or "domains": a string, or an object
// with the list's own fields. Nothing happens if it has another type, is empty, or the list is
// full.
void append_item(Post& post, std::string_view list, JsonView item);

// The same for an item put together from parts found in different places.
struct ItemPart {
  std::string_view name;  // one of item_field_names
  JsonView value;
};
void append_item(Post& post, std::string_view list, const std::vector<ItemPart>& parts);

// Is it one of the lists append_item knows?
bool is_list(std::string_view name) noexcept;

// The field called `name` if it holds a time, else null.
std::optional<EventTime>* time_field(Post& post, std::string_view name);

// The action a target implies: repost_of, quote_of, in_reply_to. For posts that state none.
void infer_action(Post& post);

// What is missing of platform, post_id (not of account and login events), author.id, created_at.
std::optional<Rejection> check_required(const Post& post);

// "created_at: 'yesterday'": a short value, made fit for a rejection.
std::string describe_value(std::string_view field, JsonView value);

// Has it a tag that writers of posts use? ("a < b" and "<3" have not.)
bool looks_like_html(std::string_view text) noexcept;

}  // namespace lockstep::normalize
