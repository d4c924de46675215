// `lockstep report`: alerts as one HTML page.
#pragma once

namespace CLI {
class App;
}

namespace lockstep::app {

void add_report(CLI::App& app, int& exit_code);

}  // namespace lockstep::app
