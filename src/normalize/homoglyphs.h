// Undoes look-alike letters: "раypal" with a Cyrillic "ра" becomes "paypal".
//
// Two letters look alike if their UTS #39 skeletons are equal. A word that mixes Latin, Greek,
// Cyrillic and their look-alike scripts is rewritten in one of its scripts, but only if every
// foreign letter has a twin there: "COVIDом" and "μm" are honest mixtures and stay. The skeleton
// itself would not do for comparison: it turns "m" into "rn" and no longer meets the honest word.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "char_table.h"
#include "lockstep/core/status.h"

namespace lockstep::normalize {

class Homoglyphs {
 public:
  // Fails if ICU has no confusables data.
  static StatusOr<Homoglyphs> make();

  // Copies `text` (NFKC) to `out` with its mixed-script words rewritten; the number of them.
  // The target is the script most letters of the whole text have, if the word has it too; else
  // the script most letters of the word have; Latin on a tie.
  std::uint32_t unmix(std::string_view text, std::string& out) const;

 private:
  enum Script : std::uint8_t { kLatin, kCyrillic, kGreek, kOther };
  static constexpr std::size_t kTargets = 3;
  using Tally = std::array<std::uint32_t, 4>;
  struct Twins {
    char32_t letter;
    std::array<char32_t, kTargets> in;  // the same shape in each target script, or 0
  };

  static Script script_of(char32_t c) noexcept;
  static Script target_of(const Tally& word, const Tally& text) noexcept;
  Tally tally(std::string_view text) const noexcept;
  char32_t twin(char32_t c, Script target) const noexcept;
  bool is_inflected_acronym(std::string_view word) const noexcept;
  bool rewrite(std::string_view word, Script target, std::string& out) const;

  std::vector<Twins> twins_;  // sorted by letter; about 700 entries of 16 bytes
  const CharTable* table_ = nullptr;
};

}  // namespace lockstep::normalize
