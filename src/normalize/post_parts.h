// What the JSON adapters do alike when they put a post together: hand it over or say what it lacks,
// walk a page of posts, collect links, name a kind of media.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json_view.h"
#include "lockstep/normalize/adapter.h"

namespace lockstep::normalize {

// Appends `post` to `out`, or a rejection naming the required field it lacks. `created_at` is the
// field its time is read from, unless the adapter has set one already. A deletion may come without
// author and time (Mastodon says only the id): whether that will do is the normaliser's business.
void deliver(Post post, JsonView created_at, ParseOutput& out);

// No platform puts more posts into one record; a record that does is cut there, once rejected.
inline constexpr std::size_t kMaxPagePosts = 1000;

// Calls f(JsonView) for each object of `page`, an array. What is no object, and what is beyond
// kMaxPagePosts, is rejected as a whole, so that a hostile page cannot multiply dead letters.
template <class F>
void each_post(JsonView page, ParseOutput& out, F&& f) {
  std::size_t objects = 0, strangers = 0;
  page.each([&](JsonView item) {
    if (!item.is_object()) {
      ++strangers;
    } else if (++objects <= kMaxPagePosts) {
      f(item);
    }
  });
  if (objects > kMaxPagePosts) {
    out.reject(Reason::kOversized, std::to_string(objects) + " posts in one record");
  }
  if (strangers > 0) {
    out.reject(Reason::kUnknownShape, std::to_string(strangers) + " elements are no objects");
  }
  if (objects + strangers == 0) out.reject(Reason::kNotAPost, "empty page");
}

// Appends a link unless it is empty or already there.
void add_url(std::vector<Url>& urls, std::string_view url);

// "image", "video", "audio", else "document"; of "image/png" and the like. Empty for empty.
std::string_view media_kind(std::string_view mime_type) noexcept;

// A value from a record made fit for a rejection's detail: short, printable ASCII.
std::string quoted(std::string_view value);

}  // namespace lockstep::normalize
