// What the two generations of X's JSON have in common.
#pragma once

#include <string>
#include <string_view>

#include "json_view.h"
#include "lockstep/core/post.h"

namespace lockstep::normalize::x_format {

inline constexpr std::string_view kPlatform = "x";

// Whose entities are read: links to the post itself and to the post it quotes are X's own
// doing and no links of the author.
struct EntityOwner {
  std::string_view id, quoted_id;
};
// X escapes these three in texts, and nothing else: "&amp;", "&lt;", "&gt;".
std::string unescaped(std::string_view text);

// Appends the links, hashtags and mentions of an `entities` object of either generation.
void read_entities(JsonView entities, const EntityOwner& owner, Post& post);

// `<a href="https://auto.example" rel="nofollow">AutoPoster</a>` (v1.1) and `AutoPoster` (v2) are
// the client AutoPoster.
std::string client_name(std::string_view source);

// X's language as BCP 47: its words for "no language" are empty, its withdrawn codes replaced.
std::string language(std::string_view x_lang);

// `id` is a media id (v1.1) or media key (v2: type, underscore, id); both name an upload, which
// keeps its id wherever it is shown again.
Media media(std::string_view id, std::string_view type);

}  // namespace lockstep::normalize::x_format
