#include "x_fields.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <utility>
#include <vector>

namespace lockstep::normalize::x_format {
namespace {

// "https://x.com/someone/status/ID", with whatever may follow the id ("/photo/1", "?s=20").
bool links_to_status(std::string_view link, std::string_view id) noexcept {
  if (id.empty()) return false;
  const bool on_x = link.starts_with("https://x.com/") ||
                    link.starts_with("https://twitter.com/") ||
                    link.starts_with("https://mobile.twitter.com/");
  constexpr std::string_view kStatus = "/status/";
  const auto at = on_x ? link.find(kStatus) : std::string_view::npos;
  if (at == std::string_view::npos) return false;
  const auto rest = link.substr(at + kStatus.size());
  if (!rest.starts_with(id)) return false;
  return rest.size() == id.size() || rest[id.size()] < '0' || rest[id.size()] > '9';
}

void read_url(JsonView entity, const EntityOwner& owner, Post& post) {
  const auto expanded = entity["expanded_url"].str();
  if (links_to_status(expanded, owner.id) || links_to_status(expanded, owner.quoted_id)) return;
  Url url;
  url.url = entity["url"].str();
  url.expanded = expanded;
  if (url.url.empty()) url.url = url.expanded;
  if (url.url.empty()) return;
  auto unwound = entity["unwound_url"].str();
  if (unwound.empty()) unwound = entity["unwound"]["url"].str();
  if (!unwound.empty()) {
    url.redirects.push_back(url.url);
    if (!url.expanded.empty()) url.redirects.push_back(url.expanded);
    url.redirects.emplace_back(unwound);
  }
  post.urls.push_back(std::move(url));
}

// Appends the first of `keys` that is a string in `entity`.
void append_first(JsonView entity, std::initializer_list<std::string_view> keys,
                  std::vector<std::string>& to) {
  for (const auto key : keys) {
    if (const auto value = entity[key].str(); !value.empty()) {
      to.emplace_back(value);
      return;
    }
  }
}

}  // namespace

std::string unescaped(std::string_view text) {
  static constexpr std::pair<std::string_view, char> kEscapes[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto plain = text.substr(0, text.find('&'));
    out += plain;
    text.remove_prefix(plain.size());
    if (text.empty()) break;
    const auto escape = std::find_if(std::begin(kEscapes), std::end(kEscapes),
                                     [&](const auto& e) { return text.starts_with(e.first); });
    out += escape == std::end(kEscapes) ? '&' : escape->second;
    text.remove_prefix(escape == std::end(kEscapes) ? 1 : escape->first.size());
  }
  return out;
}

void read_entities(JsonView entities, const EntityOwner& owner, Post& post) {
  entities["urls"].each([&](JsonView entity) { read_url(entity, owner, post); });
  entities["hashtags"].each([&](JsonView tag) {
    append_first(tag, {"tag", "text"}, post.hashtags);
  });
  const auto read_mention = [&](JsonView mention) {
    append_first(mention, {"id_str", "id", "username", "screen_name"}, post.mentions);
  };
  entities["mentions"].each(read_mention);
  entities["user_mentions"].each(read_mention);
}

std::string client_name(std::string_view source) {
  if (source.starts_with('<')) {
    source.remove_prefix(std::min(source.find('>'), source.size() - 1) + 1);
    source = source.substr(0, source.find('<'));
  }
  return std::string{source};
}

std::string language(std::string_view x_lang) {
  const bool private_use = x_lang.size() == 3 && x_lang.front() == 'q';  // qht: only hashtags, ...
  if (private_use || x_lang == "und" || x_lang == "zxx") return {};
  if (x_lang == "in") return "id";
  if (x_lang == "iw") return "he";
  return std::string{x_lang};
}

Media media(std::string_view id, std::string_view type) {
  Media out;
  if (const auto underscore = id.find('_'); underscore != std::string_view::npos) {
    id.remove_prefix(underscore + 1);
  }
  if (!id.empty()) out.sha256 = "x:" + std::string{id};
  out.kind = type == "photo" ? "image" : type == "animated_gif" ? "gif" : type;
  return out;
}

}  // namespace lockstep::normalize::x_format
