#include "simulate/text.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <utility>

namespace lockstep::lab {
namespace {

constexpr double kSwap = 0.35;
constexpr std::array<std::string_view, 16> kEmoji = {"🙂", "😅",      "🤔",    "👀", "🔥", "🙌",
                                                     "😂",    "❤️", "🌧️", "☕", "🎶", "⚽",
                                                     "📈",    "🚲",      "🤷",    "👏"};

// The same in every language.
constexpr std::array<std::string_view, 4> kHeadlines = {
    R"($L: $S $V $O. $P: "$A $B")", R"($P, $L: "$A $B". $S $V $O)",
    R"($S $V $O $T. "$A $B" ($P, $L))", R"("$A $B": $P, $L. $S $V $O $T)"};
constexpr std::array<std::string_view, 4> kRemarks = {
    "$A $B. $L: $S $V $O $T.", "$P: $S $V $O $T. $A $B.", "$S $V $O? $P, $L: $A $B.",
    "$I $S $V $O. $A $B. $L, $P."};

std::vector<std::string_view> cut(std::string_view list) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto bar = list.find('|');
    parts.push_back(list.substr(0, bar));
    if (bar == std::string_view::npos) return parts;
    list.remove_prefix(bar + 1);
  }
}

std::string_view pick(const std::vector<std::string_view>& list, Random& random) {
  return list[random.below(static_cast<std::uint32_t>(list.size()))];
}

// ASCII spellings of the two-byte letters our names use.
constexpr std::pair<std::string_view, std::string_view> kSpellings[] = {
    {"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"ß", "ss"},  {"å", "a"}, {"á", "a"},  {"à", "a"},
    {"â", "a"},  {"é", "e"},  {"è", "e"},  {"ê", "e"},   {"ë", "e"}, {"í", "i"},  {"î", "i"},
    {"ï", "i"},  {"ó", "o"},  {"ô", "o"},  {"ú", "u"},   {"û", "u"}, {"ñ", "n"},  {"ç", "c"},
    {"Ö", "oe"}, {"Ä", "ae"}, {"Å", "a"},  {"É", "e"},   {"Á", "a"}, {"а", "a"},  {"б", "b"},
    {"в", "v"},  {"г", "g"},  {"д", "d"},  {"е", "e"},   {"ё", "e"}, {"ж", "zh"}, {"з", "z"},
    {"и", "i"},  {"й", "y"},  {"к", "k"},  {"л", "l"},   {"м", "m"}, {"н", "n"},  {"о", "o"},
    {"п", "p"},  {"р", "r"},  {"с", "s"},  {"т", "t"},   {"у", "u"}, {"ф", "f"},  {"х", "kh"},
    {"ц", "ts"}, {"ч", "ch"}, {"ш", "sh"}, {"щ", "sch"}, {"ы", "y"}, {"э", "e"},  {"ю", "yu"},
    {"я", "ya"}, {"А", "a"},  {"Б", "b"},  {"В", "v"},   {"Г", "g"}, {"Д", "d"},  {"Е", "e"},
    {"Ж", "zh"}, {"З", "z"},  {"И", "i"},  {"К", "k"},   {"Л", "l"}, {"М", "m"},  {"Н", "n"},
    {"О", "o"},  {"П", "p"},  {"Р", "r"},  {"С", "s"},   {"Т", "t"}, {"У", "u"},  {"Ф", "f"},
    {"Х", "kh"}, {"Ц", "ts"}, {"Ч", "ch"}, {"Ш", "sh"},  {"Э", "e"}, {"Ю", "yu"}, {"Я", "ya"}};

std::string_view spelling(std::string_view letter) {
  for (const auto& [from, to] : kSpellings) {
    if (from == letter) return to;
  }
  return {};
}

}  // namespace

std::string to_ascii(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      out += c;
    } else if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else if ((static_cast<unsigned char>(c) & 0xE0U) == 0xC0U && i + 1 < text.size()) {
      out += spelling(text.substr(i, 2));
      ++i;
    }
  }
  return out;
}

void capitalise(std::string& text, std::size_t at) {
  if (at >= text.size()) return;
  const auto first = static_cast<unsigned char>(text[at]);
  if (first >= 'a' && first <= 'z') {
    text[at] = static_cast<char>(first - 'a' + 'A');
    return;
  }
  if (at + 1 >= text.size()) return;
  const auto second = static_cast<unsigned char>(text[at + 1]);
  if (first == 0xC3 && second >= 0xA0 && second != 0xB7)
    text[at + 1] = static_cast<char>(second - 0x20);
  if (first == 0xD0 && second >= 0xB0) text[at + 1] = static_cast<char>(second - 0x20);  // а to п
  if (first == 0xD1 && second <= 0x8F) {                                                 // р to я
    text[at] = static_cast<char>(0xD0);
    text[at + 1] = static_cast<char>(second + 0x20);
  }
}

// Two sources: what is said, and what a copyist changes.
struct TextSource::Draw {
  Random content;
  Random swaps;
  bool copying;
  Copying manner;

  bool rewording() const { return copying && manner == Copying::kReworded; }
  std::string_view heavy(const List& list) {
    if (rewording()) return pick(list, swaps);
    const auto size = static_cast<std::uint32_t>(list.size());
    std::uint32_t said = content.below(size);
    if (copying && manner == Copying::kSpintax) said = (said + 5 * swaps.below(3)) % size;
    return list[said];
  }
  std::string_view light(const List& list) {
    if (rewording()) return pick(list, swaps);
    const std::string_view said = pick(list, content);
    return copying && swaps.chance(kSwap) ? pick(list, swaps) : said;
  }
};

TextSource::TextSource() {
  for (const LanguageWords* words : languages()) {
    Language language{words->code,
                      cut(words->patterns),
                      cut(words->openers),
                      cut(words->adverbs),
                      cut(words->verbs),
                      cut(words->adjuncts),
                      cut(words->stances),
                      cut(words->clauses),
                      cut(words->first_names),
                      cut(words->last_names),
                      cut(words->place_starts),
                      cut(words->place_ends),
                      cut(words->outlets),
                      {}};
    for (const TopicWords& topic : words->topics) {
      language.topics.push_back({cut(topic.subjects), cut(topic.objects), cut(topic.tags)});
    }
    languages_.push_back(std::move(language));
  }
}

void TextSource::slot(char name, const TextKey& key, Draw& draw, std::string& out) const {
  const Language& language = languages_[key.language];
  const Topic& topic = language.topics[key.topic];
  // A rewording has its slots in another order, so each fact has a source of its own.
  if (draw.rewording()) draw.content = Random{key.seed + static_cast<unsigned char>(name)};
  switch (name) {
    case 'I':
      out += draw.light(language.openers);
      break;
    case 'D':
      out += draw.light(language.adverbs);
      break;
    case 'T':
      out += draw.light(language.adjuncts);
      break;
    case 'S':
      out += pick(topic.subjects, draw.content);
      break;
    case 'V':
      out += draw.heavy(language.verbs);
      break;
    case 'O':
      out += pick(topic.objects, draw.content);
      break;
    case 'A':
      out += draw.heavy(language.stances);
      break;
    case 'B':
      out += draw.heavy(language.clauses);
      break;
    case 'L':
      out += place(key.language, draw.content);
      break;
    case 'P':
      out += person(key.language, draw.content);
      break;
    default:
      fmt::format_to(std::back_inserter(out), "{}", draw.content.between(3, 900));
      break;
  }
}

void TextSource::fill(std::string_view pattern, const TextKey& key, Draw& draw,
                      std::string& out) const {
  bool sentence_start = true;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::size_t at = out.size();
    if (pattern[i] == '$' && i + 1 < pattern.size()) {
      slot(pattern[++i], key, draw, out);
    } else {
      out += pattern[i];
    }
    if (sentence_start && out[at] != ' ') {
      capitalise(out, at);
      sentence_start = false;
    }
    if (out.back() == '.' || out.back() == '?') sentence_start = true;
  }
}

void TextSource::post(const TextKey& key, std::uint64_t swaps, Copying copying,
                      std::string& out) const {
  Draw draw{Random{key.seed}, Random{swaps}, swaps != 0, copying};
  const Language& language = languages_[key.language];
  const auto& patterns = language.patterns;
  fill(draw.rewording() ? pick(patterns, draw.swaps) : pick(patterns, draw.content), key, draw,
       out);
  if (draw.rewording()) draw.content = draw.swaps;
  if (draw.content.chance(0.25)) {
    out += ' ';
    fill("$A $B.", key, draw, out);
  }
  if (draw.content.chance(0.2)) {
    const std::size_t said = draw.content.below(kEmoji.size());
    const bool swapped = draw.copying && draw.swaps.chance(kSwap);
    (out += ' ') += kEmoji[swapped ? draw.swaps.below(kEmoji.size()) : said];
  }
}

void TextSource::headline(const TextKey& key, std::string& out) const {
  Draw draw{Random{key.seed}, Random{0}, false, Copying::kSwaps};
  fill(kHeadlines[draw.content.below(kHeadlines.size())], key, draw, out);
}

void TextSource::remark(const TextKey& key, std::string& out) const {
  Draw draw{Random{key.seed}, Random{0}, false, Copying::kSwaps};
  fill(kRemarks[draw.content.below(kRemarks.size())], key, draw, out);
}

std::string TextSource::person(std::uint8_t language, Random& random) const {
  const std::string_view first = pick(languages_[language].first_names, random);
  return fmt::format("{} {}", first, pick(languages_[language].last_names, random));
}

std::string TextSource::place(std::uint8_t language, Random& random) const {
  std::string name{pick(languages_[language].place_starts, random)};
  return name += pick(languages_[language].place_ends, random);
}

std::string TextSource::outlet_word(std::uint8_t language, Random& random) const {
  return std::string{pick(languages_[language].outlets, random)};
}

std::string_view TextSource::tag(std::uint8_t language, std::uint8_t topic, Random& random) const {
  return pick(languages_[language].topics[topic].tags, random);
}

std::string_view TextSource::thing(std::uint8_t language, std::uint8_t topic,
                                   Random& random) const {
  return pick(languages_[language].topics[topic].objects, random);
}

}  // namespace lockstep::lab
