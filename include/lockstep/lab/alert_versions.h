// What the lab reads of a run: versions of flat alerts (lockstep.alert/1), and the CSV files beside
// them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/core/time.h"

namespace lockstep::lab {

struct AlertVersion {
  std::string alert_id;
  std::uint32_t version = 0;
  std::string status, tier;
  bool inauthentic = false;
  double confidence = 0;  // 0 to 1
  EventTime detected_at{}, first_post_at{};
  std::vector<std::string> accounts;
  std::vector<double> scores;  // of the accounts, 0 to 1
  std::string campaign_id;
  std::map<std::string, double> families;                  // nats
  std::uint32_t benign_explains = 0, benign_possible = 0;  // checks of that outcome
};
using AlertVersions = std::vector<AlertVersion>;  // of a run, in any order

// kDataLoss: the record is no flat alert.
StatusOr<AlertVersion> read_alert(std::string_view record);

// What complaints call it, and all that it holds.
struct CsvFile {
  std::string name, text;
};

}  // namespace lockstep::lab
