// `lockstep graph`: alerts as one property graph for graph tools.
#pragma once

namespace CLI {
class App;
}

namespace lockstep::app {

void add_graph(CLI::App& app, int& exit_code);

}  // namespace lockstep::app
