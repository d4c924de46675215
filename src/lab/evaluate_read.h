// The files beside the alerts as plain values.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/core/time.h"
#include "lockstep/lab/alert_versions.h"

namespace lockstep::lab {

// By alert_id and version, whatever the order of the records was.
std::vector<const AlertVersion*> in_order(const AlertVersions& versions);

struct AccountTruth {
  std::string campaign = "-";  // "-" = organic
  std::string tactic = "-", confounder = "-";
};
using Truth = std::map<std::string, AccountTruth, std::less<>>;

struct Verdict {
  bool confirmed = false;
  std::string group;  // empty = the alert's campaign
};
using Verdicts = std::map<std::string, Verdict, std::less<>>;  // by alert_id

struct CoordinatedPost {
  std::string account;
  EventTime at{};
  std::uint32_t wave = 0;  // 0 = not known
};
struct PostTruth {
  std::map<std::string, std::vector<CoordinatedPost>, std::less<>>
      campaigns;  // without camouflage, by time
  std::map<std::string, std::set<std::string>, std::less<>>
      crowds;                        // organic account -> the crowds it was in
  std::uint64_t campaign_posts = 0;  // camouflage included
};

// kDataLoss names the file and the line.
StatusOr<Truth> read_truth(const CsvFile& file);
// `alert_id,verdict[,group]`; of several verdicts on an alert the last one counts.
StatusOr<Verdicts> read_verdicts(const CsvFile& file);
StatusOr<PostTruth> read_post_truth(const CsvFile& file);

}  // namespace lockstep::lab
