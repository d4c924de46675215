// `lockstep evidence export`: the evidence package of an alert, and whether its records are still
// what they were.
#pragma once

namespace CLI {
class App;
}

namespace lockstep::app {

void add_evidence(CLI::App& app, int& exit_code);

}  // namespace lockstep::app
