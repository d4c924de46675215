#include "lab_input.h"

#include <utility>

#include "alert_input.h"
#include "whole_file.h"

namespace lockstep::app {

StatusOr<lab::AlertVersions> read_alert_versions(const std::string& path) {
  lab::AlertVersions versions;
  LOCKSTEP_TRY(read_alert_records(path, "", [&](std::string_view record) -> Status {
    LOCKSTEP_ASSIGN(auto version, lab::read_alert(record));
    versions.push_back(std::move(version));
    return absl::OkStatus();
  }));
  return versions;
}

StatusOr<lab::CsvFile> read_csv_file(const std::string& path) {
  LOCKSTEP_ASSIGN(auto text, read_whole(path));
  return lab::CsvFile{path, std::move(text)};
}

}  // namespace lockstep::app
