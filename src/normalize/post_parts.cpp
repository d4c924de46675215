#include "post_parts.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "post_fields.h"

namespace lockstep::normalize {

void deliver(Post post, JsonView created_at, ParseOutput& out) {
  if (!post.created_at) post.created_at = created_at.time();
  const bool will_do = post.event == EventKind::kDelete && !post.post_id.empty();
  const auto missing = will_do ? std::nullopt : check_required(post);
  if (!missing) {
    out.posts.push_back(std::move(post));
  } else if (!post.created_at && created_at.present()) {
    out.reject(Reason::kBadTime, describe_value("created_at", created_at));
  } else {
    out.rejections.push_back(*missing);
  }
}

void add_url(std::vector<Url>& urls, std::string_view url) {
  // The normaliser keeps 32; looking back further would only cost time.
  const auto reach = std::min<std::ptrdiff_t>(std::ssize(urls), 32);
  const auto same = [&](const Url& known) { return known.url == url; };
  if (url.empty() || std::any_of(urls.begin(), urls.begin() + reach, same)) return;
  urls.emplace_back().url = url;
}

std::string_view media_kind(std::string_view mime_type) noexcept {
  if (mime_type.empty()) return {};
  for (const std::string_view kind : {"image", "video", "audio"}) {
    if (mime_type.starts_with(kind) && mime_type.substr(kind.size()).starts_with('/')) return kind;
  }
  return "document";
}

std::string quoted(std::string_view value) {
  std::string text = "'";
  for (const char c : value.substr(0, 64)) text += c >= ' ' && c <= '~' ? c : '?';
  return text + '\'';
}

}  // namespace lockstep::normalize
