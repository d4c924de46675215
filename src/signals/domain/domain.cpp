// The site a link lands on, and every site it passes on the way there.
//
// A landing domain is no clue: thousands share a newspaper. A private redirector is: nobody passes
// through one by accident. Public shorteners and the link wrappers of platforms are not private.
//
// A parameter of a link that names whose it is (a campaign, a partner, a subscriber) is copied by
// everybody who copies the link, so it counts for nothing until it was seen on several pages. Then
// they may still be readers of one newsletter, or fans of one seller: it is no clue.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "acts.h"
#include "coordinated_sample.h"
#include "lockstep/signals/signal.h"

namespace lockstep::signals {
namespace {

constexpr std::size_t kMaxDomains = 4;
constexpr std::size_t kMaxHops = 6;
constexpr std::size_t kMaxParameters = 2;

enum Kind : std::size_t { kDomain, kRedirect, kParameter };

constexpr KindDef kKinds[] = {{.name = "domain",
                               .evidence = "linked to the same site",
                               .weighing = Weighing::kAttribute,
                               .prior = 0.5,
                               .cap = 4.0,
                               .group = "site"},
                              {.name = "redirect",
                               .evidence = "sent links through the same redirector",
                               .weighing = Weighing::kAttribute,
                               .prior = 0.3,
                               .cap = 5.0,
                               .group = "site",
                               .clue = true,
                               .among = "domain",
                               .ties = true},
                              {.name = "parameter",
                               .evidence = "sent links with the same parameter",
                               .weighing = Weighing::kAttribute,
                               .prior = 0.3,
                               .cap = 3.0,
                               .group = "site",
                               .among = "domain",
                               .copied = true}};

// Sorted. Registrable domains, as hop_domains has them.
// clang-format off
constexpr std::string_view kPublicRedirectors[] = {
    "a.co", "adf.ly", "aje.io", "ampproject.org", "amzn.to", "apple.co", "apple.news", "bbc.in",
    "bing.com", "bit.do", "bit.ly", "bitly.com", "bl.ink", "bsky.app", "buff.ly", "chng.it",
    "clck.ru", "cnn.it", "cutt.ly", "disq.us", "dlvr.it", "doi.org", "duckduckgo.com", "ebay.us",
    "econ.st", "exit.sc", "facebook.com", "fb.me", "fb.watch", "flip.it", "g.co", "getpocket.com",
    "gg.gg", "git.io", "gofund.me", "goo.gl", "goo.su", "google.com", "googleweblight.com",
    "href.li", "ht.ly", "hubs.ly", "hubspotlinks.com", "if.tt", "ift.tt", "instagr.am",
    "instagram.com", "is.gd", "j.mp", "kutt.it", "lat.ms", "linkedin.com", "linktr.ee",
    "list-manage.com", "lnk.to", "lnkd.in", "lnks.gd", "medium.com", "messenger.com", "msft.it",
    "msi.gm", "n.pr", "nbcnews.to", "nyti.ms", "outlook.com", "ow.ly", "pin.it", "pinterest.com",
    "po.st", "politi.co", "qr.ae", "rb.gy", "rebrand.ly", "redd.it", "reddit.com", "reut.rs",
    "s.id", "shorturl.at", "shorturl.com", "slack-redir.net", "smarturl.it", "snip.ly", "soo.gd",
    "spoti.fi", "steamcommunity.com", "substack.com", "t.cn", "t.co", "t.ly", "t.me", "telegram.me",
    "threads.com", "threads.net", "tiktok.com", "tiny.cc", "tinyurl.com", "trib.al", "tumblr.com",
    "twitter.com", "u.to", "umblr.com", "urlz.fr", "v.gd", "vk.cc", "vk.com", "vk.ru", "wa.me",
    "wapo.st", "weibo.cn", "weibo.com", "wl.co", "workplace.com", "wp.me", "x.com", "yandex.ru",
    "youtu.be", "youtube.com", "zhihu.com"};
// clang-format on
static_assert(std::is_sorted(std::begin(kPublicRedirectors), std::end(kPublicRedirectors)));

bool is_public(std::string_view domain) {
  return domain.starts_with("google.") ||
         std::binary_search(std::begin(kPublicRedirectors), std::end(kPublicRedirectors), domain);
}

void trace_parameters(const Post& post, TraceSink& out) {
  std::vector<std::string_view> marks;
  for (const auto& url : post.urls) marks.insert(marks.end(), url.marks.begin(), url.marks.end());
  if (marks.empty()) return;
  for (const auto mark : coordinated_sample(marks, kMaxParameters)) {
    const auto& on = *std::find_if(post.urls.begin(), post.urls.end(), [&](const Url& url) {
      return std::find(url.marks.begin(), url.marks.end(), mark) != url.marks.end();
    });
    out.add(kParameter, mark, fmt::format("{} on {}", mark, on.canonical));
  }
}

void extract(const Post& post, TraceSink& out) {
  if (!has_own_content(post)) return;
  std::vector<std::string_view> landings, hops;
  for (const auto& url : post.urls) {
    landings.push_back(url.domain);
    for (const auto& hop : url.hop_domains) {
      if (hop != url.domain && !is_public(hop)) hops.push_back(hop);
    }
  }
  for (const auto landing : coordinated_sample(landings, kMaxDomains)) out.add(kDomain, landing);
  for (const auto hop : coordinated_sample(hops, kMaxHops)) out.add(kRedirect, hop);
  trace_parameters(post, out);
}

}  // namespace

extern constexpr SignalDef domain{
    .name = "domain",
    .summary = "the site a link lands on, private redirectors on the way, and whose link it is",
    .source =
        "Giglietto et al. 2020, doi:10.1080/1369118X.2020.1739732; "
        "Lee & Kim 2012, WarningBird, NDSS",
    .family = Family::kInfrastructure,
    .kinds = kKinds,
    .extract = extract};

}  // namespace lockstep::signals
