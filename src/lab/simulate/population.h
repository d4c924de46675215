// Who lives in the simulated world: accounts, the sites they link to, and the networks they post
// from.
//
// One factory makes every account, organic or not: same handle shapes, same bios, same clients,
// same address space. A campaign may only override what the real thing would betray (AccountSpec).
// Memory: about 0.6 KB an account.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/time.h"
#include "simulate/random.h"
#include "simulate/text.h"

namespace lockstep::lab {

enum class Platform : std::uint8_t { kX, kBluesky, kMastodon, kTelegram };
inline constexpr std::size_t kPlatforms = 4;
std::string_view name(Platform platform) noexcept;

using AccountId = std::uint32_t;  // index into Population::accounts
using SiteId = std::uint32_t;
inline constexpr std::uint32_t kNone = 0xffffffffU;

inline constexpr std::array<int, 7> kZones = {-8, -5, -3, 0, 1, 3, 5};  // hours from UTC

struct Account {
  std::string id, handle;
  std::string profile;  // members of "author" that never change, as JSON, from `"id"` on
  Platform platform = Platform::kX;
  std::uint8_t language = 0;
  std::uint8_t zone = 0;                     // index into kZones
  std::array<std::uint8_t, 2> topics{};      // interests, the stronger one first
  std::array<std::uint16_t, 2> circles{};    // sub-audience within each topic
  double rate = 0;                           // posts a day of its own accord
  std::uint32_t followers = 0, posts = 0;    // `posts` counts on during the simulation
  std::uint32_t home_v4 = 0, mobile_v4 = 0;  // mobile: a carrier's NAT exit shared with many
  std::uint64_t home_v6 = 0;                 // upper 64 bits, 0 = no IPv6 at home
  std::uint32_t asn = 0, mobile_asn = 0;
  std::uint64_t device = 0;
  std::uint8_t browser = 0;
  std::uint32_t redirector = kNone;  // niche redirector it links through
  std::uint32_t registration_v4 = 0;
  std::uint16_t campaign = 0;  // 0 = organic
  std::uint16_t crowd = 0;     // the first benign crowd it belongs to, 0 = none
  bool mainstream = false;     // chases what is popular
  bool stylist = false;        // likes odd letters
  bool posted = false;
};

// What may be fixed about an account before the dice roll the rest.
struct AccountSpec {
  int platform = -1, language = -1, topic = -1;  // -1 = drawn
  std::optional<EventTime> created_at;
  bool outlet = false;                   // a declared, verified page
  bool automated = false;                // says so
  std::optional<std::uint64_t> persona;  // accounts of one persona have handles and bios of a make
};

// A web site, and what enrichment knows of it.
struct Site {
  std::string domain;
  std::uint8_t language = 0, registrar = 0, nameserver = 0, issuer = 0;
  EventTime registered_at{};
  std::string analytics_id;
  std::uint32_t asn = 0;
};

struct Worldsize {
  std::uint32_t accounts = 0, sites = 0, circles = 1;
  EventTime start{};
};

class Population {
 public:
  Population(const TextSource& text, const Worldsize& size, Random random);

  AccountId add_account(const AccountSpec& spec);
  SiteId add_site(std::uint8_t language, std::optional<EventTime> registered_at,
                  std::string analytics_id);
  // A redirector domain of the same make as everybody's.
  std::uint32_t add_redirector();
  std::string new_analytics_id();

  // A popular site of the language (Zipf).
  SiteId pick_site(std::uint8_t language, Random& random) const;
  // A big public shortener.
  std::string_view pick_shortener(Random& random) const;

  std::vector<Account> accounts;
  std::vector<Site> sites;
  std::vector<std::string> redirectors;  // host names

 private:
  void set_identity(const AccountSpec& spec, EventTime created, Account& account);
  void set_network(Account& account);
  EventTime creation_time(Platform platform);
  std::string native_id(Platform platform, EventTime created);
  std::string make_handle(std::uint8_t language, const std::string& person,
                          std::optional<std::uint64_t> persona);
  std::string make_bio(const Account& account, Random& random);
  std::string make_domain(std::uint8_t language);

  const TextSource& text_;
  Worldsize size_;
  Random random_;
  std::set<std::uint32_t> telegram_ids_;  // taken
  std::vector<EventTime> sign_up_waves_;  // days on which many joined at once
  struct Carrier {
    std::uint32_t block = 0, asn = 0;  // a /16
    std::uint64_t v6_block = 0;        // upper 32 bits
    std::vector<std::uint32_t> exits;  // NAT addresses of its mobile network
  };
  std::vector<Carrier> carriers_;
  WeightedPick carrier_pick_;
  std::array<std::vector<SiteId>, 8> sites_of_;  // by language
  std::array<WeightedPick, 8> site_pick_;
};

std::string_view ja4_of(std::uint8_t browser) noexcept;
std::string_view user_agent_of(std::uint8_t browser) noexcept;
std::string_view registrar_name(std::uint8_t registrar) noexcept;
std::string_view issuer_name(std::uint8_t issuer) noexcept;
std::string_view nameserver_host(std::uint8_t nameserver) noexcept;
// "198.51.100.7" / "2a02:810:1:2:3:4:5:6".
void append_v4(std::uint32_t address, std::string& out);
void append_v6(std::uint64_t upper, std::uint64_t lower, std::string& out);

}  // namespace lockstep::lab
