// The links in a piece of HTML, as found in statuses and notes. The web page of a mention or of a
// hashtag is a link too, marked by its class or rel; its reader must not believe the mark alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lockstep::normalize::mastodon_format {

struct HtmlLink {
  std::string href;  // entities decoded
  bool marked_mention = false;
  bool marked_hashtag = false;
};

// Linear in `html`, which may be anything; returns kMaxLinks links at most.
inline constexpr std::size_t kMaxLinks = 128;
std::vector<HtmlLink> html_links(std::string_view html);

}  // namespace lockstep::normalize::mastodon_format
