// `lockstep run`: the live service on Kafka (runtime/live.h), until SIGTERM.
#pragma once

namespace CLI {
class App;
}

namespace lockstep::app {

void add_run(CLI::App& app, int& exit_code);

}  // namespace lockstep::app
