// lockstep simulate: a made-up stream of posts with known truth.
#pragma once

namespace CLI {
class App;
}

namespace lockstep::app {

// Adds the command; its callback sets `exit_code`.
void add_simulate(CLI::App& app, int& exit_code);

}  // namespace lockstep::app
