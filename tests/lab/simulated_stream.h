// A simulated stream in memory, for tests.
#pragma once

#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "lockstep/lab/simulate.h"

namespace lockstep::lab {

inline std::vector<std::string> split(const std::string& line, char separator) {
  std::vector<std::string> fields;
  std::istringstream in(line);
  for (std::string field; std::getline(in, field, separator);) fields.push_back(field);
  return fields;
}

inline std::string key_of(const nlohmann::json& post) {
  return post.at("platform").get<std::string>() + ":" + post.at("post_id").get<std::string>();
}
inline std::string account_of(const nlohmann::json& post) {
  return post.at("platform").get<std::string>() + ":" +
         post.at("author").at("id").get<std::string>();
}

struct Stream {
  std::string posts, truth, truth_posts, truth_campaigns;
  SimulateSummary summary;

  std::vector<nlohmann::json> parsed() const {
    std::vector<nlohmann::json> out;
    std::istringstream lines(posts);
    for (std::string line; std::getline(lines, line);) out.push_back(nlohmann::json::parse(line));
    return out;
  }
  std::map<std::string, std::string> truth_of_accounts() const {
    std::map<std::string, std::string> out;
    std::istringstream lines(truth);
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
      const auto fields = split(line, ',');
      out[fields.at(0)] = fields.at(1);
    }
    return out;
  }
};

inline Stream run(const SimulateOptions& options) {
  Stream stream;
  const auto into = [](std::string& text) {
    return [&text](std::string_view block) {
      text += block;
      return absl::OkStatus();
    };
  };
  const auto summary = simulate(options, {into(stream.posts), into(stream.truth),
                                          into(stream.truth_posts), into(stream.truth_campaigns)});
  INFO(message_of(summary.status()));
  REQUIRE(summary.ok());
  stream.summary = *summary;
  return stream;
}

inline Stream run(const std::string& scenario, std::uint64_t seed, std::uint64_t posts) {
  SimulateOptions options;
  options.scenario = scenario;
  options.seed = seed;
  options.posts = posts;
  return run(options);
}

}  // namespace lockstep::lab
