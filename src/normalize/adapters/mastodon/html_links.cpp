#include "html_links.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace lockstep::normalize::mastodon_format {
namespace {

constexpr std::string_view kSpace = " \t\r\n\f";

bool is_space(char c) noexcept { return kSpace.find(c) != std::string_view::npos; }

// The character of "amp", "#39", "#x27", ... without & and ;. Zero if it is none that a URL needs.
char entity_char(std::string_view name) noexcept {
  constexpr std::pair<std::string_view, char> kNamed[] = {
      {"amp", '&'}, {"quot", '"'}, {"apos", '\''}, {"lt", '<'}, {"gt", '>'}};
  for (const auto& [known, c] : kNamed) {
    if (known == name) return c;
  }
  if (!name.starts_with('#')) return 0;
  name.remove_prefix(1);
  const bool hex = name.starts_with('x') || name.starts_with('X');
  if (hex) name.remove_prefix(1);
  unsigned code = 0;
  const char* const last = name.data() + name.size();
  const auto [end, error] = std::from_chars(name.data(), last, code, hex ? 16 : 10);
  const bool readable = error == std::errc{} && end == last;
  return readable && code > ' ' && code < 0x7F ? static_cast<char>(code) : char{0};
}

std::string decode(std::string_view value) {
  constexpr std::size_t kLongestEntity = 8;
  std::string out;
  out.reserve(value.size());
  while (!value.empty()) {
    if (value.front() == '&') {
      const auto end = value.substr(0, kLongestEntity).find(';');
      const bool ends = end != std::string_view::npos;
      const char c = ends ? entity_char(value.substr(1, end - 1)) : char{0};
      if (c != 0) {
        out += c;
        value.remove_prefix(end + 1);
        continue;
      }
    }
    out += value.front();
    value.remove_prefix(1);
  }
  return out;
}

bool same_word(std::string_view a, std::string_view lower) noexcept {
  const auto same = [](char x, char y) { return x == y || (x >= 'A' && x <= 'Z' && x + 32 == y); };
  return std::equal(a.begin(), a.end(), lower.begin(), lower.end(), same);
}

struct Attribute {
  std::string_view name, value;
};

// Takes the next attribute off the front of a tag's inside; false at '>' or the end.
bool take_attribute(std::string_view& tag, Attribute& out) noexcept {
  while (!tag.empty() && (is_space(tag.front()) || tag.front() == '/')) tag.remove_prefix(1);
  if (tag.empty() || tag.front() == '>') return false;
  const auto name_end = std::min(tag.find_first_of(" \t\r\n\f=>/", 1), tag.size());
  out = {tag.substr(0, name_end), {}};
  tag.remove_prefix(name_end);
  auto rest = tag.substr(std::min(tag.find_first_not_of(kSpace), tag.size()));
  if (!rest.starts_with('=')) return true;
  rest.remove_prefix(1);
  rest.remove_prefix(std::min(rest.find_first_not_of(kSpace), rest.size()));
  if (!rest.empty() && (rest.front() == '"' || rest.front() == '\'')) {
    const char quote = rest.front();
    rest.remove_prefix(1);
    const auto end = std::min(rest.find(quote), rest.size());
    out.value = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  } else {
    const auto end = std::min(rest.find_first_of(" \t\r\n\f>"), rest.size());
    out.value = rest.substr(0, end);
    rest.remove_prefix(end);
  }
  tag = rest;
  return true;
}

// Reads the attributes of an <a> and leaves `html` behind them.
HtmlLink take_link(std::string_view& html) {
  HtmlLink link;
  Attribute attribute;
  while (take_attribute(html, attribute)) {
    const auto has = [&](std::string_view word) {
      return attribute.value.find(word) != std::string_view::npos;
    };
    if (same_word(attribute.name, "href") && link.href.empty()) link.href = decode(attribute.value);
    if (same_word(attribute.name, "class")) {
      // Mastodon's hashtags are "mention hashtag".
      link.marked_hashtag |= has("hashtag");
      link.marked_mention |= has("mention") && !has("hashtag");
    }
    if (same_word(attribute.name, "rel")) link.marked_hashtag |= attribute.value == "tag";
  }
  return link;
}

}  // namespace

std::vector<HtmlLink> html_links(std::string_view html) {
  std::vector<HtmlLink> links;
  while (links.size() < kMaxLinks) {
    const auto open = html.find('<');
    if (open == std::string_view::npos) break;
    html.remove_prefix(open + 1);
    if (html.size() < 2 || !same_word(html.substr(0, 1), "a") || !is_space(html[1])) continue;
    html.remove_prefix(1);
    if (auto link = take_link(html); !link.href.empty()) links.push_back(std::move(link));
  }
  return links;
}

}  // namespace lockstep::normalize::mastodon_format
