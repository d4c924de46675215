// lockstep hunt: six questions asked of every day of an archive.
#pragma once

namespace CLI {
class App;
}

namespace lockstep::app {

// Adds the command; its callback sets `exit_code`.
void add_hunt(CLI::App& app, int& exit_code);

}  // namespace lockstep::app
