// X API v2: a stream line, a page, or one post with everything it refers to inside it.
#pragma once

#include "json_view.h"
#include "lockstep/normalize/adapter.h"

namespace lockstep::normalize::x_format {

// `{data: {...} | [...], includes}`. Users, media, places and the posts referred to are looked up
// in `includes`; a repost takes text and entities from the original, its own being cut short.
void read_v2(JsonView response, ParseOutput& out);

// A post on its own, with `author` and the posts referred to inside it (twarc's flattened files).
void read_v2_flat(JsonView tweet, ParseOutput& out);

}  // namespace lockstep::normalize::x_format
