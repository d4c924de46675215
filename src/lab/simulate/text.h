// Natural-looking text in several languages from a small grammar: sentences of six to a dozen
// slots, invented names of people and places, so that two independent posts rarely come out alike.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "simulate/random.h"
#include "simulate/vocabulary.h"

namespace lockstep::lab {

struct TextKey {
  std::uint8_t language = 0;
  std::uint8_t topic = 0;
  std::uint64_t seed = 0;  // the same key gives the same text
};

// How far a copyist goes.
enum class Copying : std::uint8_t {
  kSwaps,     // light slots redrawn with probability 0.35 each
  kSpintax,   // and verb, stance and clause one of three alternatives
  kReworded,  // another sentence about the same subject, object, person and place
};

class TextSource {
 public:
  TextSource();

  std::size_t language_count() const noexcept { return languages_.size(); }
  std::string_view code(std::uint8_t language) const noexcept { return languages_[language].code; }

  // Appends a post of one to three sentences. `swaps` != 0 seeds a copyist.
  void post(const TextKey& key, std::uint64_t swaps, Copying copying, std::string& out) const;
  void headline(const TextKey& key, std::string& out) const;
  // A short remark beside somebody else's post or link.
  void remark(const TextKey& key, std::string& out) const;

  std::string person(std::uint8_t language, Random& random) const;  // "First Last"
  std::string place(std::uint8_t language, Random& random) const;
  std::string outlet_word(std::uint8_t language, Random& random) const;
  std::string_view tag(std::uint8_t language, std::uint8_t topic, Random& random) const;
  // A noun phrase of the topic, for bios.
  std::string_view thing(std::uint8_t language, std::uint8_t topic, Random& random) const;

 private:
  using List = std::vector<std::string_view>;
  struct Topic {
    List subjects, objects, tags;
  };
  struct Language {
    std::string_view code;
    List patterns, openers, adverbs, verbs, adjuncts, stances, clauses;
    List first_names, last_names, place_starts, place_ends, outlets;
    std::vector<Topic> topics;
  };
  struct Draw;

  void fill(std::string_view pattern, const TextKey& key, Draw& draw, std::string& out) const;
  void slot(char name, const TextKey& key, Draw& draw, std::string& out) const;

  std::vector<Language> languages_;
};

// Lower-case ASCII letters and digits only: "Krüger" -> "krueger", "Москва" -> "moskva".
std::string to_ascii(std::string_view text);
// Makes the first letter at `at` upper case (ASCII, Latin-1, Cyrillic).
void capitalise(std::string& text, std::size_t at);

}  // namespace lockstep::lab
