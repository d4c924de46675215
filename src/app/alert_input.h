// Flat alerts from files, standard input or topics, for the commands that read alerts after the
// fact.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/report/alert_book.h"

namespace lockstep::app {

inline constexpr const char* kAlertsHelp =
    "Alerts as JSON lines, as replay --alerts writes them and cib.alerts.json.v1 carries them "
    "(.gz, .zst, - for standard input), or the topic: kafka://broker:port/topic";

// Gives the records of a file or topic to `take` one after another. kDataLoss: `take` refused one,
// named by its number and where it is from, and ended the reading.
using TakeAlert = std::function<Status(std::string_view record)>;
Status read_alert_records(const std::string& path, const std::string& config,
                          const TakeAlert& take);

struct AlertInputs {
  std::vector<std::string> paths;
  std::string config = {};  // for the way to the brokers of topics; empty: the defaults
};

// All of them in one book. kDataLoss: a record is no flat alert; the first one ends the reading,
// named by its number.
StatusOr<report::AlertBook> read_alert_book(const AlertInputs& inputs, report::BookOptions options);

// Says what went wrong on standard error, and returns the exit code for it.
int complain_of_alerts(std::string_view command, const Status& status);

// The entry of `id` with the version asked for (0: the newest) held whole. Without one, null, after
// saying on standard error what is nearest to it.
const report::BookEntry* find_held(std::string_view command, const report::AlertBook& book,
                                   std::string_view id, std::uint32_t version);

}  // namespace lockstep::app
