// What commands that look through an archive have in common: which inputs, which stretch of time,
// how much of it may be bad.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config.h"
#include "lockstep/core/status.h"
#include "lockstep/core/time.h"
#include "lockstep/engine/eraser.h"
#include "lockstep/runtime/replay.h"
#include "lockstep/signals/signal.h"

namespace CLI {
class App;
}

namespace lockstep::app {

struct ArchiveArguments {
  std::vector<std::string> inputs, erased;
  std::string format = "auto", platform, config, dead_letters, from, to;
  double max_rejected = 0.5;
  unsigned threads = 0;
};
// What --from and --to mean to the command.
struct TimeOptions {
  const char *from, *to;
};
void add_archive_options(CLI::App& command, ArchiveArguments& arguments, const TimeOptions& times);

void add_rejected_option(CLI::App& command, double& share);
void add_threads_option(CLI::App& command, unsigned& threads);

// [from, to). False, and says so on standard error, if one is no time or nothing lies between them.
// Empty text is none.
bool parse_times(const std::string& from_text, const std::string& to_text,
                 std::optional<EventTime>& from, std::optional<EventTime>& to);

// Whether the outputs are no inputs (apart.h).
bool writes_elsewhere(const ArchiveArguments&, const std::string& output);

// False, and says so on standard error, if outputs may not name accounts (sharing.identities):
// `what` is about single ones.
bool may_name_accounts(const Config& config, std::string_view what);

// Says on standard error why an archive cannot be read; the exit code for it.
int complain_of_archive(const Status& status);

// Whether no more of the records than this share were rejected.
bool tolerates(double max_rejected, const runtime::ReplayReport& report);
// The exit code that follows; kBadInput is explained on standard error.
int judge_rejected(double max_rejected, const runtime::ReplayReport& report);

// Gives the archive to the consumer, without the accounts that are erased. An exit code; anything
// but kDone was explained on standard error.
int read_archive(const ArchiveArguments&, const Config&, const signals::Registry&,
                 const engine::Eraser&,
                 const std::function<runtime::PostConsumer&()>& make_consumer);

}  // namespace lockstep::app
