// Steps of a transaction.
#pragma once

#include <chrono>
#include <string>

#include "handles.h"

namespace lockstep::io::kafka {

inline constexpr auto kStepPatience = std::chrono::seconds{10};
inline constexpr const char* kTransactionTimeout = "10000";

// Calls a step again as long as librdkafka says that this may help.
template <class Step>
Status with_patience(const std::string& doing, Step&& step) {
  const auto end = std::chrono::steady_clock::now() + kStepPatience;
  for (;;) {
    const Error error(step());
    if (error == nullptr) return absl::OkStatus();
    if (rd_kafka_error_is_retriable(error.get()) == 0 || std::chrono::steady_clock::now() >= end)
      return status_of(error, doing);
  }
}

}  // namespace lockstep::io::kafka
