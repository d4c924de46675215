// The trail of what was made for people outside: a line of the log for every bundle, without its
// content. It is written before the bundle can leave, so that none leaves unsaid; a bundle that
// then could not leave is said again by whoever writes it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lockstep/alert/alert.h"

namespace lockstep::runtime {

struct Export {
  std::string alert_id;
  std::uint32_t version = 0;
  alert::Profile profile = alert::Profile::kInternal;
  std::string tlp;
  std::string to;  // a topic or a file
};

// `place` says which of them. Says nothing of what is our own.
void log_export(std::string_view component, std::string_view place, const Export& what);

}  // namespace lockstep::runtime
