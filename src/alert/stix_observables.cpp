#include "stix_observables.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "lockstep/core/ascii.h"
#include "lockstep/core/trace.h"
#include "stix_ids.h"

namespace lockstep::alert::stix {
namespace {

constexpr bool is_hex(char c) noexcept {
  return is_ascii_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
constexpr bool is_alnum(char c) noexcept {
  return is_ascii_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// A key text is cut at kMaxKeyText bytes, between code points: one that long may be half a link.
bool may_be_cut(std::string_view key) noexcept { return key.size() + 3 >= kMaxKeyText; }

// Parses `text` as a whole, in decimal.
template <class Number>
std::optional<Number> to_number(std::string_view text) noexcept {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool parses_as_address(int family, std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> address{};
  if (text.size() >= address.size() || text.find('\0') != std::string_view::npos) return false;
  std::memcpy(address.data(), text.data(), text.size());
  std::array<unsigned char, 16> bytes{};
  return inet_pton(family, address.data(), bytes.data()) == 1;
}

std::optional<Observable> with_id(std::string_view type, std::string value) {
  std::string id = value_id(type, value);
  return Observable{type, std::move(value), 0, std::move(id)};
}

// An address, or a prefix in CIDR notation, which STIX writes as an address too.
std::optional<Observable> to_ip_address(std::string_view key) {
  const std::size_t slash = key.find('/');
  const std::string_view address = key.substr(0, slash);
  const bool v4 = parses_as_address(AF_INET, address);
  if (!v4 && !parses_as_address(AF_INET6, address)) return std::nullopt;
  if (slash != std::string_view::npos) {
    const auto bits = to_number<unsigned>(key.substr(slash + 1));
    if (!bits || *bits > (v4 ? 32u : 128u)) return std::nullopt;
  }
  return with_id(v4 ? "ipv4-addr" : "ipv6-addr", std::string{key});
}

// "64501" or "AS64501", perhaps with a name behind it.
std::optional<Observable> to_autonomous_system(std::string_view key) {
  if (key.size() > 2 && equals_lower(key.substr(0, 2), "as")) key.remove_prefix(2);
  const auto number = to_number<std::uint32_t>(key.substr(0, key.find(' ')));
  if (!number) return std::nullopt;
  return Observable{"autonomous-system", {}, *number, autonomous_system_id(*number)};
}

// What RFC 3986 allows outside an IP literal, '%' apart.
constexpr bool is_uri_char(char c) noexcept {
  constexpr std::string_view kMarks = "-._~:/?#@!$&'()*+,;=";
  return is_alnum(c) || kMarks.find(c) != std::string_view::npos;
}

// Host and perhaps port; no user, no IP literal.
bool is_authority(std::string_view text) noexcept {
  const std::string_view port = text.substr(std::min(text.find(':'), text.size()));
  text.remove_suffix(port.size());
  return !text.empty() &&
         std::all_of(port.begin() + (port.empty() ? 0 : 1), port.end(), is_ascii_digit) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_'; });
}

// A web address; bytes that RFC 3986 does not allow are percent-encoded, as RFC 3987 maps an IRI.
std::optional<Observable> to_url(std::string_view key) {
  const std::size_t scheme = key.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  if (key.substr(0, scheme) != "http" && key.substr(0, scheme) != "https") return std::nullopt;
  if (!is_authority(key.substr(scheme + 3, key.find_first_of("/?#", scheme + 3) - scheme - 3)))
    return std::nullopt;
  std::string uri;
  bool fragment = false;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const char c = key[i];
    const bool encoded = c == '%' && i + 2 < key.size() && is_hex(key[i + 1]) && is_hex(key[i + 2]);
    const bool second_hash = c == '#' && fragment;
    fragment = fragment || c == '#';
    if ((is_uri_char(c) && !second_hash) || encoded) {
      uri += c;
      continue;
    }
    constexpr std::string_view kHex = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    uri += {'%', kHex[byte >> 4], kHex[byte & 15u]};
  }
  return with_id("url", std::move(uri));
}

// Letters, digits and inner hyphens; a hyphen pair in third place only as the punycode prefix.
bool is_host_label(std::string_view label) noexcept {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
    return false;
  if (label.substr(0, 4) != "xn--" && label.size() > 3 && label.substr(2, 2) == "--") return false;
  return std::all_of(label.begin(), label.end(), [](char c) { return is_alnum(c) || c == '-'; });
}

// "ip" is a word of "registration-ip" and of "ip-prefix".
bool has_word(std::string_view kind, std::string_view word) noexcept {
  while (true) {
    const std::size_t hyphen = kind.find('-');
    if (kind.substr(0, hyphen) == word) return true;
    if (hyphen == std::string_view::npos) return false;
    kind.remove_prefix(hyphen + 1);
  }
}

constexpr std::string_view kCountries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO "
    "BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ "
    "DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP "
    "GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG "
    "KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML "
    "MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE "
    "PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL "
    "SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM "
    "US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW ";

}  // namespace

std::optional<std::string> to_domain(std::string_view key) {
  if (const std::size_t scheme = key.find("://"); scheme != std::string_view::npos) {
    key.remove_prefix(scheme + 3);
  }
  key = key.substr(0, key.find_first_of("/?#: "));
  if (key.empty() || key.size() > 253) return std::nullopt;
  std::string host{key};
  lower_ascii(host);
  std::size_t labels = 0;
  std::string_view last;
  for (std::string_view rest = host; !rest.empty(); ++labels) {
    const std::size_t dot = rest.find('.');
    last = rest.substr(0, dot);
    if (!is_host_label(last)) return std::nullopt;
    if (dot == rest.size() - 1) return std::nullopt;
    rest = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
  }
  // A top-level domain is never a number; an address is no domain.
  if (labels < 2 || std::all_of(last.begin(), last.end(), is_ascii_digit)) return std::nullopt;
  return host;
}

std::optional<Observable> to_observable(const EvidenceItem& item) {
  if (item.key.empty() || may_be_cut(item.key)) return std::nullopt;
  const std::string_view kind = item.kind;
  if (kind == "url") return to_url(item.key);
  if (kind == "domain" || kind == "redirect") {
    auto domain = to_domain(item.key);
    return domain ? with_id("domain-name", *std::move(domain)) : std::nullopt;
  }
  if (kind == "asn") return to_autonomous_system(item.key);
  return has_word(kind, "ip") ? to_ip_address(item.key) : std::nullopt;
}

bool is_country(std::string_view code) noexcept {
  if (code.size() != 2) return false;
  for (std::size_t i = 0; i < kCountries.size(); i += 3) {
    if (kCountries.substr(i, 2) == code) return true;
  }
  return false;
}

}  // namespace lockstep::alert::stix
