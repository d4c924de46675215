// The topics of a session: those it reads are waited for, those it writes are made.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "handles.h"
#include "lockstep/io/kafka/config.h"
#include "lockstep/runtime/live_config.h"
#include "trouble.h"

namespace lockstep::io::kafka {

using Counts = std::map<std::string, std::int32_t>;           // partitions of each topic
using TellWaiting = std::function<void(const std::string&)>;  // what for, in words

// A consumer that asks questions and reads nothing.
class Scout {
 public:
  static StatusOr<std::unique_ptr<Scout>> make(const KafkaConfig& config);
  rd_kafka_t* client() const { return client_.get(); }
  // What keeps it from the brokers, in words; empty: not known.
  const std::string& trouble();

 private:
  Trouble trouble_;
  Client client_;  // goes first: it speaks of its trouble
};

// Until all of the topics are there, as long as it takes. kUnavailable, with what is wrong if the
// scout knows, when no broker was reached for `patience`; kCancelled by `stop`.
StatusOr<Counts> wait_for_topics(Scout& scout, const std::vector<std::string>& topics,
                                 Duration patience, const std::atomic<bool>& stop,
                                 const TellWaiting& tell);

// Makes outputs that are missing and adds partitions that their origins have more; if the
// configuration forbids it, waits for them likewise. kInvalidArgument: a topic does not fit.
Status prepare_outputs(Scout& scout, const KafkaConfig& config, const runtime::LiveConfig& live,
                       const Counts& inputs, const std::atomic<bool>& stop,
                       const TellWaiting& tell);

}  // namespace lockstep::io::kafka
