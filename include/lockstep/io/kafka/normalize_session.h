// What an instance of the role `normalize` needs from the brokers: its share of the raw partitions,
// and transactions that only hold as long as the share does.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "lockstep/core/status.h"
#include "lockstep/io/kafka/config.h"
#include "lockstep/runtime/normalize.h"

namespace lockstep::io {

class NormalizeSession {
 public:
  // As KafkaSession::open().
  static StatusOr<std::unique_ptr<NormalizeSession>> open(
      const KafkaConfig& config, const runtime::LiveConfig& live, const std::atomic<bool>& stop,
      const std::function<void(const std::string&)>& tell = {});
  ~NormalizeSession();

  runtime::SharedSource& source();
  runtime::TransactionalSink& sink();

 private:
  struct Impl;
  explicit NormalizeSession(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::io
