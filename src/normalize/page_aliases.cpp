#include "page_aliases.h"

#include <algorithm>
#include <string_view>

namespace lockstep::normalize {
namespace {

struct HostAlias {
  std::string_view name, of;
};
constexpr HostAlias kHosts[] = {{"m.facebook.com", "facebook.com"},
                                {"mbasic.facebook.com", "facebook.com"},
                                {"web.facebook.com", "facebook.com"},
                                {"m.instagram.com", "instagram.com"},
                                {"m.vk.com", "vk.com"},
                                {"m.vk.ru", "vk.ru"},
                                {"m.youtube.com", "youtube.com"},
                                {"mobile.twitter.com", "x.com"},
                                {"mobile.x.com", "x.com"},
                                {"new.reddit.com", "reddit.com"},
                                {"old.reddit.com", "reddit.com"},
                                {"telegram.dog", "t.me"},
                                {"telegram.me", "t.me"},
                                {"threads.net", "threads.com"},
                                {"twitter.com", "x.com"},
                                {"youtube-nocookie.com", "youtube.com"},
                                {"youtu.be", "youtube.com"}};

// Views of one video; the last segment names it.
constexpr std::string_view kVideoPaths[] = {"/embed/", "/live/", "/shorts/", "/v/"};

// The video that a path of YouTube names in itself; empty: it names none.
std::string_view video_of(std::string_view path, bool is_short) noexcept {
  if (is_short) {
    path.remove_prefix(1);
  } else {
    const auto view = std::find_if(std::begin(kVideoPaths), std::end(kVideoPaths),
                                   [&](std::string_view of) { return path.starts_with(of); });
    path.remove_prefix(view == std::end(kVideoPaths) ? path.size() : view->size());
  }
  return path.find('/') == std::string_view::npos ? path : std::string_view{};
}

}  // namespace

void resolve_alias(Host& host, std::string& path, QueryFields& fields, std::string& kept) {
  const bool is_short = host.name == "youtu.be";
  const auto alias = std::find_if(std::begin(kHosts), std::end(kHosts),
                                  [&](const HostAlias& a) { return a.name == host.name; });
  if (alias != std::end(kHosts)) host.name = host.domain = alias->of;
  if (host.domain == "wikipedia.org") {
    if (const auto mobile = host.name.find(".m."); mobile != std::string::npos)
      host.name.erase(mobile, 2);
  }
  if (host.name == "youtube.com") {
    if (const auto video = video_of(path, is_short); !video.empty()) {
      kept = video;
      path = "/watch";
      std::erase_if(fields, [](const auto& field) { return field.first == "v"; });
      fields.emplace_back("v", kept);
    }
  }
  // The same channel or message as a page for browsers.
  if (host.name == "t.me" && path.starts_with("/s/") && path.size() > 3) path.erase(0, 2);
}

}  // namespace lockstep::normalize
