#include "homoglyphs.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "utf8.h"

namespace lockstep::normalize {
namespace {

struct Letters {
  char32_t first, last;
};
// In the order of Homoglyphs::Script. Everyday letters only: a rare letter is nobody's disguise
// target.
constexpr Letters kTargetLetters[][2] = {{{U'A', U'Z'}, {U'a', U'z'}},
                                         {{0x0410, 0x044F}, {0x0400, 0x045F}},
                                         {{0x0391, 0x03A9}, {0x03B1, 0x03C9}}};
constexpr Letters kDisguises[] = {{U'A', U'Z'},     {U'a', U'z'},     {0x0370, 0x03FF},
                                  {0x0400, 0x052F}, {0x0530, 0x058F}, {0x13A0, 0x13FF},
                                  {0x2C80, 0x2CB1}, {0xA4D0, 0xA4F7}};

std::string skeleton(const USpoofChecker& checker, char32_t c) {
  std::string in;
  append_utf8(in, c);
  char buffer[64];
  UErrorCode status = U_ZERO_ERROR;
  const int32_t size = uspoof_getSkeletonUTF8(
      &checker, 0, in.data(), static_cast<int32_t>(in.size()), buffer, sizeof buffer, &status);
  if (U_FAILURE(status) || size <= 0 || size > static_cast<int32_t>(sizeof buffer)) return {};
  return {buffer, static_cast<std::size_t>(size)};
}

bool is_upper(char32_t c) { return u_isupper(static_cast<UChar32>(c)) != 0; }
bool is_letter(char32_t c) { return u_isalpha(static_cast<UChar32>(c)) != 0; }

// (skeleton, is upper case) -> letter
using Shapes = std::map<std::pair<std::string, bool>, char32_t>;

Shapes shapes_of(const USpoofChecker& checker, const Letters (&ranges)[2]) {
  Shapes shapes;
  for (const Letters& range : ranges) {
    for (char32_t c = range.first; c <= range.last; ++c) {
      if (is_letter(c)) shapes.emplace(std::pair{skeleton(checker, c), is_upper(c)}, c);
    }
  }
  return shapes;
}

char32_t find_shape(const Shapes& shapes, const std::string& shape, bool upper) {
  for (const bool same_case : {true, false}) {
    if (const auto it = shapes.find({shape, upper == same_case}); it != shapes.end())
      return it->second;
  }
  return 0;
}

}  // namespace

StatusOr<Homoglyphs> Homoglyphs::make() {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<USpoofChecker, decltype(&uspoof_close)> checker(uspoof_open(&status),
                                                                        &uspoof_close);
  if (U_FAILURE(status)) return internal_error("ICU has no confusables data (UTS #39)");
  std::array<Shapes, kTargets> shapes;
  for (std::size_t t = 0; t < kTargets; ++t) shapes[t] = shapes_of(*checker, kTargetLetters[t]);

  Homoglyphs result;
  result.table_ = &CharTable::get();
  for (const Letters& range : kDisguises) {
    for (char32_t c = range.first; c <= range.last; ++c) {
      if (!is_letter(c)) continue;
      const std::string shape = skeleton(*checker, c);
      Twins twins{c, {}};
      for (std::size_t t = 0; t < kTargets; ++t)
        twins.in[t] = find_shape(shapes[t], shape, is_upper(c));
      if (twins.in != std::array<char32_t, kTargets>{}) result.twins_.push_back(twins);
    }
  }
  std::sort(result.twins_.begin(), result.twins_.end(),
            [](const Twins& a, const Twins& b) { return a.letter < b.letter; });
  return result;
}

Homoglyphs::Script Homoglyphs::script_of(char32_t c) noexcept {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(static_cast<UChar32>(c), &status)) {
    case USCRIPT_LATIN:
      return kLatin;
    case USCRIPT_CYRILLIC:
      return kCyrillic;
    case USCRIPT_GREEK:
      return kGreek;
    default:
      return kOther;
  }
}

Homoglyphs::Tally Homoglyphs::tally(std::string_view text) const noexcept {
  Tally counts{};
  for (std::size_t at = 0; at < text.size();) {
    const auto [c, size] = decode_utf8(text, at);
    if (table_->bits(c) & kLetter) ++counts[script_of(c)];
    at += size;
  }
  return counts;
}

Homoglyphs::Script Homoglyphs::target_of(const Tally& word, const Tally& text) noexcept {
  const auto most = [](const Tally& counts) {
    return static_cast<Script>(std::max_element(counts.begin(), counts.begin() + kTargets) -
                               counts.begin());
  };
  const Script of_text = most(text);
  return word[of_text] > 0 ? of_text : most(word);
}

char32_t Homoglyphs::twin(char32_t c, Script target) const noexcept {
  const auto find = [&](char32_t wanted) -> char32_t {
    const auto it =
        std::lower_bound(twins_.begin(), twins_.end(), wanted,
                         [](const Twins& twins, char32_t letter) { return twins.letter < letter; });
    return it == twins_.end() || it->letter != wanted ? 0 : it->in[target];
  };
  const char32_t same = find(c);
  return same != 0 ? same : find(table_->base(c));  // the accents will go anyway
}

// "SIMка", "HRы": a Latin acronym with an ending of the text's own language.
bool Homoglyphs::is_inflected_acronym(std::string_view word) const noexcept {
  std::size_t latin = 0;
  bool ending = false;
  for (std::size_t at = 0; at < word.size();) {
    const auto [c, size] = decode_utf8(word, at);
    at += size;
    if (!(table_->bits(c) & kLetter)) continue;
    if (script_of(c) != kLatin) {
      if (is_upper(c)) return false;
      ending = true;
    } else {
      if (ending || !is_upper(c)) return false;
      ++latin;
    }
  }
  return latin >= 2;
}

bool Homoglyphs::rewrite(std::string_view word, Script target, std::string& out) const {
  const std::size_t begin = out.size();
  for (std::size_t at = 0; at < word.size();) {
    auto [c, size] = decode_utf8(word, at);
    at += size;
    const std::uint8_t bits = table_->bits(c);
    if (bits & kIgnorable) continue;
    if ((bits & kLetter) && script_of(c) != target) {
      c = twin(c, target);
      if (c == 0) {
        out.resize(begin);
        return false;
      }
    }
    append_utf8(out, c);
  }
  return true;
}

std::uint32_t Homoglyphs::unmix(std::string_view text, std::string& out) const {
  const Tally whole = tally(text);
  std::uint32_t changed = 0;
  const auto flush = [&](std::string_view word) {
    const Tally counts = tally(word);
    const bool mixed = (counts[0] > 0) + (counts[1] > 0) + (counts[2] > 0) + (counts[3] > 0) > 1;
    if (mixed && !is_inflected_acronym(word) && rewrite(word, target_of(counts, whole), out)) {
      ++changed;
    } else {
      out.append(word);
    }
  };
  std::size_t word = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto [c, size] = decode_utf8(text, at);
    if (!(table_->bits(c) & (kWordBits | kIgnorable))) {
      flush(text.substr(word, at - word));
      out.append(text, at, size);
      word = at + size;
    }
    at += size;
  }
  flush(text.substr(word));
  return changed;
}

}  // namespace lockstep::normalize
