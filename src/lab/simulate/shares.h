// How common things are in the simulated world: platforms, languages, time zones, browsers,
// clients, registrars. Plain tables; every account draws from the same ones.
#pragma once

#include <cstdint>
#include <string_view>

#include "simulate/population.h"
#include "simulate/random.h"

namespace lockstep::lab {

inline constexpr std::uint32_t kRegistrars = 6, kNameservers = 6, kIssuers = 4;

std::uint32_t draw_platform(Random& random);
std::uint32_t draw_language(Random& random);
std::uint8_t draw_zone(std::uint8_t language, Random& random);
std::uint32_t draw_browser(Random& random);
// Empty where the platform does not say.
std::string_view draw_client(Platform platform, Random& random);
// Share of a day's posts that fall into this local hour; linear between full hours; mean 1.
double hourly_activity(double local_hour) noexcept;

}  // namespace lockstep::lab
