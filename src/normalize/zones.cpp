#include "zones.h"

#include <absl/container/flat_hash_map.h>
#include <unicode/strenum.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <vector>

namespace lockstep::normalize {
namespace {

using Zone = std::shared_ptr<const icu::TimeZone>;

icu::UnicodeString unicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

Zone known(const icu::UnicodeString& id) {
  Zone zone(icu::TimeZone::createTimeZone(id));
  if (zone == nullptr) return nullptr;
  icu::UnicodeString found, unknown;
  return zone->getID(found) == icu::TimeZone::getUnknown().getID(unknown) ? nullptr : zone;
}

// "UTC+2", "GMT-03:30", "+01:00" as ICU's "GMT+02:00"; empty if it is no offset.
std::string offset_name(std::string_view name) {
  for (const std::string_view prefix : {"UTC", "GMT"}) {
    if (!name.starts_with(prefix)) continue;
    name.remove_prefix(prefix.size());
    break;
  }
  if (name.size() < 2 || (name[0] != '+' && name[0] != '-')) return {};
  const bool plain = std::all_of(name.begin() + 1, name.end(),
                                 [](unsigned char c) { return std::isdigit(c) != 0 || c == ':'; });
  return plain ? "GMT" + std::string(name) : std::string();
}

// Zones that are places, "Region/City", of one country or, if it is null, of all.
std::vector<std::string> places(const char* country) {
  std::vector<std::string> out;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::StringEnumeration> ids(icu::TimeZone::createTimeZoneIDEnumeration(
      UCAL_ZONE_TYPE_CANONICAL_LOCATION, country, nullptr, status));
  if (U_FAILURE(status) != 0 || ids == nullptr) return out;
  while (const icu::UnicodeString* id = ids->snext(status)) {
    if (U_FAILURE(status) != 0) break;
    id->toUTF8String(out.emplace_back());
  }
  return out;
}

std::optional<ClaimedZone> offsets(const std::vector<Zone>& zones, EventTime at) {
  std::optional<ClaimedZone> out;
  const double millis = static_cast<double>(to_micros(at)) / 1000;
  for (const auto& zone : zones) {
    std::int32_t raw = 0, summer = 0;
    UErrorCode status = U_ZERO_ERROR;
    zone->getOffset(millis, 0, raw, summer, status);
    if (U_FAILURE(status) != 0) continue;
    const auto minutes = static_cast<std::int16_t>((raw + summer) / 60'000);
    if (!out) out = ClaimedZone{minutes, minutes};
    out->west = std::min(out->west, minutes);
    out->east = std::max(out->east, minutes);
  }
  return out;
}

}  // namespace

struct Zones::Impl {
  using ByName = std::map<std::string, std::vector<Zone>, std::less<>>;
  ByName names, countries;
  std::map<std::string, std::string, std::less<>> cities;  // to a zone; empty if two have the name

  Impl() {
    for (const auto& id : places(nullptr)) {
      std::string city = id.substr(id.rfind('/') + 1);
      std::replace(city.begin(), city.end(), '_', ' ');
      const auto [place, fresh] = cities.try_emplace(std::move(city), id);
      if (!fresh) place->second.clear();
    }
  }

  std::vector<Zone> look_up(std::string_view name) const {
    std::string id = offset_name(name);
    if (id.empty()) id = name;
    auto zone = known(unicode(id));
    if (zone == nullptr)
      if (const auto city = cities.find(name); city != cities.end())
        zone = known(unicode(city->second));
    return zone == nullptr ? std::vector<Zone>{} : std::vector<Zone>{std::move(zone)};
  }

  template <class Find>
  static const std::vector<Zone>& remember(ByName& all, std::string_view name, Find&& find) {
    if (const auto found = all.find(name); found != all.end()) return found->second;
    if (all.size() >= kMaxRemembered) all.clear();
    return all.emplace(std::string(name), find()).first->second;
  }
};

Zones::Zones() : impl_(std::make_unique<Impl>()) {}
Zones::~Zones() = default;

std::optional<ClaimedZone> Zones::of_name(std::string_view name, EventTime at) {
  if (name.size() > kMaxName) return std::nullopt;
  return offsets(impl_->remember(impl_->names, name, [&] { return impl_->look_up(name); }), at);
}

std::optional<ClaimedZone> Zones::of_country(std::string_view country, EventTime at) {
  const bool code = country.size() == 2 && std::all_of(country.begin(), country.end(),
                                                       [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!code) return std::nullopt;
  const auto find = [&] {
    std::vector<Zone> zones;
    for (const auto& id : places(std::string(country).c_str()))
      if (auto zone = known(unicode(id))) zones.push_back(std::move(zone));
    return zones;
  };
  return offsets(impl_->remember(impl_->countries, country, find), at);
}

}  // namespace lockstep::normalize
