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

bool is_one_segment(std::string_view rest) noexcept {
  return !rest.empty() && rest.find('/') == std::string_view::npos;
}

void watch(std::string_view video, std::string& path, QueryFields& fields, std::string& kept) {
  kept = video;
  path = "/watch";
  std::erase_if(fields, [](const auto& field) { return field.first == "v"; });
  fields.emplace_back("v", kept);
}

void resolve_video(bool is_short, std::string& path, QueryFields& fields, std::string& kept) {
  const std::string_view whole = path;
  if (is_short) {
    if (is_one_segment(whole.substr(1))) watch(std::string(whole.substr(1)), path, fields, kept);
    return;
  }
  for (const auto prefix : kVideoPaths) {
    if (!whole.starts_with(prefix) || !is_one_segment(whole.substr(prefix.size()))) continue;
    return watch(std::string(whole.substr(prefix.size())), path, fields, kept);
  }
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
  if (host.name == "youtube.com") resolve_video(is_short, path, fields, kept);
  // The same channel or message as a page for browsers.
  if (host.name == "t.me" && path.starts_with("/s/") && path.size() > 3) path.erase(0, 2);
}

}  // namespace lockstep::normalize
