// `lockstep replay`: the detector over finite inputs (runtime/replay.h), no broker needed.
#pragma once

namespace CLI {
class App;
}

namespace lockstep::app {

void add_replay(CLI::App& app, int& exit_code);

}  // namespace lockstep::app
