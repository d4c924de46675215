// The form of a biography in which copies compare equal: NFKC, case folded, spaces collapsed.
#pragma once

#include <string>
#include <string_view>

namespace lockstep::signals {

// Reads at most the first 2,048 bytes; ill-formed UTF-8 stays as it is. Thread-safe.
std::string fold_biography(std::string_view bio);

}  // namespace lockstep::signals
