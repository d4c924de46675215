#include "lockstep/core/check.h"

#include <cstdio>
#include <cstdlib>

namespace lockstep {

void check_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "lockstep: bug: %s is false at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace lockstep
