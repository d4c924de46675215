// lockstep investigate: from a seed to whom it leads to, in an archive.
#pragma once

namespace CLI {
class App;
}

namespace lockstep::app {

// Adds the command; its callback sets `exit_code`.
void add_investigate(CLI::App& app, int& exit_code);

}  // namespace lockstep::app
