// A session: everything a live run needs from the brokers, in the order that makes it safe. Whose
// turn it is to be active is settled by Kafka's group protocol. The active instance shuts out its
// predecessor first, and only then asks how far that had come; another one stands by
// (succession()).
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "lockstep/core/status.h"
#include "lockstep/io/kafka/config.h"
#include "lockstep/runtime/live.h"

namespace lockstep::io {

class KafkaSession {
 public:
  using TellWaiting = std::function<void(const std::string&)>;

  // Waits for the brokers up to startup_timeout (then kUnavailable), and for topics that are not
  // there yet as long as it takes; `stop` ends that (kCancelled), `tell` hears what is waited for.
  // kInvalidArgument: configuration. `config` outlives the session.
  static StatusOr<std::unique_ptr<KafkaSession>> open(const KafkaConfig& config,
                                                      const runtime::LiveConfig& live,
                                                      const std::atomic<bool>& stop,
                                                      const TellWaiting& tell = {});
  ~KafkaSession();

  runtime::PartitionedSource& source();
  runtime::TransactionalSink& sink();
  const runtime::LiveStart& start() const;
  runtime::PartitionedSource* side();  // of the side inputs that are there; null: none
  runtime::Succession* succession();   // null: this instance is the active one
  // Once: `tell` is called, on a thread of its own, when a topic has got more partitions than this
  // session reads. They are for the next session.
  void when_grown(std::function<void()> tell);
  bool has_grown();  // asks, if it was not told yet

 private:
  struct Impl;
  explicit KafkaSession(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::io
