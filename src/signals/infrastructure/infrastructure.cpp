// Accounts that act from the same place, machine or purse, or send readers to sites run together.
//
// Nothing here asks who is a proxy or a carrier: an address thousands share is common, and a common
// value weighs nothing (DETECTION 5).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "acts.h"
#include "coordinated_sample.h"
#include "household.h"
#include "lockstep/core/time.h"
#include "lockstep/signals/signal.h"

namespace lockstep::signals {
namespace {

constexpr std::size_t kMaxAnalytics = 4;
constexpr std::size_t kMaxSites = 2;
constexpr std::size_t kRfc3339Day = 10;  // characters of "2026-04-16"

enum Kind : std::size_t {
  kIp,
  kIpPrefix,
  kAsn,
  kRegistrationIp,
  kDevice,
  kSession,
  kJa4,
  kClient,
  kEmail,
  kPhone,
  kPayment,
  kAnalytics,
  kRegistrant,
  kNameservers
};

constexpr KindDef property(std::string_view name, std::string_view evidence, double prior,
                           double cap, std::string_view group, bool clue,
                           std::string_view among = {}) {
  return {.name = name,
          .evidence = evidence,
          .weighing = Weighing::kAttribute,
          .prior = prior,
          .cap = cap,
          .group = group,
          .clue = clue,
          .among = among,
          .ties = clue && among.empty()};
}

constexpr bool kClue = true;
constexpr bool kNoClue = false;

// Priors and caps: DETECTION 5. In the order of Kind.
constexpr KindDef kKinds[] = {
    property("ip", "used the same IP address", 0.3, 5, "address", kClue),
    property("ip-prefix", "used the same small network", 0.3, 3, "address", kClue),
    property("asn", "used the same network operator", 0.4, 1, "address", kNoClue),
    property("registration-ip", "registered from the same IP address", 0.3, 5, "address", kClue),
    property("device", "used the same device", 0.2, 8, "device", kClue),
    property("session", "used the same session", 0.2, 8, "device", kClue),
    property("ja4", "used clients with the same TLS fingerprint", 0.6, 1.5, "app", kNoClue),
    property("client", "posted with the same app", 0.5, 2, "app", kNoClue),
    property("email", "share an e-mail address", 0.2, 8, "contact", kClue),
    property("phone", "share a phone number", 0.2, 8, "contact", kClue),
    property("payment", "share a means of payment", 0.2, 8, "contact", kClue),
    property("analytics", "linked to sites with the same analytics id", 0.3, 7, "", kClue,
             "domain"),
    property("registrant", "linked to sites registered together", 0.2, 5, "registration", kClue,
             "domain"),
    property("nameservers", "linked to sites on the same name servers", 0.2, 3, "registration",
             kNoClue, "domain"),
};

// Hosts whose name servers say only that a customer is a customer. Sorted.
constexpr std::array<std::string_view, 21> kBigDnsHosts{"alidns.com",
                                                        "azure-dns.com",
                                                        "bluehost.com",
                                                        "cloudflare.com",
                                                        "digitalocean.com",
                                                        "dns-parking.com",
                                                        "dnspod.net",
                                                        "dnsmadeeasy.com",
                                                        "domaincontrol.com",
                                                        "gandi.net",
                                                        "googledomains.com",
                                                        "hichina.com",
                                                        "hostgator.com",
                                                        "name-services.com",
                                                        "name.com",
                                                        "ovh.net",
                                                        "registrar-servers.com",
                                                        "squarespacedns.com",
                                                        "ui-dns.com",
                                                        "wixdns.net",
                                                        "wordpress.com"};

bool is_big_dns_host(std::string_view server) {
  if (server.find(".awsdns-") != std::string_view::npos) return true;
  return std::any_of(kBigDnsHosts.begin(), kBigDnsHosts.end(), [&](std::string_view host) {
    return server.size() > host.size() && server.substr(server.size() - host.size()) == host &&
           server[server.size() - host.size() - 1] == '.';
  });
}

std::string joined_sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::string joined;
  for (const auto& name : names) {
    if (!joined.empty()) joined += ' ';
    joined += name;
  }
  return joined;
}

// Registrar, day and name servers together: sites bought in one go. Any one of them is common.
std::string registration_of(const DomainFacts& site) {
  if (site.registrar.empty() || !site.registered_at || site.nameservers.empty()) return {};
  const auto day = format_rfc3339(*site.registered_at).substr(0, kRfc3339Day);
  return site.registrar + ", " + day + ", " + joined_sorted(site.nameservers);
}

std::string private_nameservers_of(const DomainFacts& site) {
  if (std::any_of(site.nameservers.begin(), site.nameservers.end(), is_big_dns_host)) return {};
  return joined_sorted(site.nameservers);
}

void trace_account(const Post& post, TraceSink& out) {
  const auto& infra = post.infra;
  out.add(kIp, household(infra.ip, infra.ip_prefix));
  out.add(kIpPrefix, infra.ip_prefix);
  if (infra.asn && *infra.asn != 0) out.add(kAsn, "AS" + std::to_string(*infra.asn));
  out.add(kRegistrationIp, household(infra.registration_ip, infra.registration_ip_prefix));
  out.add(kDevice, infra.device_id);
  out.add(kSession, on_platform(post, infra.session_id));
  out.add(kJa4, infra.ja4);
  out.add(kClient, on_platform(post, post.author.client));
  out.add(kEmail, infra.email_hash);
  out.add(kPhone, infra.phone_hash);
  out.add(kPayment, infra.payment_hash);
}

// A value of a site is named with the site, so that it shows whether it ties several.
struct SiteValue {
  std::string value, site;
};

void add_sites(std::size_t kind, const std::vector<SiteValue>& all, std::size_t limit,
               TraceSink& out) {
  std::vector<std::string_view> values;
  for (const auto& v : all) values.push_back(v.value);
  for (const auto value : coordinated_sample(values, limit)) {
    const auto first =
        std::find_if(all.begin(), all.end(), [&](const SiteValue& v) { return v.value == value; });
    out.add(kind, value, fmt::format("{} on {}", first->value, first->site));
  }
}

void trace_sites(const Post& post, TraceSink& out) {
  std::vector<SiteValue> registrations, servers, analytics;
  for (const auto& site : post.domains) {
    for (const auto& id : site.analytics_ids) analytics.push_back({id, site.domain});
    registrations.push_back({registration_of(site), site.domain});
    servers.push_back({private_nameservers_of(site), site.domain});
  }
  add_sites(kAnalytics, analytics, kMaxAnalytics, out);
  add_sites(kRegistrant, registrations, kMaxSites, out);
  add_sites(kNameservers, servers, kMaxSites, out);
}

void extract(const Post& post, TraceSink& out) {
  trace_account(post, out);
  if (has_own_content(post)) trace_sites(post, out);
}

}  // namespace

extern constexpr SignalDef infrastructure{
    .name = "infrastructure",
    .summary = "addresses, devices, sessions, contacts; sites run together",
    .source =
        "Cao et al. 2014, SynchroTrap, doi:10.1145/2660267.2660269; "
        "JA4, github.com/FoxIO-LLC/ja4",
    .family = Family::kInfrastructure,
    .kinds = kKinds,
    .extract = extract};

}  // namespace lockstep::signals
