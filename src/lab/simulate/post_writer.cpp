#include "simulate/post_writer.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cmath>
#include <iterator>

#include "lockstep/core/hash.h"
#include "simulate/json_writer.h"
#include "simulate/obfuscate.h"
#include "simulate/shares.h"

namespace lockstep::lab {
namespace {

constexpr std::int64_t kSnowflakeEpochMs = 1288834974657;
// How often a collector knows these things; the same for every account.
constexpr double kInfraKnown = 0.3, kDeviceKnown = 0.85, kSiteKnown = 0.5, kChainKnown = 0.6,
                 kLangKnown = 0.92, kEngagementKnown = 0.7, kCountryKnown = 0.05,
                 kRegistrationKnown = 0.5;
constexpr double kOddLetters = 0.5;  // share of a stylist's posts

constexpr std::string_view kActions[] = {"post", "reply", "repost", "quote", "forward", "like"};
constexpr std::string_view kCountries[] = {"GB", "ES", "DE", "FR", "SE", "KZ"};

void append_hex(std::uint64_t value, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4) out += kHex[(value >> shift) & 15];
}

// Sortable base 32 of a timestamp, as Bluesky names records.
std::string tid(std::uint64_t number) {
  constexpr std::string_view kAlphabet = "234567abcdefghijklmnopqrstuvwxyz";
  std::string out;
  for (int shift = 60; shift >= 0; shift -= 5) out += kAlphabet[(number >> shift) & 31];
  return out;
}

}  // namespace

void Draft::clear() {
  action = Action::kPost;
  saying = {};
  target = {};
  link.reset();
  tags.clear();
  media = 0;
  media_is_copy = false;
}

std::uint64_t PostWriter::next_number(const Draft& draft) {
  Account& author = population_.accounts[draft.author];
  const std::uint64_t scattered =
      ++written_ * 0x9e3779b1ULL;  // odd, so distinct within a millisecond
  const auto ms = static_cast<std::uint64_t>(draft.at / 1000);
  ++author.posts;
  switch (author.platform) {
    case Platform::kX:
      return ((ms - static_cast<std::uint64_t>(kSnowflakeEpochMs)) << 22) | (scattered & 0x3fffff);
    case Platform::kBluesky:
      return ((ms * 1000 + written_ % 1000) << 10) | (author.device & 0x3ff);
    case Platform::kMastodon:
      return (ms << 16) | (scattered & 0xffff);
    case Platform::kTelegram:
      break;
  }
  return author.posts;
}

std::string PostWriter::post_id(AccountId author, std::uint64_t number) const {
  const Account& account = population_.accounts[author];
  switch (account.platform) {
    case Platform::kBluesky:
      return "at://" + account.id + "/app.bsky.feed.post/" + tid(number);
    case Platform::kTelegram:
      return account.id + "/" + std::to_string(number);
    case Platform::kX:
    case Platform::kMastodon:
      break;
  }
  return std::to_string(number);
}

void PostWriter::say(const Saying& saying, std::string& out) const {
  using Form = Saying::Form;
  TextKey remark = saying.key;
  remark.seed = saying.remark;
  switch (saying.form) {
    case Form::kNothing:
      return;
    case Form::kPost:
      return text_.post(saying.key, saying.swaps, saying.copying, out);
    case Form::kHeadline:
      return text_.headline(saying.key, out);
    case Form::kRemark:
      return text_.remark(remark, out);
    case Form::kHeadlineAndRemark:
      text_.headline(saying.key, out);
      out += ". ";
      return text_.remark(remark, out);
  }
}

// landing_: where the link ends; hop_: the redirector's address, or empty; posted_: as the author
// posted it.
void PostWriter::make_link(const Link& link) {
  const Site& site = population_.sites[link.site];
  Random path{link.path};
  const auto topic = static_cast<std::uint8_t>(path.below(kTopics));
  landing_ = "https://www.";
  landing_ += site.domain;
  fmt::format_to(std::back_inserter(landing_), "/{}/{}-{}-{}",
                 to_ascii(text_.tag(site.language, topic, path)),
                 to_ascii(text_.place(site.language, path)),
                 to_ascii(text_.outlet_word(site.language, path)), 100000 + path.below(900000));
  hop_.clear();
  if (link.redirector != kNone || link.shortened) {
    const std::string_view host = link.shortened ? population_.pick_shortener(random_)
                                                 : population_.redirectors[link.redirector];
    // A niche redirector has one address for a page, a public shortener one for everybody's link.
    const std::uint64_t code =
        link.shortened ? random_.next() : mix64(link.path ^ mix64(link.redirector));
    fmt::format_to(std::back_inserter(hop_), "https://{}/{}", host, tid(code).substr(4, 7));
  }
  posted_ = hop_.empty() ? landing_ : hop_;
  if (!hop_.empty()) return;
  if (random_.chance(0.25))
    posted_ += "?utm_source=share";
  else if (random_.chance(0.1))
    posted_ += "?fbclid=" + tid(random_.next());
}

void PostWriter::make_text(const Draft& draft) {
  words_.clear();
  const Account& author = population_.accounts[draft.author];
  if (draft.action == Action::kReply && author.platform == Platform::kX) {
    ((words_ += '@') += population_.accounts[draft.target.author].handle) += ' ';
  }
  const Saying& saying = draft.action == Action::kForward ? draft.target.saying : draft.saying;
  said_.clear();
  say(saying, said_);
  if (saying.obfuscated || (author.stylist && random_.chance(kOddLetters)))
    obfuscate(said_, Random{random_.next()}, words_);
  else
    words_ += said_;
  for (const std::string& tag : draft.tags) (words_ += words_.empty() ? "#" : " #") += tag;
  if (draft.link && random_.chance(0.8)) (words_ += ' ') += posted_;
}

void PostWriter::write_author(const Account& account, JsonWriter& json) {
  json.begin_object("author");
  json.members(account.profile);
  json.field("followers", account.followers + random_.below(1 + account.followers / 200));
  json.field("posts", account.posts);
  json.end_object();
}

void PostWriter::write_link(JsonWriter& json) {
  json.begin_array("urls");
  json.begin_object();
  json.field("url", posted_);
  if (random_.chance(kChainKnown)) {
    json.field("expanded", landing_);
    json.begin_array("redirects");
    if (!hop_.empty()) json.element(hop_);
    json.element(landing_);
    json.end_array();
  }
  json.end_object();
  json.end_array();
}

void PostWriter::write_media(const Draft& draft, JsonWriter& json) {
  std::array<std::uint64_t, 4> bits;
  Random picture{draft.media};
  for (auto& word : bits) word = picture.next();
  if (draft.media_is_copy) {
    for (std::uint32_t flips = random_.below(9); flips > 0; --flips) {
      const std::uint32_t bit = random_.below(256);
      bits[bit / 64] ^= std::uint64_t{1} << (bit % 64);
    }
  }
  json.begin_array("media");
  json.begin_object();
  scratch_.clear();
  for (const auto word : bits) append_hex(word, scratch_);
  json.field("pdq", scratch_);
  scratch_.clear();
  for (int i = 0; i < 4; ++i) append_hex(random_.next(), scratch_);
  json.field("sha256", scratch_);
  json.field("kind", picture.chance(0.8) ? "image" : "video");
  json.end_object();
  json.end_array();
}

void PostWriter::write_engagement(const Account& account, JsonWriter& json) {
  const double reach = (5.0 + account.followers) * 0.1;
  const auto views = static_cast<std::int64_t>(random_.lognormal(reach, 1.0));
  json.begin_object("engagement");
  json.field("likes", views / (20 + random_.below(60)));
  json.field("reposts", views / (150 + random_.below(300)));
  json.field("replies", views / (200 + random_.below(400)));
  if (account.platform == Platform::kX || account.platform == Platform::kTelegram)
    json.field("views", views);
  json.end_object();
}

void PostWriter::write_infra(const Draft& draft, const Account& account, JsonWriter& json) {
  json.begin_object("infra");
  scratch_.clear();
  const bool mobile = random_.chance(0.4);
  if (mobile)
    append_v4(account.mobile_v4, scratch_);
  else if (account.home_v6 != 0)
    append_v6(account.home_v6, random_.next(), scratch_);
  else
    append_v4(account.home_v4, scratch_);
  json.field("ip", scratch_);
  json.field("asn", mobile ? account.mobile_asn : account.asn);
  if (random_.chance(kRegistrationKnown)) {
    scratch_.clear();
    append_v4(account.registration_v4, scratch_);
    json.field("registration_ip", scratch_);
  }
  if (random_.chance(kDeviceKnown)) {
    scratch_.clear();
    append_hex(mix64(account.device), scratch_);
    append_hex(mix64(account.device + 1), scratch_);
    json.field("device_id", scratch_);
  }
  const auto day = static_cast<std::uint64_t>(draft.at / 86'400'000'000);
  scratch_.clear();
  append_hex(stable_hash(account.id, mix64(day)), scratch_);
  json.field("session_id", scratch_);
  json.field("ja4", ja4_of(account.browser));
  json.field("user_agent", user_agent_of(account.browser));
  json.end_object();
}

void PostWriter::write_site(const Link& link, JsonWriter& json) {
  const Site& site = population_.sites[link.site];
  json.begin_array("domains");
  json.begin_object();
  json.field("domain", site.domain);
  json.field("registrar", registrar_name(site.registrar));
  json.field("registered_at", format_rfc3339(site.registered_at));
  json.begin_array("nameservers");
  json.element(nameserver_host(site.nameserver));
  json.end_array();
  json.begin_array("analytics_ids");
  json.element(site.analytics_id);
  json.end_array();
  json.field("cert_issuer", issuer_name(site.issuer));
  json.field("asn", site.asn);
  json.end_object();
  json.end_array();
}

void PostWriter::write_action(const Draft& draft, JsonWriter& json) {
  json.field("action", kActions[static_cast<std::size_t>(draft.action)]);
  if (draft.action == Action::kPost) return;
  const std::string target = post_id(draft.target.author, draft.target.number);
  const bool reply = draft.action == Action::kReply, quote = draft.action == Action::kQuote;
  json.field(reply ? "in_reply_to" : quote ? "quote_of" : "repost_of", target);
  json.field("target_author", population_.accounts[draft.target.author].id);
  if (reply) json.field("conversation_id", target);
}

std::uint64_t PostWriter::write(const Draft& draft, std::string& out) {
  const std::uint64_t number = next_number(draft);
  const Account& author = population_.accounts[draft.author];
  if (draft.link) make_link(*draft.link);
  make_text(draft);

  JsonWriter json(out);
  json.begin_object();
  json.field("schema", "lockstep.post/1");
  json.field("platform", name(author.platform));
  json.field("post_id", post_id(draft.author, number));
  write_action(draft, json);
  write_author(author, json);
  json.field("created_at", format_rfc3339(from_micros(draft.at)));
  json.field("observed_at",
             format_rfc3339(from_micros(draft.at + 200'000 + 1000 * random_.below(4000))));
  if (!words_.empty() && !withheld_.text) json.field("text", words_);
  if (!words_.empty() && random_.chance(kLangKnown))
    json.field("lang", text_.code(draft.saying.key.language));
  if (draft.link) write_link(json);
  if (!draft.tags.empty()) {
    json.begin_array("hashtags");
    for (const std::string& tag : draft.tags) json.element(tag);
    json.end_array();
  }
  if (draft.action == Action::kReply && author.platform == Platform::kX) {
    json.begin_array("mentions");
    json.element(population_.accounts[draft.target.author].handle);
    json.end_array();
  }
  if (draft.media != 0 && !withheld_.media) write_media(draft, json);
  if (random_.chance(kEngagementKnown)) write_engagement(author, json);
  if (!withheld_.infra && random_.chance(kInfraKnown)) write_infra(draft, author, json);
  if (!withheld_.infra && draft.link && random_.chance(kSiteKnown)) write_site(*draft.link, json);
  if (random_.chance(kCountryKnown)) {
    json.begin_object("geo");
    json.field("country", kCountries[author.language]);
    json.field("source", "profile");
    json.end_object();
  }
  json.end_object();
  out += '\n';
  return number;
}

}  // namespace lockstep::lab
