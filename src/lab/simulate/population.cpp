#include "simulate/population.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "simulate/json_writer.h"
#include "simulate/shares.h"

namespace lockstep::lab {
namespace {

constexpr std::int64_t kSnowflakeEpochMs = 1288834974657;              // X counts ids from here
constexpr double kMedianRate = 1.0, kRateSigma = 1.5, kMaxRate = 200;  // DETECTION 8.1: heavy tail
constexpr std::size_t kCarriers = 160;

std::int64_t to_ms(EventTime t) { return to_micros(t) / 1000; }

std::string digits(Random& random, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += static_cast<char>('0' + random.below(10));
  return out;
}

std::string base32(Random& random, int count) {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::string out;
  for (int i = 0; i < count; ++i) out += kAlphabet[random.below(32)];
  return out;
}

// A public IPv4 /16 as a carrier would hold it.
std::uint32_t public_block(Random& random) {
  constexpr std::uint8_t kFirst[] = {2,   5,   24,  31,  37,  46,  50,  62,  66,  71,  73,  77,
                                     78,  79,  80,  81,  82,  83,  84,  85,  86,  87,  88,  89,
                                     90,  91,  92,  93,  94,  95,  98,  109, 141, 151, 176, 178,
                                     185, 188, 189, 193, 194, 195, 212, 213, 217};
  return (static_cast<std::uint32_t>(kFirst[random.below(std::size(kFirst))]) << 24) |
         (random.below(256) << 16);
}

double capped_rate(Random& random) {
  return std::min(kMaxRate, random.lognormal(kMedianRate, kRateSigma));
}

}  // namespace

Population::Population(const TextSource& text, const Worldsize& size, Random random)
    : text_(text), size_(size), random_(random) {
  std::vector<double> weights;
  for (std::size_t i = 0; i < kCarriers; ++i) {
    Carrier carrier{public_block(random_),
                    1000 + random_.below(60000),
                    (0x2a000000ULL + (static_cast<std::uint64_t>(random_.below(0x10)) << 16) +
                     random_.below(0x10000))
                        << 32,
                    {}};
    const std::size_t exits = 2 + size.accounts / (120 * (i + 1));
    for (std::size_t e = 0; e < exits; ++e)
      carrier.exits.push_back(carrier.block | (0xfd00U + random_.below(0x300)));
    carriers_.push_back(std::move(carrier));
    weights.push_back(1.0 / static_cast<double>(i + 2));
  }
  carrier_pick_ = WeightedPick(weights);

  for (std::uint32_t i = 0; i < std::max(40U, size.accounts / 12); ++i) add_redirector();
  std::string group_id = new_analytics_id();
  for (std::uint32_t i = 0; i < size.sites; ++i) {
    const auto language = static_cast<std::uint8_t>(draw_language(random_));
    // One site in twelve belongs to a publisher with several, who counts visitors with one id.
    const bool grouped = random_.chance(1.0 / 12);
    if (grouped && random_.chance(0.3)) group_id = new_analytics_id();
    sites_of_[language].push_back(
        add_site(language, std::nullopt, grouped ? group_id : new_analytics_id()));
  }
  for (std::uint8_t language = 0; language < text_.language_count(); ++language) {
    auto& list = sites_of_[language];
    if (list.empty()) list.push_back(add_site(language, std::nullopt, new_analytics_id()));
    std::vector<double> popularity;
    for (std::size_t i = 0; i < list.size(); ++i)
      popularity.push_back(1.0 / static_cast<double>(i + 2));
    site_pick_[language] = WeightedPick(popularity);
  }
  for (std::uint32_t i = 0; i < 4 + size.accounts / 1000; ++i) {
    const auto ago = static_cast<std::int64_t>(random_.uniform(10, 900) * 86400e6);
    sign_up_waves_.push_back(size_.start - Duration{ago});
  }
  accounts.reserve(size.accounts + 256);
  for (std::uint32_t i = 0; i < size.accounts; ++i) add_account({});
}

// Snowflakes say when an account was made, on X and on Mastodon.
std::string Population::native_id(Platform platform, EventTime created) {
  switch (platform) {
    case Platform::kX:
      return fmt::format("{}",
                         ((to_ms(created) - kSnowflakeEpochMs) << 22) | random_.below(1U << 22));
    case Platform::kBluesky:
      return "did:plc:" + base32(random_, 24);
    case Platform::kMastodon:
      return fmt::format("{}", (to_ms(created) << 16) | random_.below(1U << 16));
    case Platform::kTelegram:
      break;
  }
  std::uint32_t number = 0;
  do number = 1'000'000'000 + random_.below(2'000'000'000);
  while (!telegram_ids_.insert(number).second);
  return fmt::format("-100{}", number);
}

EventTime Population::creation_time(Platform platform) {
  // Oldest account of the network in years, and how strongly arrivals lean to the present.
  constexpr double kAge[] = {13, 3, 8, 8};
  if (random_.chance(0.05)) {  // another network closed, a friend invited
    const auto wave =
        sign_up_waves_[random_.below(static_cast<std::uint32_t>(sign_up_waves_.size()))];
    return wave + Duration{static_cast<std::int64_t>(random_.uniform(0, 20) * 3600e6)};
  }
  const double age =
      kAge[static_cast<std::size_t>(platform)] * 365 * std::pow(random_.uniform(), 1.3);
  const auto us = static_cast<std::int64_t>((age + 0.2) * 86400e6);
  return size_.start - Duration{us};
}

AccountId Population::add_account(const AccountSpec& spec) {
  Account account;
  account.platform = static_cast<Platform>(
      spec.platform >= 0 ? static_cast<std::uint32_t>(spec.platform) : draw_platform(random_));
  account.language = static_cast<std::uint8_t>(
      spec.language >= 0 ? static_cast<std::uint32_t>(spec.language) : draw_language(random_));
  account.zone = draw_zone(account.language, random_);
  for (std::size_t i = 0; i < 2; ++i) {
    account.topics[i] = static_cast<std::uint8_t>(random_.below(kTopics));
    account.circles[i] = static_cast<std::uint16_t>(random_.below(size_.circles));
  }
  if (spec.topic >= 0) account.topics[0] = static_cast<std::uint8_t>(spec.topic);
  account.rate = capped_rate(random_);
  account.followers =
      static_cast<std::uint32_t>(std::min(5e6, random_.lognormal(spec.outlet ? 9000 : 180, 2.0)));
  account.posts = static_cast<std::uint32_t>(std::min(4e5, random_.lognormal(600, 1.8)));
  account.device = random_.next();
  account.browser = static_cast<std::uint8_t>(draw_browser(random_));
  account.mainstream = random_.chance(0.03);
  account.stylist = random_.chance(0.03);
  if (random_.chance(0.2))
    account.redirector = random_.below(static_cast<std::uint32_t>(redirectors.size()));
  const EventTime drawn = creation_time(account.platform);
  set_identity(spec, spec.created_at.value_or(drawn), account);
  set_network(account);
  accounts.push_back(std::move(account));
  return static_cast<AccountId>(accounts.size() - 1);
}

std::string Population::make_handle(std::uint8_t language, const std::string& person,
                                    std::optional<std::uint64_t> persona) {
  const auto space = person.find(' ');
  const std::string first = to_ascii(person.substr(0, space)),
                    last = to_ascii(person.substr(space + 1));
  // A persona has one of the shapes that end in digits, and always as many of them.
  if (persona) {
    Random make{*persona};
    return (make.chance(0.5) ? first + last : last + "_") + digits(random_, make.between(2, 5));
  }
  switch (random_.below(10)) {
    case 9:  // what a platform proposes
      return first + last + digits(random_, 8);
    case 0:
      return first + last + digits(random_, random_.between(1, 4));
    case 1:
      return first + "_" + last;
    case 2:
      return first + digits(random_, random_.between(2, 8));
    case 3:
      return last + first.substr(0, 1) + digits(random_, 2);
    case 4:
      return to_ascii(text_.place(language, random_)) + "_" + first;
    case 5:
      return first.substr(0, 1) + last;
    case 6:
      return last + "_" + digits(random_, random_.between(2, 4));
    case 7:
      return "the" + last + digits(random_, random_.between(0, 3));
    default:
      return first + to_ascii(text_.place(language, random_)) +
             digits(random_, random_.between(0, 5));
  }
}

std::string Population::make_bio(const Account& account, Random& random) {
  if (random.chance(0.3)) return {};
  std::string bio{text_.thing(account.language, account.topics[0], random)};
  if (random.chance(0.7))
    bio += fmt::format(" · {}", text_.thing(account.language, account.topics[1], random));
  if (random.chance(0.5)) bio += fmt::format(" · {}", text_.place(account.language, random));
  if (random.chance(0.2)) bio += fmt::format(" · {}", text_.person(account.language, random));
  capitalise(bio, 0);
  return bio;
}

void Population::set_identity(const AccountSpec& spec, EventTime created, Account& account) {
  const std::string person = text_.person(account.language, random_);
  const std::string place = text_.place(account.language, random_);
  account.id = native_id(account.platform, created);
  account.handle = spec.outlet ? to_ascii(place + text_.outlet_word(account.language, random_))
                               : make_handle(account.language, person, spec.persona);
  JsonWriter json(account.profile);
  json.field("id", account.id);
  json.field("handle", account.handle);
  json.field("display_name",
             spec.outlet ? place + " " + text_.outlet_word(account.language, random_) : person);
  // Biographies of one make start from the same draws.
  Random make{spec.persona.value_or(random_.next())};
  if (const std::string bio = make_bio(account, make); !bio.empty()) json.field("bio", bio);
  const bool channel = account.platform == Platform::kTelegram && random_.chance(0.4);
  json.field("kind", channel ? "channel" : spec.outlet ? "page" : "account");
  json.field("created_at", format_rfc3339(created));
  const bool verified = spec.outlet || random_.chance(0.04);
  if (account.platform == Platform::kX || verified) json.flag("verified", verified);
  if (random_.chance(0.35))
    json.field("location", spec.outlet ? place : text_.place(account.language, random_));
  if (const auto client = draw_client(account.platform, random_); !client.empty())
    json.field("client", client);
  if (spec.automated || (spec.outlet && random_.chance(0.5)) || random_.chance(0.01))
    json.flag("automated", true);
}

void Population::set_network(Account& account) {
  const Carrier& home = carriers_[carrier_pick_(random_)];
  const Carrier& mobile = carriers_[carrier_pick_(random_)];
  account.home_v4 = home.block | random_.below(0xfd00);
  account.asn = home.asn;
  if (random_.chance(0.25)) account.home_v6 = home.v6_block | (random_.next() & 0xffffffffULL);
  account.mobile_v4 = mobile.exits[random_.below(static_cast<std::uint32_t>(mobile.exits.size()))];
  account.mobile_asn = mobile.asn;
  account.registration_v4 = random_.chance(0.6) ? account.home_v4 : account.mobile_v4;
  // Households: some share a line, and now and then a device, with somebody who came before.
  if (accounts.empty() || !random_.chance(0.04)) return;
  const Account& relative = accounts[random_.below(static_cast<std::uint32_t>(accounts.size()))];
  account.home_v4 = relative.home_v4;
  account.home_v6 = relative.home_v6;
  account.asn = relative.asn;
  if (random_.chance(0.3)) account.device = relative.device;
}

std::string Population::make_domain(std::uint8_t language) {
  const std::string place = to_ascii(text_.place(language, random_));
  const std::string word = to_ascii(text_.outlet_word(language, random_));
  const std::string suffix =
      random_.chance(0.3) ? digits(random_, random_.between(1, 3)) : std::string();
  switch (random_.below(3)) {
    case 0:
      return fmt::format("{}{}{}.example", place, word, suffix);
    case 1:
      return fmt::format("{}-{}{}.example", place, word, suffix);
    default:
      return fmt::format("{}-{}{}.example", word, place, suffix);
  }
}

SiteId Population::add_site(std::uint8_t language, std::optional<EventTime> registered_at,
                            std::string analytics_id) {
  Site site;
  site.domain = make_domain(language);
  site.language = language;
  site.registrar = static_cast<std::uint8_t>(random_.below(kRegistrars));
  site.nameserver = static_cast<std::uint8_t>(random_.below(kNameservers));
  site.issuer = static_cast<std::uint8_t>(random_.below(kIssuers));
  const double years = std::min(25.0, random_.lognormal(5.0, 1.2));
  const double days = random_.chance(0.06) ? random_.uniform(10, 150) : years * 365 + 3;
  const EventTime drawn = size_.start - Duration{static_cast<std::int64_t>(days * 86400e6)};
  site.registered_at = registered_at.value_or(drawn);
  site.analytics_id = std::move(analytics_id);
  site.asn = 13000 + random_.below(40) * 977;
  sites.push_back(std::move(site));
  return static_cast<SiteId>(sites.size() - 1);
}

std::uint32_t Population::add_redirector() {
  constexpr std::string_view kWords[] = {"go",   "to",  "lnk", "click", "via",
                                         "read", "get", "out", "hop",   "r"};
  const std::string place =
      to_ascii(text_.place(static_cast<std::uint8_t>(draw_language(random_)), random_));
  const std::string_view word = kWords[random_.below(std::size(kWords))];
  redirectors.push_back(random_.chance(0.5)
                            ? fmt::format("{}-{}.example", word, place)
                            : fmt::format("{}{}{}.example", place, word, random_.below(90)));
  return static_cast<std::uint32_t>(redirectors.size() - 1);
}

std::string Population::new_analytics_id() {
  constexpr std::string_view kAlphabet = "ABCDEFGHJKLMNPQRSTVWXYZ0123456789";
  std::string id = "G-";
  for (int i = 0; i < 10; ++i) id += kAlphabet[random_.below(kAlphabet.size())];
  return id;
}

SiteId Population::pick_site(std::uint8_t language, Random& random) const {
  return sites_of_[language][site_pick_[language](random)];
}

}  // namespace lockstep::lab
