// Side inputs from files (runtime/side_files.h), as commands take them, and the accounts they
// erase.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config.h"
#include "lockstep/core/status.h"
#include "lockstep/engine/eraser.h"
#include "lockstep/engine/side_fact.h"
#include "lockstep/runtime/side_files.h"
#include "lockstep/signals/signal.h"

namespace CLI {
class App;
}

namespace lockstep::app {

struct SidePaths {
  runtime::SideInput input = runtime::SideInput::kErasure;
  std::vector<std::string> paths;
};

void add_erased_option(CLI::App& command, std::vector<std::string>& erased);

// kNotFound: a file cannot be opened or is a folder. kDataLoss: it is damaged. kInvalidArgument: a
// line cannot be used, or more accounts are erased than are kept out.
StatusOr<std::vector<engine::SideFact>> read_facts(const std::vector<SidePaths>& files,
                                                   const Config& config,
                                                   const signals::Registry& registry);
StatusOr<engine::Eraser> read_erased(const std::vector<std::string>& paths, const Config& config,
                                     const signals::Registry& registry);

// Says on standard error why they cannot be used; the exit code for it.
int complain_of_facts(const Status& status);
// Says on standard error what was left out.
void tell_of_erased(std::uint64_t accounts, std::uint64_t posts);

}  // namespace lockstep::app
