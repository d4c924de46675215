#include "normalized_log.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "client.h"
#include "view.h"

namespace lockstep::io::kafka {
namespace {

constexpr Duration kAnswer = std::chrono::seconds{5};
constexpr int kPollMilliseconds = 500;

}  // namespace

StatusOr<std::unique_ptr<NormalizedLog>> NormalizedLog::open(const KafkaConfig& config) {
  LOCKSTEP_ASSIGN(Client consumer, make_consumer(config, {{"group.id", config.group},
                                                          {"enable.auto.commit", "false"},
                                                          {"enable.partition.eof", "true"},
                                                          {"auto.offset.reset", "earliest"},
                                                          {"isolation.level", "read_committed"},
                                                          // one record is looked at
                                                          {"queued.min.messages", "1"},
                                                          {"max.partition.fetch.bytes", "65536"},
                                                          {"fetch.wait.max.ms", "20"}}));
  return std::unique_ptr<NormalizedLog>(new NormalizedLog(std::move(consumer)));
}

// The first frame at or behind `from`; empty if there is none.
StatusOr<std::optional<NormalizedLog::Probe>> NormalizedLog::probe(const Place& place,
                                                                   std::int64_t from) {
  const PartitionList list = make_list(1);
  rd_kafka_topic_partition_list_add(list.get(), place.first.c_str(), place.second)->offset = from;
  LOCKSTEP_TRY(status_of(rd_kafka_assign(consumer_.get(), list.get()), "assign"));
  const auto end = std::chrono::steady_clock::now() + kAnswer;
  while (std::chrono::steady_clock::now() < end) {
    const Message message(rd_kafka_consumer_poll(consumer_.get(), kPollMilliseconds));
    if (message == nullptr) continue;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return std::optional<Probe>();
    LOCKSTEP_TRY(status_of(message->err, "read " + place.first));
    if (message->offset < from) continue;  // of the assignment before
    const auto cover = runtime::cover_of(framed_view_of(*message).frame);
    if (!cover)
      return data_loss(fmt::format("record {} of {}[{}] carries no frame that this version reads",
                                   message->offset, place.first, place.second));
    return std::optional<Probe>({message->offset, *cover});
  }
  return unavailable(fmt::format("{}[{}] could not be read", place.first, place.second));
}

StatusOr<std::optional<runtime::FrameCover>> NormalizedLog::first(const Place& place) {
  LOCKSTEP_ASSIGN(const auto bounds, read_bounds(consumer_.get(), place, kAnswer));
  if (bounds.first == bounds.second) return std::optional<runtime::FrameCover>();
  LOCKSTEP_ASSIGN(const auto found, probe(place, bounds.first));
  return found ? std::optional(found->cover) : std::nullopt;
}

StatusOr<std::int64_t> NormalizedLog::locate(const Place& place, std::int64_t raw) {
  LOCKSTEP_ASSIGN(const auto bounds, read_bounds(consumer_.get(), place, kAnswer));
  auto [low, high] = bounds;
  if (low == high) return low;
  LOCKSTEP_ASSIGN(const auto first, probe(place, low));
  if (!first || first->cover.next > raw) return low;
  // The frame at `low` is too early, the first one from `high` on is not.
  for (low = first->offset; high - low > 1;) {
    const std::int64_t middle = low + (high - low) / 2;
    LOCKSTEP_ASSIGN(const auto found, probe(place, middle));
    if (!found || found->cover.next > raw)
      high = middle;
    else
      low = found->offset;
  }
  return high;
}

}  // namespace lockstep::io::kafka
