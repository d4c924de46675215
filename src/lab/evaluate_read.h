// The inputs of an evaluation as plain values.
#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/core/time.h"

namespace lockstep::lab {

struct AlertVersion {
  std::string alert_id;
  bool inauthentic = false;
  EventTime detected_at{}, first_post_at{};
  std::vector<std::string> accounts;
};

using Truth =
    std::map<std::string, std::string, std::less<>>;  // account -> campaign, "-" = organic

struct CoordinatedPost {
  std::string account;
  EventTime at{};
};
struct PostTruth {
  std::map<std::string, std::vector<CoordinatedPost>, std::less<>>
      campaigns;  // without camouflage, by time
  std::map<std::string, std::string, std::less<>>
      crowds;                        // organic account -> first crowd it was in
  std::uint64_t campaign_posts = 0;  // camouflage included
};

StatusOr<std::vector<AlertVersion>> read_alerts(std::istream& in);
StatusOr<Truth> read_truth(std::istream& in);
StatusOr<PostTruth> read_post_truth(std::istream& in);

}  // namespace lockstep::lab
