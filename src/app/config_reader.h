// YAML and environment into Config: strict, with every problem reported at once.
#pragma once

#include <string>
#include <vector>

#include "config.h"

namespace lockstep::app {

// Sets what is said of `config`, and answers with one line per problem. As parse_config(), but each
// field is looked at alone.
std::vector<std::string> read_into(Config& config, const std::string& text, const std::string& name,
                                   const std::vector<std::string>& environment);

}  // namespace lockstep::app
