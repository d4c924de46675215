// The inputs of an evaluation as plain values.
#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/core/time.h"

namespace lockstep::lab {

struct AlertVersion {
  std::string alert_id;
  bool inauthentic = false;
  double confidence = 0;  // 0 to 1
  EventTime detected_at{}, first_post_at{};
  std::vector<std::string> accounts;
  std::vector<double> scores;  // of the accounts, 0 to 1
  std::string campaign_id;
  std::map<std::string, double> families;                  // nats
  std::uint32_t benign_explains = 0, benign_possible = 0;  // checks of that outcome
};

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

StatusOr<std::vector<AlertVersion>> read_alerts(std::istream& in);
StatusOr<Truth> read_truth(std::istream& in);
// `alert_id,verdict[,group]`; of several verdicts on an alert the last one counts.
StatusOr<Verdicts> read_verdicts(std::istream& in);
StatusOr<PostTruth> read_post_truth(std::istream& in);

}  // namespace lockstep::lab
