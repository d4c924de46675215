// lockstep tune: from verdicts on alerts to proposed weights and a calibration.
#pragma once

namespace CLI {
class App;
}

namespace lockstep::app {

// Adds the command; its callback sets `exit_code`.
void add_tune(CLI::App& app, int& exit_code);

}  // namespace lockstep::app
