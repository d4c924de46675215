// What the commands of the lab read, whole: alerts as alert_input.h does, and CSV files.
#pragma once

#include <string>

#include "lockstep/core/status.h"
#include "lockstep/lab/alert_versions.h"

namespace lockstep::app {

// kDataLoss names file and record.
StatusOr<lab::AlertVersions> read_alert_versions(const std::string& path);
StatusOr<lab::CsvFile> read_csv_file(const std::string& path);

}  // namespace lockstep::app
