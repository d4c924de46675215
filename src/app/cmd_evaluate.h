// lockstep evaluate: scores alerts against known truth.
#pragma once

namespace CLI {
class App;
}

namespace lockstep::app {

// Adds the command; its callback sets `exit_code`.
void add_evaluate(CLI::App& app, int& exit_code);

}  // namespace lockstep::app
