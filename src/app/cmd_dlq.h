// `lockstep dlq list|replay`: what the live service could not use.
#pragma once

namespace CLI {
class App;
}

namespace lockstep::app {

void add_dlq(CLI::App& app, int& exit_code);

}  // namespace lockstep::app
