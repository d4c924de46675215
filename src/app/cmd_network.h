// `lockstep network`: the classic co-action networks of a set of posts (lab/network.h).
#pragma once

namespace CLI {
class App;
}

namespace lockstep::app {

// Adds the subcommand. When it is chosen it runs and sets `exit_code` (exit_codes.h).
void add_network(CLI::App& app, int& exit_code);

}  // namespace lockstep::app
