#include "share.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "admin.h"
#include "client.h"
#include "lockstep/runtime/log.h"

namespace lockstep::io::kafka {
namespace {

constexpr const char* kSessionTimeout = "10000";
constexpr const char* kHeartbeat = "1000";
// A topic that has got more partitions is noticed by asking.
constexpr const char* kRefreshTopics = "30000";
constexpr Duration kAnswer = std::chrono::seconds{5};
constexpr std::int64_t kReadAheadKiB = 256 << 10;  // over all partitions

using runtime::Level;
using runtime::log;
using runtime::PartitionId;

}  // namespace

KafkaShare::KafkaShare(const KafkaConfig& config, const runtime::LiveConfig& live)
    : config_(config), live_(live) {
  for (const auto& topic : live.topics) topics_.push_back(topic.topic);
}

StatusOr<std::unique_ptr<KafkaShare>> KafkaShare::join(const KafkaConfig& config,
                                                       const runtime::LiveConfig& live,
                                                       std::int64_t partitions,
                                                       std::function<Status()> prepare) {
  std::unique_ptr<KafkaShare> self(new KafkaShare(config, live));
  self->prepare_ = std::move(prepare);
  const auto ahead = std::clamp<std::int64_t>(kReadAheadKiB / std::max<std::int64_t>(1, partitions),
                                              1 << 10, 64 << 10);
  LOCKSTEP_ASSIGN(Client client,
                  make_consumer(config,
                                {{"group.id", config.group + "-normalize"},
                                 {"group.instance.id", instance_of(config)},
                                 {"enable.auto.commit", "false"},
                                 {"enable.auto.offset.store", "false"},
                                 {"enable.partition.eof", "true"},
                                 {"auto.offset.reset", "error"},
                                 {"isolation.level", "read_committed"},
                                 {"partition.assignment.strategy", "roundrobin"},
                                 {"session.timeout.ms", kSessionTimeout},
                                 {"heartbeat.interval.ms", kHeartbeat}},
                                {{"queued.max.messages.kbytes", std::to_string(ahead)},
                                 {"topic.metadata.refresh.interval.ms", kRefreshTopics}},
                                [&](rd_kafka_conf_t* conf) {
                                  rd_kafka_conf_set_opaque(conf, self.get());
                                  rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
                                }));
  self->consumer_.reset(client.release(), destroy);
  const PartitionList list = make_list(self->topics_.size());
  for (const auto& topic : self->topics_)
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  LOCKSTEP_TRY(status_of(rd_kafka_subscribe(self->consumer_.get(), list.get()), "subscribe"));
  return self;
}

KafkaShare::~KafkaShare() {
  source_.reset();
  closing_ = true;
  if (consumer_ != nullptr) rd_kafka_consumer_close(consumer_.get());
}

void KafkaShare::on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t what,
                              rd_kafka_topic_partition_list_t* partitions, void* opaque) {
  auto& self = *static_cast<KafkaShare*>(opaque);
  if (self.closing_) {
    rd_kafka_assign(client, nullptr);
    return;
  }
  self.taken_away_ = true;
  self.given_.reset();
  if (what != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) return;
  self.group_.reset(rd_kafka_consumer_group_metadata(client));
  auto& given = self.given_.emplace();
  for (int i = 0; i < partitions->cnt; ++i) {
    const auto& p = partitions->elems[i];
    const auto topic = std::find(self.topics_.begin(), self.topics_.end(), p.topic);
    given.push_back({static_cast<std::uint32_t>(topic - self.topics_.begin()), p.partition});
  }
  std::sort(given.begin(), given.end());
}

Status KafkaShare::wait(std::chrono::milliseconds most) {
  hear(most);
  if (replaced_)
    return make_status(StatusCode::kAborted, "another instance of this name took its place");
  if (taken_away_) let_go();
  if (!given_) return absl::OkStatus();
  const Status taken = take();
  if (!taken.ok())  // tried again at the next call
    log(Level::kWarning, "kafka", "cannot_take_partitions", {{"reason", message_of(taken)}});
  return absl::OkStatus();
}

void KafkaShare::hear(std::chrono::milliseconds most) {
  if (source_ != nullptr) source_->wait_for_records(most);
  const int wait = source_ != nullptr ? 0 : static_cast<int>(most.count());
  const Message event(rd_kafka_consumer_poll(consumer_.get(), wait));
  if (event == nullptr || event->err == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  replaced_ = event->err == RD_KAFKA_RESP_ERR__FATAL;
  log(Level::kWarning, "kafka", "membership", {{"message", rd_kafka_message_errstr(event.get())}});
}

// What was read and not committed is void from here on.
void KafkaShare::let_go() {
  taken_away_ = false;
  const bool had = source_ != nullptr;
  source_.reset();  // and gives up the assignment
  if (!had && !given_) rd_kafka_assign(consumer_.get(), nullptr);
  ours_.clear();
  assigned_.clear();
  ++generation_;
}

Status KafkaShare::take() {
  LOCKSTEP_TRY(prepare_());
  std::vector<Place> places;
  for (const auto& id : *given_) places.emplace_back(topics_[id.topic], id.partition);
  Places from;
  if (!places.empty()) {
    LOCKSTEP_ASSIGN(const auto committed, read_committed(consumer_.get(), places, kAnswer));
    for (std::size_t i = 0; i < places.size(); ++i) {
      const auto& id = (*given_)[i];
      LOCKSTEP_ASSIGN(const auto begin, begin_of(id, committed.at(places[i]).offset));
      from.emplace_back(id, begin);
    }
  }
  if (from.empty()) {
    const PartitionList none = make_list(0);
    LOCKSTEP_TRY(status_of(rd_kafka_assign(consumer_.get(), none.get()), "assign"));
  } else {
    source_ = std::make_unique<KafkaSource>(consumer_, topics_);
    if (const Status status = source_->seek(from); !status.ok()) {
      source_.reset();
      return status;
    }
  }
  ours_ = *std::exchange(given_, std::nullopt);
  assigned_ = std::move(from);
  ++generation_;
  return absl::OkStatus();
}

StatusOr<std::int64_t> KafkaShare::begin_of(const PartitionId& id, std::int64_t committed) {
  const Place place(topics_[id.topic], id.partition);
  LOCKSTEP_ASSIGN(const auto bounds, read_bounds(consumer_.get(), place, kAnswer));
  if (committed < 0) return live_.start == "end" ? bounds.second : bounds.first;
  if (committed < bounds.first)
    log(Level::kWarning, "normalize", "records_lost",
        {{"topic", place.first},
         {"partition", place.second},
         {"records", bounds.first - committed}});
  return std::max(committed, bounds.first);
}

void KafkaShare::rewind() {
  if (taken_away_ || given_) return;  // everything changes anyway
  auto again = ours_;
  let_go();
  given_ = std::move(again);
}

}  // namespace lockstep::io::kafka
