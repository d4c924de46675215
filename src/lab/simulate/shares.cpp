#include "simulate/shares.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <iterator>

namespace lockstep::lab {
namespace {

// The index whose cumulative share covers a uniform draw.
template <std::size_t N>
std::uint32_t draw(const double (&shares)[N], Random& random) {
  double u = random.uniform();
  for (std::uint32_t i = 0; i + 1 < N; ++i) {
    if (u < shares[i]) return i;
    u -= shares[i];
  }
  return N - 1;
}

constexpr double kPlatformShares[] = {0.55, 0.17, 0.12, 0.16};
constexpr double kLanguageShares[] = {0.40, 0.16, 0.14, 0.12, 0.08, 0.10};  // order of languages()
constexpr double kZoneShares[][7] = {
    // -8    -5    -3     0     1     3     5
    {0.15, 0.35, 0.00, 0.35, 0.08, 0.00, 0.07},  // en
    {0.05, 0.20, 0.30, 0.00, 0.45, 0.00, 0.00},  // es
    {0.00, 0.02, 0.00, 0.00, 0.98, 0.00, 0.00},  // de
    {0.00, 0.15, 0.00, 0.02, 0.83, 0.00, 0.00},  // fr
    {0.00, 0.02, 0.00, 0.00, 0.98, 0.00, 0.00},  // sv
    {0.00, 0.00, 0.00, 0.00, 0.05, 0.80, 0.15},  // ru
};
constexpr double kHours[24] = {0.45, 0.28, 0.18, 0.14, 0.16, 0.28, 0.55, 0.90,
                               1.15, 1.25, 1.25, 1.28, 1.38, 1.32, 1.22, 1.20,
                               1.25, 1.35, 1.48, 1.60, 1.68, 1.58, 1.25, 0.83};

struct Browser {
  std::string_view ja4, user_agent;
  double share;
};
constexpr Browser kBrowsers[] = {
    {"t13d1516h2_8daaf6152771_b186095e22b6",
     "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
     "Chrome/131.0.0.0 Safari/537.36",
     0.26},
    {"t13d1516h2_8daaf6152771_02713d6af862",
     "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 "
     "Mobile Safari/537.36",
     0.27},
    {"t13d2014h2_a09f3c656075_14788d8d241b",
     "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
     "Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
     0.24},
    {"t13d1715h2_5b57614c22b0_3d5424432f57",
     "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", 0.07},
    {"t13d1516h2_acb858a92679_e5627efa2ab1",
     "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
     "Chrome/130.0.0.0 Safari/537.36",
     0.09},
    {"t13d2014h2_a09f3c656075_f62623592221",
     "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
     "Version/18.1 Safari/605.1.15",
     0.07},
};

struct Client {
  std::string_view name;
  double share;
};
template <std::size_t N>
std::string_view draw_client(const Client (&clients)[N], Random& random) {
  double u = random.uniform();
  for (const Client& client : clients) {
    if (u < client.share) return client.name;
    u -= client.share;
  }
  return clients[0].name;
}
constexpr Client kXClients[] = {{"Twitter for iPhone", 0.36},
                                {"Twitter for Android", 0.34},
                                {"Twitter Web App", 0.22},
                                {"TweetDeck Web App", 0.03},
                                {"Buffer", 0.03},
                                {"Hootsuite Inc.", 0.02}};
constexpr Client kMastodonClients[] = {{"Web", 0.45},
                                       {"Mastodon for Android", 0.2},
                                       {"Mastodon for iOS", 0.2},
                                       {"Tusky", 0.1},
                                       {"Ivory", 0.05}};

constexpr std::string_view kRegistrarNames[] = {"Northgate Domains", "NameHarbor", "Registra AB",
                                                "DomainWerk",        "OpenNames",  "Quay Registry"};
constexpr std::string_view kNameserverHosts[] = {
    "ns1.northgate-dns.example", "ns1.cloudzone.example", "ns1.harbordns.example",
    "dns1.werk-hosting.example", "ns1.pagehost.example",  "ns2.quaydns.example"};
constexpr std::string_view kIssuerNames[] = {"Let's Encrypt R11", "Let's Encrypt E6",
                                             "ZeroSSL RSA DV", "Sectigo DV"};
constexpr std::string_view kPlatformNames[] = {"x", "bluesky", "mastodon", "telegram"};

}  // namespace

std::string_view name(Platform platform) noexcept {
  return kPlatformNames[static_cast<std::size_t>(platform)];
}
std::string_view ja4_of(std::uint8_t browser) noexcept { return kBrowsers[browser].ja4; }
std::string_view user_agent_of(std::uint8_t browser) noexcept {
  return kBrowsers[browser].user_agent;
}
std::string_view registrar_name(std::uint8_t registrar) noexcept {
  return kRegistrarNames[registrar];
}
std::string_view nameserver_host(std::uint8_t nameserver) noexcept {
  return kNameserverHosts[nameserver];
}
std::string_view issuer_name(std::uint8_t issuer) noexcept { return kIssuerNames[issuer]; }

std::uint32_t draw_platform(Random& random) { return draw(kPlatformShares, random); }
std::uint32_t draw_language(Random& random) { return draw(kLanguageShares, random); }
std::uint8_t draw_zone(std::uint8_t language, Random& random) {
  return static_cast<std::uint8_t>(draw(kZoneShares[language], random));
}

std::uint32_t draw_browser(Random& random) {
  double u = random.uniform();
  for (std::uint32_t i = 0; i < std::size(kBrowsers); ++i) {
    if (u < kBrowsers[i].share) return i;
    u -= kBrowsers[i].share;
  }
  return 0;
}

std::string_view draw_client(Platform platform, Random& random) {
  switch (platform) {
    case Platform::kX:
      return draw_client(kXClients, random);
    case Platform::kMastodon:
      return draw_client(kMastodonClients, random);
    case Platform::kBluesky:
    case Platform::kTelegram:
      break;
  }
  return {};
}

double hourly_activity(double local_hour) noexcept {
  const double hour = local_hour - 24.0 * std::floor(local_hour / 24.0);
  const auto before = static_cast<std::size_t>(hour) % 24;
  const double part = hour - std::floor(hour);
  return kHours[before] * (1 - part) + kHours[(before + 1) % 24] * part;
}

std::string_view Population::pick_shortener(Random& random) const {
  constexpr std::string_view kShorteners[] = {"tiny-link.example", "shrt.example",
                                              "cut.example",       "linkly.example",
                                              "now.link.example",  "ow-ly.example"};
  constexpr double kShares[] = {0.4, 0.22, 0.15, 0.1, 0.08, 0.05};
  return kShorteners[draw(kShares, random)];
}

void append_v4(std::uint32_t address, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{}.{}.{}.{}", address >> 24, (address >> 16) & 255,
                 (address >> 8) & 255, address & 255);
}

void append_v6(std::uint64_t upper, std::uint64_t lower, std::string& out) {
  for (int i = 0; i < 8; ++i) {
    const std::uint64_t half = i < 4 ? upper : lower;
    fmt::format_to(std::back_inserter(out), "{}{:x}", i == 0 ? "" : ":",
                   (half >> (48 - 16 * (i % 4))) & 0xffff);
  }
}

}  // namespace lockstep::lab
