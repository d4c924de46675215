// `lockstep explain`: one alert in plain text, or the table of all.
#pragma once

namespace CLI {
class App;
}

namespace lockstep::app {

void add_explain(CLI::App& app, int& exit_code);

}  // namespace lockstep::app
