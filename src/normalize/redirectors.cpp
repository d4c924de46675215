#include "redirectors.h"

#include <algorithm>

#include "lockstep/core/ascii.h"
#include "percent.h"

namespace lockstep::normalize {
namespace {

// A redirect page: `host` is the whole host, or any host of the domain if it begins with '.'.
struct Redirector {
  std::string_view host, path, field;
};
constexpr Redirector kRedirectors[] = {
    {".facebook.com", "/l.php", "u"},
    {".facebook.com", "/flx/warn", "u"},
    {".messenger.com", "/l.php", "u"},
    {".workplace.com", "/l.php", "u"},
    {"l.instagram.com", "/", "u"},
    {"l.threads.net", "/", "u"},
    {"l.threads.com", "/", "u"},
    {"l.wl.co", "/l", "u"},
    {".youtube.com", "/redirect", "q"},
    {"t.umblr.com", "/redirect", "z"},
    {"out.reddit.com", "*", "url"},
    {".vk.com", "/away.php", "to"},
    {".vk.ru", "/away.php", "to"},
    {"vk.com", "/away", "to"},
    {".linkedin.com", "/redir/redirect", "url"},
    {".linkedin.com", "/safety/go", "url"},
    {".steamcommunity.com", "/linkfilter", "url"},
    {".steamcommunity.com", "/linkfilter", "u"},
    {"exit.sc", "/", "url"},
    {"disq.us", "/url", "url"},
    {"t.me", "/iv", "url"},
    {".slack-redir.net", "/link", "url"},
    {"duckduckgo.com", "/l", "uddg"},
    {"googleweblight.com", "/*", "u"},
    {".outlook.com", "/*", "url"},  // *.safelinks.protection.outlook.com
    {"link.zhihu.com", "/", "target"},
    {"weibo.cn", "/sinaurl", "u"},
    {".getpocket.com", "/redirect", "url"},
};

bool ends_with(std::string_view text, std::string_view end) noexcept {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}
bool begins_with(std::string_view text, std::string_view begin) noexcept {
  return text.substr(0, begin.size()) == begin;
}

bool is_google(const LinkParts& link) noexcept { return begins_with(link.domain, "google."); }

std::string_view without_slash(std::string_view path) noexcept {
  return path.size() > 1 && path.back() == '/' ? path.substr(0, path.size() - 1) : path;
}

bool matches(const Redirector& page, const LinkParts& link) noexcept {
  const bool host =
      page.host.front() == '.' ? link.domain == page.host.substr(1) : link.host == page.host;
  return host && (page.path.back() == '*' || without_slash(link.path) == page.path);
}

// A target in a field, if it is an absolute web address.
std::string target_in(const LinkParts& link, std::string_view field) {
  for (const auto& [name, value] : link.fields) {
    if (name != field) continue;
    std::string target = decode_form(value);
    const auto scheme = lowered_ascii(std::string_view(target).substr(0, 8));
    if (begins_with(scheme, "https://") || begins_with(scheme, "http://")) return target;
  }
  return {};
}

// "s/example.org/page" behind an AMP prefix.
std::string amp_page(std::string_view rest, std::string_view query) {
  if (begins_with(rest, "s/")) rest.remove_prefix(2);
  const std::string_view host = rest.substr(0, rest.find('/'));
  if (host.find('.') == std::string_view::npos) return {};
  std::string page = "https://" + std::string(rest);
  if (!query.empty()) page.append("?").append(query);
  return page;
}

}  // namespace

std::string redirect_target(const LinkParts& link) {
  if (link.query.empty()) return {};
  if (is_google(link) && without_slash(link.path) == "/url") {
    std::string target = target_in(link, "q");
    return target.empty() ? target_in(link, "url") : target;
  }
  if (link.host == "href.li") {  // the whole query is the target
    const std::string target = decode_percent(link.query);
    return begins_with(target, "http") ? target : std::string();
  }
  for (const Redirector& page : kRedirectors) {
    if (!matches(page, link)) continue;
    if (page.host == ".outlook.com" && !ends_with(link.host, ".safelinks.protection.outlook.com"))
      continue;
    if (std::string target = target_in(link, page.field); !target.empty()) return target;
  }
  return {};
}

std::string amp_target(const LinkParts& link) {
  if ((is_google(link) || link.domain == "bing.com") && begins_with(link.path, "/amp/")) {
    return amp_page(link.path.substr(5), link.query);
  }
  if (link.host == "cdn.ampproject.org" || ends_with(link.host, ".cdn.ampproject.org")) {
    for (const std::string_view prefix : {"/c/", "/v/", "/wp/", "/r/", "/i/", "/ii/"}) {
      if (begins_with(link.path, prefix))
        return amp_page(link.path.substr(prefix.size()), link.query);
    }
  }
  return {};
}

}  // namespace lockstep::normalize
