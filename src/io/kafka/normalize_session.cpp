#include "lockstep/io/kafka/normalize_session.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "share.h"
#include "share_sink.h"
#include "topics.h"

namespace lockstep::io {

struct NormalizeSession::Impl {
  Impl(const KafkaConfig& c, const runtime::LiveConfig& l, const std::atomic<bool>& s)
      : config(c), live(l), stop(s) {}
  Status prepare(const std::function<void(const std::string&)>& tell);

  const KafkaConfig& config;
  const runtime::LiveConfig& live;
  const std::atomic<bool>& stop;
  std::unique_ptr<kafka::Scout> scout;
  kafka::Counts inputs;
  std::unique_ptr<kafka::KafkaShare> share;
  std::unique_ptr<kafka::ShareSink> sink;
};

// Outputs have as many partitions as their origins, which may grow.
Status NormalizeSession::Impl::prepare(const std::function<void(const std::string&)>& tell) {
  std::vector<std::string> topics;
  for (const auto& topic : live.topics) topics.push_back(topic.topic);
  LOCKSTEP_ASSIGN(kafka::Counts now,
                  kafka::wait_for_topics(*scout, topics, config.startup_timeout, stop, tell));
  if (now == inputs) return absl::OkStatus();
  LOCKSTEP_TRY(kafka::prepare_outputs(*scout, config, live, now, stop, tell));
  inputs = std::move(now);
  return absl::OkStatus();
}

NormalizeSession::NormalizeSession(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
NormalizeSession::~NormalizeSession() = default;

StatusOr<std::unique_ptr<NormalizeSession>> NormalizeSession::open(
    const KafkaConfig& config, const runtime::LiveConfig& live, const std::atomic<bool>& stop,
    const std::function<void(const std::string&)>& tell) {
  LOCKSTEP_TRY(config.check());
  LOCKSTEP_TRY(live.check());
  auto impl = std::make_unique<Impl>(config, live, stop);
  LOCKSTEP_ASSIGN(impl->scout, kafka::Scout::make(config));
  LOCKSTEP_TRY(impl->prepare(tell));
  std::int64_t partitions = 0;
  for (const auto& [topic, count] : impl->inputs) partitions += count;
  LOCKSTEP_ASSIGN(impl->share,
                  kafka::KafkaShare::join(config, live, partitions,
                                          [raw = impl.get()] { return raw->prepare({}); }));
  impl->sink = std::make_unique<kafka::ShareSink>(config, *impl->share);
  // Before partitions are given: a transaction left open holds up whoever has them next.
  LOCKSTEP_TRY(impl->sink->open(config.startup_timeout));
  return std::unique_ptr<NormalizeSession>(new NormalizeSession(std::move(impl)));
}

runtime::SharedSource& NormalizeSession::source() { return *impl_->share; }
runtime::TransactionalSink& NormalizeSession::sink() { return *impl_->sink; }

}  // namespace lockstep::io
