// lockstep baseline: what is usual on a feed, from an archive of it.
#pragma once

namespace CLI {
class App;
}

namespace lockstep::app {

// Adds the command; its callback sets `exit_code`.
void add_baseline(CLI::App& app, int& exit_code);

}  // namespace lockstep::app
