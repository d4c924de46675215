// The program's configuration: every room's settings under one roof, read from one YAML file.
//
// Precedence: built-in default, file, environment (LOCKSTEP__JOIN__LOOK_BACK=12h). In the file
// ${NAME} stands for an environment variable. Unknown keys are errors; all errors are reported at
// once, each with file, line, key, what was found and what is allowed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/config_schema.h"
#include "lockstep/core/status.h"
#include "lockstep/engine/engine.h"
#include "lockstep/io/admin_server.h"
#include "lockstep/io/kafka/config.h"
#include "lockstep/normalize/normalizer.h"
#include "lockstep/runtime/live_config.h"
#include "lockstep/runtime/replay.h"

namespace lockstep::app {

inline constexpr std::string_view kMask = "********";  // is printed in place of a secret

// What is said where alerts are published without a deployment key.
inline constexpr std::string_view kNoKey =
    "no sharing.deployment_key: whoever knows an alert's id can compute the ids of its objects";

struct Config {
  normalize::NormalizeConfig normalize;
  runtime::SequenceConfig sequence;
  engine::EngineConfig engine;
  runtime::LiveConfig live;
  io::KafkaConfig kafka;
  io::AdminConfig admin;

  void describe(ConfigVisitor& v);
};

// An empty path reads only the environment. On error the message has one line per problem.
StatusOr<Config> load_config(const std::string& path);
// The same from text; `name` is used in messages, `environment` are NAME=value strings.
StatusOr<Config> parse_config(const std::string& text, const std::string& name,
                              const std::vector<std::string>& environment);

// YAML with a comment on every key; reading it back gives the same configuration.
std::string print_yaml(Config config);
std::string print_markdown(Config config);     // docs/CONFIGURATION.md
std::string print_json_schema(Config config);  // JSON Schema of the file
// Over the keys that can change an alert, in hex.
std::string fingerprint(Config config);
// The configuration as `lockstep run` takes it: a shadow stands beside the real service, under
// names of its own.
Config as_run(Config config);
// What the alerts of a run over these inputs say about where they come from.
alert::Provenance provenance_of(const Config& config, std::vector<std::string> inputs);

}  // namespace lockstep::app
