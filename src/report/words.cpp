#include "words.h"

#include <fmt/format.h>

#include <algorithm>

#include "lockstep/core/check.h"

namespace lockstep::report {
namespace {

// The Admiralty scale, as in AJP-2.1 and STIX 2.1's Appendix A.
constexpr std::array<std::string_view, 6> kReliability{
    "source completely reliable", "source usually reliable",
    "source fairly reliable",     "source not usually reliable",
    "source unreliable",          "reliability of the source not known"};
constexpr std::array<std::string_view, 6> kCredibility{
    "information confirmed by independent evidence",
    "information probably true",
    "information possibly true",
    "information doubtful",
    "information improbable",
    "truth of the information cannot be judged"};

}  // namespace

std::string_view assessment_in_words(const alert::Alert& alert) noexcept {
  if (!has_acted(alert))
    return "the accounts look made together; that they will act together is not shown";
  switch (alert.assessment) {
    case alert::Assessment::kCoordinatedInauthentic:
      return "the accounts act in step, and independent clues say that they are not the separate "
             "people they appear to be";
    case alert::Assessment::kCoordinated:
      return "the accounts act in step; that they are not what they claim to be is not shown";
  }
  LOCKSTEP_CHECK(false && "an assessment outside its enumeration");
}

std::string_view in_words(alert::Role role) noexcept {
  switch (role) {
    case alert::Role::kOriginator:
      return "posts first";
    case alert::Role::kBooster:
      return "follows within moments";
    case alert::Role::kEcho:
      return "follows later";
    case alert::Role::kBridge:
      return "carries it to another platform";
    case alert::Role::kUnknown:
      return "none of the others for certain";
  }
  LOCKSTEP_CHECK(false && "a role outside its enumeration");
}

std::string_view in_words(alert::Tier tier) noexcept {
  switch (tier) {
    case alert::Tier::kMonitor:
      return "keep watching";
    case alert::Tier::kPreBunk:
      return "prepare people for the claim before it spreads";
    case alert::Tier::kRebut:
      return "answer it";
    case alert::Tier::kEscalate:
      return "bring it to whoever decides";
  }
  LOCKSTEP_CHECK(false && "a tier outside its enumeration");
}

std::string admiralty_in_words(std::string_view code) {
  if (code.size() != 2 || code[0] < 'A' || code[0] > 'F' || code[1] < '1' || code[1] > '6')
    return "not given";
  return fmt::format("{}: {}; {}", code, kReliability[static_cast<std::size_t>(code[0] - 'A')],
                     kCredibility[static_cast<std::size_t>(code[1] - '1')]);
}

std::string confidence_in_words(std::uint32_t confidence) {
  return fmt::format(
      "{} of 100 that the accounts are one operation; not a probability of wrongdoing", confidence);
}

std::string list_of(const std::vector<std::string>& names, std::size_t most) {
  const std::size_t shown = std::min(names.size(), most);
  std::string list = fmt::format(
      "{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (names.size() > shown) list += fmt::format(" and {} more", names.size() - shown);
  return list;
}

std::string milli_of(EventTime time) {
  std::string text = format_rfc3339(time).substr(0, 23);
  text[10] = ' ';
  return text;
}

std::string day_of(EventTime time) { return milli_of(time).substr(0, 10); }

std::string coordinates_of(const alert::Source& source) {
  return fmt::format("{}[{}]@{}", source.topic, source.partition, source.offset);
}

}  // namespace lockstep::report
