#include "lockstep/runtime/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <nlohmann/json.hpp>

namespace lockstep::runtime {
namespace {

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("lockstep",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        R"({"ts":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v)", spdlog::pattern_time_type::utc));
    made->flush_on(spdlog::level::info);
    return made;
  }();
  return *instance;
}

spdlog::level::level_enum level_of(Level level) {
  switch (level) {
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarning:
      return spdlog::level::warn;
    case Level::kError:
      break;
  }
  return spdlog::level::err;
}

std::atomic<void (*)(std::string_view)> other_writer{nullptr};

}  // namespace

void set_log_writer(void (*writer)(std::string_view)) { other_writer = writer; }

void log(Level level, std::string_view component, std::string_view event,
         std::initializer_list<LogField> fields) {
  nlohmann::ordered_json line;
  line["component"] = component;
  line["event"] = event;
  for (const LogField& field : fields)
    std::visit([&](const auto& value) { line[std::string(field.name)] = value; }, field.value);
  const auto text = line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  if (const auto writer = other_writer.load(); writer != nullptr) return writer(text);
  logger().log(level_of(level), std::string_view(text).substr(1));  // the pattern opens the object
}

}  // namespace lockstep::runtime
