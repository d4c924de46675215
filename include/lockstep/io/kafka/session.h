// A session: everything a live run needs from the brokers, in the order that makes it safe. Whose
// turn it is to be active is settled by Kafka's group protocol. The active instance shuts out its
// predecessor first, and only then asks how far that had come; another one stands by
// (succession()).
#pragma once

#include <atomic>
#include <memory>

#include "lockstep/core/status.h"
#include "lockstep/io/kafka/config.h"
#include "lockstep/runtime/live.h"

namespace lockstep::io {

class KafkaSession {
 public:
  // Waits for the brokers up to startup_timeout (then kUnavailable), and for topics that are not
  // there yet as long as it takes; `stop` ends that (kCancelled). kInvalidArgument: configuration.
  // `config` outlives the session.
  static StatusOr<std::unique_ptr<KafkaSession>> open(const KafkaConfig& config,
                                                      const runtime::LiveConfig& live,
                                                      const std::atomic<bool>& stop);
  ~KafkaSession();

  runtime::PartitionedSource& source();
  runtime::TransactionalSink& sink();
  const runtime::LiveStart& start() const;
  runtime::Succession* succession();  // null: this instance is the active one

 private:
  struct Impl;
  explicit KafkaSession(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::io
