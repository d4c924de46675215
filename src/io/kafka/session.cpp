#include "lockstep/io/kafka/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "admin.h"
#include "client.h"
#include "leadership.h"
#include "lockstep/runtime/log.h"
#include "lockstep/runtime/normalized_source.h"
#include "normalized_log.h"
#include "partition_watch.h"
#include "sink.h"
#include "source.h"
#include "topics.h"

namespace lockstep::io {

using kafka::Counts;
using kafka::Place;
using runtime::Level;
using runtime::log;

struct KafkaSession::Impl final : runtime::Succession {
  Impl(const KafkaConfig& c, const runtime::LiveConfig& l) : config(c), live(l) {}

  Status apply() override;
  bool is_our_turn() const override { return leadership != nullptr && leadership->is_leader(); }
  StatusOr<runtime::Progress> look() override;
  StatusOr<runtime::Progress> take_over() override;
  StatusOr<std::vector<runtime::Decision>> new_decisions();
  StatusOr<runtime::Progress> progress_of(const std::map<Place, kafka::CommittedEntry>& committed);
  StatusOr<Counts> find_side(rd_kafka_t* client);
  Status find_turn(const std::atomic<bool>& stop);
  Status read_normalized();

  const KafkaConfig& config;
  const runtime::LiveConfig& live;
  std::vector<Place> places;
  std::vector<runtime::PartitionId> ids;  // of places
  std::int64_t decisions_read = 0;
  std::shared_ptr<rd_kafka_t> consumer;
  std::unique_ptr<kafka::Leadership> leadership;
  std::unique_ptr<runtime::PartitionedSource> source;
  std::unique_ptr<kafka::NormalizedLog> normalized;  // null: it reads the raw topics
  std::unique_ptr<kafka::KafkaSource> side;
  std::unique_ptr<kafka::KafkaSink> sink;
  std::unique_ptr<kafka::PartitionWatch> watch;
  runtime::LiveStart start;
  bool standby = false;
};

namespace {

constexpr auto kAskAgain = std::chrono::milliseconds{500};
constexpr Duration kLook = std::chrono::seconds{1};
constexpr Duration kAnswer = std::chrono::seconds{5};
constexpr std::int64_t kReadAheadKiB = 512 << 10;  // over all partitions

std::vector<std::string> names_of(const runtime::LiveConfig& live) {
  std::vector<std::string> names;
  for (const auto& t : live.topics) names.push_back(t.topic);
  return names;
}

// Reads for the group without being a member of it. What it reads ahead is bounded over all
// partitions.
StatusOr<std::shared_ptr<rd_kafka_t>> make_reader(const KafkaConfig& config,
                                                  std::int64_t partitions) {
  const auto ahead = std::clamp<std::int64_t>(kReadAheadKiB / partitions, 1 << 10, 64 << 10);
  LOCKSTEP_ASSIGN(kafka::Client client,
                  kafka::make_consumer(config,
                                       {{"group.id", config.group},
                                        {"enable.auto.commit", "false"},
                                        {"enable.auto.offset.store", "false"},
                                        {"enable.partition.eof", "true"},
                                        {"auto.offset.reset", "error"},
                                        {"isolation.level", "read_committed"}},
                                       {{"queued.max.messages.kbytes", std::to_string(ahead)}}));
  return std::shared_ptr<rd_kafka_t>(client.release(), kafka::destroy);
}

// Empty if nothing is committed for the place.
StatusOr<std::optional<runtime::CommitNote>> note_of(const Place& place,
                                                     const kafka::CommittedEntry& entry) {
  if (entry.offset < 0) return std::optional<runtime::CommitNote>();
  const auto note = runtime::decode_note(entry.note);
  if (!note)
    return data_loss(fmt::format("what is committed for {}[{}] was not written by this program",
                                 place.first, place.second));
  return note;
}

Status find_bounds(rd_kafka_t* client, const std::vector<Place>& places,
                   std::vector<runtime::PartitionState>& partitions) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    LOCKSTEP_ASSIGN(const auto bounds, kafka::read_bounds(client, places[i], kAnswer));
    partitions[i].begin = bounds.first;
    partitions[i].end = bounds.second;
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::vector<runtime::Decision>> KafkaSession::Impl::new_decisions() {
  LOCKSTEP_ASSIGN(const auto values, kafka::read_values(config, {live.decisions_topic, 0},
                                                        decisions_read, config.startup_timeout));
  std::vector<runtime::Decision> decisions;
  for (const std::string& value : values) {
    auto decision = runtime::decode_decision(value);
    if (!decision)
      return data_loss(fmt::format("{} holds what is no decision", live.decisions_topic));
    decisions.push_back(*std::move(decision));
  }
  return decisions;
}

StatusOr<runtime::Progress> KafkaSession::Impl::progress_of(
    const std::map<Place, kafka::CommittedEntry>& committed) {
  runtime::Progress progress;
  for (std::size_t i = 0; i < places.size(); ++i) {
    LOCKSTEP_ASSIGN(const auto note, note_of(places[i], committed.at(places[i])));
    if (note) progress.notes.emplace_back(ids[i], *note);
  }
  LOCKSTEP_ASSIGN(progress.decisions, new_decisions());
  return progress;
}

StatusOr<runtime::Progress> KafkaSession::Impl::look() {
  LOCKSTEP_ASSIGN(const auto committed, kafka::read_committed(consumer.get(), places, kLook));
  return progress_of(committed);
}

StatusOr<runtime::Progress> KafkaSession::Impl::take_over() {
  LOCKSTEP_TRY(sink->open(places, config.startup_timeout));
  return progress_of(sink->committed());
}

Status KafkaSession::Impl::apply() {
  if (leadership != nullptr) return absl::OkStatus();
  LOCKSTEP_ASSIGN(leadership, kafka::Leadership::join(config, live.decisions_topic));
  return absl::OkStatus();
}

// Where something was committed, that is executed first, whoever is active; only then may this
// instance be chosen, or a cold one would take over from a warm one. Otherwise it waits to be
// chosen.
Status KafkaSession::Impl::find_turn(const std::atomic<bool>& stop) {
  runtime::Progress progress;
  auto patience = config.startup_timeout / kLook;
  for (;;) {
    if (stop.load()) return make_status(StatusCode::kCancelled, "stopped before it began");
    standby = !is_our_turn();
    auto looked = standby ? look() : take_over();
    // A transaction that a predecessor left open hides what is committed until someone takes over.
    if (standby && looked.status().code() == StatusCode::kUnavailable && patience-- > 0) {
      LOCKSTEP_TRY(apply());
      continue;
    }
    LOCKSTEP_ASSIGN(auto seen, std::move(looked));
    progress.notes = std::move(seen.notes);
    progress.decisions.insert(progress.decisions.end(), seen.decisions.begin(),
                              seen.decisions.end());
    if (!standby || progress.notes.size() == places.size()) break;
    LOCKSTEP_TRY(apply());
    std::this_thread::sleep_for(kAskAgain);
  }
  for (const auto id : ids) start.partitions.push_back({id, 0, 0, std::nullopt});
  for (const auto& [id, note] : progress.notes) {
    const auto at = std::find(ids.begin(), ids.end(), id) - ids.begin();
    start.partitions[static_cast<std::size_t>(at)].committed = note;
  }
  start.decisions = std::move(progress.decisions);
  return absl::OkStatus();
}

// The side inputs, with the partitions they have by now; none is waited for.
StatusOr<Counts> KafkaSession::Impl::find_side(rd_kafka_t* client) {
  std::vector<std::string> topics = live.side_topics().named();
  LOCKSTEP_ASSIGN(Counts counts, kafka::count_partitions(client, topics, kAnswer));
  for (std::uint32_t t = 0; t < topics.size(); ++t) {
    for (std::int32_t p = 0; p < counts.at(topics[t]); ++p) {
      LOCKSTEP_ASSIGN(const auto bounds, kafka::read_bounds(client, {topics[t], p}, kAnswer));
      start.side.push_back({{t, p}, topics[t], p, bounds.first});
    }
  }
  if (start.side.empty()) return counts;
  LOCKSTEP_ASSIGN(auto reader, make_reader(config, static_cast<std::int64_t>(start.side.size())));
  side = std::make_unique<kafka::KafkaSource>(std::move(reader), std::move(topics));
  return counts;
}

// The log begins where the normalised one does, and ends where the raw one does.
Status KafkaSession::Impl::read_normalized() {
  LOCKSTEP_ASSIGN(normalized, kafka::NormalizedLog::open(config));
  std::vector<std::string> topics;
  for (const auto& topic : names_of(live)) topics.push_back(live.normalized_name(topic));
  for (auto& partition : start.partitions) {
    LOCKSTEP_ASSIGN(const auto first,
                    normalized->first({topics[partition.id.topic], partition.id.partition}));
    if (first) partition.begin = first->from;
  }
  runtime::NormalizedSource::Outside outside;
  outside.topics = names_of(live);
  outside.locate = [this, topics](runtime::PartitionId id, std::int64_t raw) {
    return normalized->locate({topics[id.topic], id.partition}, raw);
  };
  outside.raw_end = [this](runtime::PartitionId id) -> StatusOr<std::int64_t> {
    LOCKSTEP_ASSIGN(
        const auto bounds,
        kafka::read_bounds(consumer.get(), {live.topics[id.topic].topic, id.partition}, kLook));
    return bounds.second;
  };
  source = std::make_unique<runtime::NormalizedSource>(
      std::make_unique<kafka::KafkaSource>(consumer, topics, kafka::KafkaSource::Kind::kFramed),
      std::move(outside));
  return absl::OkStatus();
}

KafkaSession::KafkaSession(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
KafkaSession::~KafkaSession() = default;

StatusOr<std::unique_ptr<KafkaSession>> KafkaSession::open(const KafkaConfig& config,
                                                           const runtime::LiveConfig& live,
                                                           const std::atomic<bool>& stop,
                                                           const TellWaiting& tell) {
  LOCKSTEP_TRY(config.check());
  LOCKSTEP_TRY(live.check());
  auto impl = std::make_unique<Impl>(config, live);
  const auto topics = names_of(live);
  LOCKSTEP_ASSIGN(auto scout, kafka::Scout::make(config));
  LOCKSTEP_ASSIGN(const Counts inputs,
                  kafka::wait_for_topics(*scout, topics, config.startup_timeout, stop, tell));
  LOCKSTEP_TRY(kafka::prepare_outputs(*scout, config, live, inputs, stop, tell));

  for (std::uint32_t t = 0; t < topics.size(); ++t) {
    for (std::int32_t p = 0; p < inputs.at(topics[t]); ++p) {
      impl->places.emplace_back(topics[t], p);
      impl->ids.push_back({t, p});
    }
  }
  LOCKSTEP_ASSIGN(impl->consumer,
                  make_reader(config, static_cast<std::int64_t>(impl->places.size())));
  impl->sink = std::make_unique<kafka::KafkaSink>(
      config, topics, impl->consumer, [raw = impl.get()] { return raw->is_our_turn(); });
  LOCKSTEP_TRY(impl->find_turn(stop));
  LOCKSTEP_TRY(find_bounds(scout->client(), impl->places, impl->start.partitions));
  if (live.reads_normalized())
    LOCKSTEP_TRY(impl->read_normalized());
  else
    impl->source = std::make_unique<kafka::KafkaSource>(impl->consumer, topics);
  LOCKSTEP_ASSIGN(Counts known, impl->find_side(scout->client()));
  known.insert(inputs.begin(), inputs.end());
  impl->watch = std::make_unique<kafka::PartitionWatch>(std::move(scout), std::move(known));
  return std::unique_ptr<KafkaSession>(new KafkaSession(std::move(impl)));
}

void KafkaSession::when_grown(std::function<void()> tell) { impl_->watch->start(std::move(tell)); }
bool KafkaSession::has_grown() { return impl_->watch->has_grown(); }
runtime::PartitionedSource& KafkaSession::source() { return *impl_->source; }
runtime::TransactionalSink& KafkaSession::sink() { return *impl_->sink; }
runtime::PartitionedSource* KafkaSession::side() { return impl_->side.get(); }
const runtime::LiveStart& KafkaSession::start() const { return impl_->start; }
runtime::Succession* KafkaSession::succession() { return impl_->standby ? impl_.get() : nullptr; }

}  // namespace lockstep::io
