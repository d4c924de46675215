// `lockstep config validate|print|schema`.
#pragma once

namespace CLI {
class App;
}

namespace lockstep::app {

void add_config(CLI::App& app, int& exit_code);

}  // namespace lockstep::app
