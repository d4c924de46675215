// Mastodon's REST and streaming API: the Status entity, which Pleroma, Akkoma, Pixelfed and others
// speak as well.
#pragma once

#include "json_view.h"
#include "lockstep/normalize/adapter.h"

namespace lockstep::normalize::mastodon_format {

// One name for everything on the fediverse: the uri of a post is the same in both its JSON shapes.
inline constexpr std::string_view kPlatform = "mastodon";

// Named by `uri`, which all instances share; `id` is only this instance's, and the fallback.
// Accounts go by the address of their profile, else by acct.
void read_status(JsonView status, ParseOutput& out);

// Appends the links of `html` that the author put there: not the pages of the hashtags, nor of
// those in `post.mentions`.
void add_html_links(std::string_view html, Post& post);

}  // namespace lockstep::normalize::mastodon_format
