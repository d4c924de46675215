// The words posts are made of, a language each. Lists are written as one string cut at '|', so that
// they read as lists. Everybody draws from the same lists: no word belongs to campaigns.
//
// Grammar is kept simple by construction: subjects are singular and carry their article, verbs are
// third person singular and take a direct object, objects are in the case a verb wants, and a
// stance is followed by an indirect question.
//
// Slots of a pattern: $I opener, $S subject, $V verb, $D adverb, $O object, $T time or place,
// $A stance, $B clause, $L place name, $P person, $N number. Openers, adverbs and $T are light:
// a copyist swaps them without changing what is said.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace lockstep::lab {

inline constexpr std::size_t kTopics = 8;

struct TopicWords {
  std::string_view subjects, objects, tags;
};

struct LanguageWords {
  std::string_view code;
  std::string_view patterns;
  std::string_view openers, adverbs, verbs, adjuncts, stances, clauses;
  std::string_view first_names, last_names, place_starts, place_ends, outlets;
  std::array<TopicWords, kTopics>
      topics;  // politics, sport, technology, health, energy, music, economy, transport
};

extern const LanguageWords kEnglish, kGerman, kSpanish, kFrench, kSwedish, kRussian;

// All six, in the order of the shares in population.cpp.
std::span<const LanguageWords* const> languages() noexcept;

}  // namespace lockstep::lab
