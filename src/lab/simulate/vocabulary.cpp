#include "simulate/vocabulary.h"

namespace lockstep::lab {

std::span<const LanguageWords* const> languages() noexcept {
  static constexpr const LanguageWords* kAll[] = {&kEnglish, &kSpanish, &kGerman,
                                                  &kFrench,  &kSwedish, &kRussian};
  return kAll;
}

}  // namespace lockstep::lab
