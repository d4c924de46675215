// lockstep compare: what changed between the alerts of two runs.
#pragma once

namespace CLI {
class App;
}

namespace lockstep::app {

// Adds the command; its callback sets `exit_code`.
void add_compare(CLI::App& app, int& exit_code);

}  // namespace lockstep::app
