// The words of an alert's codes, and what no alert can know. One wording for the terminal, the page
// and the package.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/alert/alert.h"
#include "lockstep/alert/text_page.h"

namespace lockstep::report {

// "they act in step, and ..."
std::string_view assessment_in_words(const alert::Alert&) noexcept;
// "an originator posts first" and so on; for a legend.
std::string_view in_words(alert::Role) noexcept;
std::string_view in_words(alert::Tier) noexcept;
// "B2: source usually reliable; information probably true"; "not given" if it is none.
std::string admiralty_in_words(std::string_view code);
// "confidence 74 of 100 that the accounts are one operation; not a probability of wrongdoing"
std::string confidence_in_words(std::uint32_t confidence);

inline constexpr std::size_t kMostPlatforms = 8;
inline constexpr std::string_view kLead =
    "This is an unvalidated lead, made by a machine. It asks a person to look; it accuses nobody.";
inline constexpr std::string_view kBases =
    "clue: shows one that counts; acts: did what others had done before; once: did so once, maybe "
    "by chance; followed: came first and shows no clue, so others may just copy it";
inline constexpr std::string_view kNotIncluded =
    "Raw records are referenced, not included: by topic or file, partition, offset and SHA-256. "
    "Lockstep keeps no posts; whoever keeps the topics and files decides how long they can be "
    "read.";
inline constexpr std::array<std::string_view, 6> kCannotKnow{
    "Who is behind it. No actor is named, and nothing here attributes.",
    "Whether anyone did wrong. Fans, unions, newsrooms and neighbours coordinate too.",
    "Whether each account is guilty. A member is tied to the cluster by its score; some may be "
    "bystanders.",
    "Whether what they say is true. Content is compared, not judged.",
    "What was not collected: posts that were never read, deleted before they were, or made where "
    "nothing was watched.",
    "What a network does that shares nothing observable. Silence is not innocence."};

using alert::count_of;
using alert::second_of;
using alert::span_of;
// "a, b and 3 more"
std::string list_of(const std::vector<std::string>& names, std::size_t most);
std::string milli_of(EventTime);  // "2026-04-16 09:44:02.125"
std::string day_of(EventTime);    // "2026-04-16"
// "topic[3]@880123"
std::string coordinates_of(const alert::Source&);

}  // namespace lockstep::report
