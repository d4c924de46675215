#include "url.h"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <utility>

#include "lockstep/core/ascii.h"
#include "page_aliases.h"
#include "percent.h"

namespace lockstep::normalize {
namespace {

std::string_view to_std(boost::urls::string_view text) noexcept {
  return {text.data(), text.size()};
}

bool is_alpha(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
// As browsers read it: blanks around it and line breaks within do not count, '\' is '/'.
void clean(std::string_view raw, std::string& out) {
  const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!raw.empty() && is_blank(raw.front())) raw.remove_prefix(1);
  while (!raw.empty() && is_blank(raw.back())) raw.remove_suffix(1);
  out.clear();
  bool before_query = true;
  for (const char c : raw) {
    if (c == '\t' || c == '\n' || c == '\r') continue;
    if (c == '#') break;
    if (c == '?') before_query = false;
    out.push_back(c == '\\' && before_query ? '/' : c);
  }
}

// Removes "http:", "https:" and the slashes behind. False for other schemes. "example.org:8080/x"
// and "example.org/x" have none; a colon before a digit is a port.
bool take_scheme(std::string_view& link) noexcept {
  const std::size_t colon = link.find_first_of(":/?");
  bool web = false;
  if (colon != std::string_view::npos && link[colon] == ':' && colon > 0) {
    const std::string_view scheme = link.substr(0, colon);
    web = equals_lower(scheme, "http") || equals_lower(scheme, "https");
    const bool port = colon + 1 < link.size() && is_ascii_digit(link[colon + 1]) &&
                      scheme.find('.') != std::string_view::npos;
    if (!web && !port && is_alpha(scheme.front())) return false;
    if (web) link.remove_prefix(colon + 1);
  }
  if (web || link.substr(0, 2) == "//")
    link.remove_prefix(std::min(link.find_first_not_of('/'), link.size()));
  return true;
}

// What an application in the page reads: "#!AAAA", "#/news/1". Other fragments are places on it.
std::string_view route_of(std::string_view raw) {
  const auto hash = raw.find('#');
  if (hash == std::string_view::npos || hash + 2 >= raw.size()) return {};
  auto route = raw.substr(hash + 1);
  while (!route.empty() && static_cast<unsigned char>(route.back()) <= ' ') route.remove_suffix(1);
  return route.size() > 1 && (route.front() == '!' || route.front() == '/') ? route
                                                                            : std::string_view{};
}

// "/a/amp/" and "/a" are one page, and so are "/b.amp.html" and "/b.html". "/amp" is somebody's
// name.
std::string page_path(std::string_view path) {
  std::string page(path);
  const auto drop = [&](std::string_view end) {
    if (page.size() < end.size() || std::string_view(page).substr(page.size() - end.size()) != end)
      return false;
    page.resize(page.size() - end.size());
    return true;
  };
  const auto named = [&] {  // not "/.amp" or "/..amp", which would leave a dot segment
    return page.size() > 5 && page[page.size() - 5] != '/' && page[page.size() - 5] != '.';
  };
  const auto below = [&] { return page.size() > 4 && drop("/amp"); };
  while (drop("/") || below() || (named() && drop(".amp"))) {
  }
  while (drop(".amp.html")) page += ".html";
  return page.empty() ? "/" : page;
}

// Resolves "." and ".." (RFC 3986, 5.2.4).
template <class Segments>
void join_segments(const Segments& segments, std::string& path) {
  path.clear();
  for (const auto encoded : segments) {
    const std::string_view segment = to_std(encoded);
    if (segment == "..") path.resize(std::min(path.rfind('/'), path.size()));
    if (segment == "..") continue;
    if (segment != ".") path.append("/").append(segment);
  }
  if (path.empty()) path = "/";
}

void add_mark(std::string&& mark, std::vector<std::string>& marks) {
  if (marks.size() < UrlCanonicalizer::kMaxMarks &&
      std::find(marks.begin(), marks.end(), mark) == marks.end())
    marks.push_back(std::move(mark));
}

std::string mark_of(std::string_view name, std::string_view value) {
  return lowered_ascii(name).append("=").append(value);
}

}  // namespace

bool UrlCanonicalizer::split(std::string_view raw, Link& link) {
  if (raw.empty() || raw.size() > kMaxLength) return false;
  clean(raw, cleaned_);
  std::string_view rest = cleaned_;
  if (!take_scheme(rest)) return false;
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  link.fragment.clear();
  if (const auto route = route_of(raw); !route.empty()) {
    link.fragment = '#';
    normalize_query(route, link.fragment);
  }
  return read_authority(rest.substr(0, end), link) && read_target(rest.substr(end), link);
}

// Boost.URL reads what RFC 3986 allows, so the rest is escaped first. Three traps of version 1.81
// keep it from doing more: it takes "1.2.3.4example.org" for an address with a path, its
// normalize() decodes "%2F" and "%26" too, and leaves "/.." at the front.
bool UrlCanonicalizer::read_target(std::string_view path_and_query, Link& link) {
  const std::size_t question = std::min(path_and_query.find('?'), path_and_query.size());
  link.target.clear();
  if (question == 0) link.target += '/';
  normalize_path(path_and_query.substr(0, question), link.target);
  if (question + 1 < path_and_query.size()) {
    link.target += '?';
    normalize_query(path_and_query.substr(question + 1), link.target);
  }
  const auto parsed = boost::urls::parse_origin_form({link.target.data(), link.target.size()});
  if (!parsed) return false;
  join_segments(parsed->encoded_segments(), link.path);
  link.query = to_std(parsed->encoded_query());
  link.fields.clear();
  for (const auto field : parsed->encoded_params()) {
    if (!field.key.empty() || !field.value.empty())
      link.fields.emplace_back(to_std(field.key), to_std(field.value));
  }
  return true;
}

bool UrlCanonicalizer::read_authority(std::string_view authority, Link& link) {
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    authority.remove_prefix(at + 1);
  }
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.rfind(':');
  link.port.clear();
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    std::string_view digits = authority.substr(colon + 1);
    authority = authority.substr(0, colon);
    while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
    if (digits.size() > 5 || !std::all_of(digits.begin(), digits.end(), is_ascii_digit))
      return false;
    if (!digits.empty() && std::stoi(std::string(digits)) > 65535) return false;
    // Both defaults, for http and https are one here.
    if (!digits.empty() && digits != "80" && digits != "443") link.port.assign(":").append(digits);
  }
  const Host& host = hosts_->resolve(authority);
  if (!host.valid()) return false;
  link.host = host;
  return true;
}

LinkParts UrlCanonicalizer::parts_of(const Link& link) const {
  return {link.host.full, link.host.domain, link.path, link.query, link.fields};
}

void UrlCanonicalizer::drop_tracking(Link& link, std::vector<std::string>& marks) const {
  std::erase_if(link.fields, [&](const auto& field) {
    const auto& [name, value] = field;
    const auto is = tracking_.of(link.host.domain, link.host.name, name, value);
    if (is == Tracking::kMark && value.size() >= kMinMark && value.size() <= kMaxMark)
      marks.push_back(mark_of(name, value));
    return is != Tracking::kNone;
  });
}

void UrlCanonicalizer::write(Link& link, std::string& out) const {
  QueryFields& fields = link.fields;
  std::sort(fields.begin(), fields.end());
  out.assign("https://").append(link.host.name).append(link.port);
  out.append(page_path(link.path));
  char separator = '?';
  for (const auto& [name, value] : fields) {
    out.push_back(separator);
    out.append(name);
    if (!value.empty()) out.append("=").append(value);
    separator = '&';
  }
  out.append(link.fragment);
}

void UrlCanonicalizer::canonicalize(std::string_view raw, WebAddress& out) {
  out.canonical.clear();
  out.domain.clear();
  out.marks.clear();
  Link* link = &link_;  // pointers change places, the links do not: their views look into them
  Link* next = &next_;
  if (!split(raw, *link)) return;
  // Ends: a target lies inside its link, so every turn makes the link shorter.
  for (;;) {
    const LinkParts parts = parts_of(*link);
    std::string target = redirect_target(parts);
    if (target.empty()) target = amp_target(parts);
    if (target.empty() || !split(target, *next)) break;
    std::swap(link, next);
  }
  resolve_alias(link->host, link->path, link->fields, link->kept);
  drop_tracking(*link, out.marks);
  write(*link, out.canonical);
  if (out.canonical.size() > kMaxLength) return out.canonical.clear();
  out.domain = link->host.domain;
}

void UrlCanonicalizer::settle(Url& url) {
  url.hop_domains.clear();
  url.canonical.clear();
  url.domain.clear();
  url.marks.clear();
  const auto add_hop = [&](const std::string& domain) {
    auto& hops = url.hop_domains;
    if (!domain.empty() && std::find(hops.begin(), hops.end(), domain) == hops.end())
      hops.push_back(domain);
  };
  std::vector<std::string_view> chain;
  for (const std::string* hop : {&url.url, &url.expanded}) {
    if (!hop->empty()) chain.push_back(*hop);
  }
  chain.insert(chain.end(), url.redirects.begin(), url.redirects.end());
  for (std::size_t i = 0; i < chain.size(); ++i) {
    // Adapters often repeat a link; reading it twice would find the same.
    if (i + 1 < chain.size() && chain[i] == chain[i + 1]) continue;
    canonicalize(chain[i], address_);
    for (std::string& mark : address_.marks) add_mark(std::move(mark), url.marks);
    if (i + 1 < chain.size()) {
      add_hop(address_.domain);
    } else {
      url.canonical = address_.canonical;
      url.domain = address_.domain;
    }
  }
  std::erase(url.hop_domains, url.domain);
}

}  // namespace lockstep::normalize
