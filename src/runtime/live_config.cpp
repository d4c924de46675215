#include "lockstep/runtime/live_config.h"

#include <fmt/format.h>

#include <set>

#include "lockstep/normalize/adapter.h"

namespace lockstep::runtime {
namespace {

constexpr std::size_t kMaxTopicName = 249;

}  // namespace

void LiveTopic::describe(ConfigVisitor& v) {
  using namespace std::chrono_literals;
  v.field("topic", topic, "Its name.", Effect::kOperation);
  v.field("format", format, "An adapter's name, or mapping:FILE.");
  v.field("platform", platform, "Platform of posts whose format does not say.");
  v.field("lateness", lateness, Range<Duration>{0s, 7 * 24h},
          "How much older than the newest post of its partition a post may be; at least the "
          "collector's polling interval. The slowest topic's delays every alert.");
  v.choice("clock", clock, {"record", "none"},
           "Whether the records' timestamps are a clock that authors do not hold; none for "
           "backfills.");
  v.choice(
      "reliability", reliability, {"", "A", "B", "C", "D", "E", "F"},
      "Admiralty letter of this source, where it is not `source_reliability`. An alert has that "
      "of the topic most of its evidence came from.");
}

void LiveConfig::describe(ConfigVisitor& v) {
  using namespace std::chrono_literals;
  v.choice(
      "role", role, {"detect", "normalize"},
      "detect finds coordination; normalize takes parsing and signatures off it, in any number "
      "of instances.",
      Effect::kOperation);
  v.choice("input", input, {"raw", "normalized"},
           "What detect reads: the topics below, or what normalize made of them.",
           Effect::kOperation);
  v.list("topics", topics, "The topics to read, each in one format.");
  v.choice("start", start, {"beginning", "end"},
           "Where to begin with a partition that was never read.", Effect::kOperation);
  v.field("idle_timeout", idle_timeout, Range<Duration>{100ms, 1h},
          "A partition that was read to its end and silent for so long no longer holds the others "
          "back.",
          Effect::kOperation);
  v.field("commit_interval", commit_interval, Range<Duration>{100ms, 1h},
          "How often progress is committed while there is nothing to publish.", Effect::kOperation);
  v.field("snapshot_dir", snapshot_dir,
          "Folder of this instance's snapshots, so that a start need not read the log from its "
          "beginning. Empty: none are written.",
          Effect::kOperation);
  v.field("snapshot_every", snapshot_every, Range<Duration>{1s, 7 * 24h},
          "Event time between two snapshots, in whole ticks. They never take more than a tenth of "
          "the time, however long one takes.",
          Effect::kOperation);
  v.field("threads", threads, Range<std::int64_t>{0, 256},
          "Threads that parse and normalise; 0: one per core.", Effect::kOperation);
  v.choice("mode", mode, {"alert", "shadow"},
           "shadow: alerts go to shadow_topic only, dead letters and late records nowhere, under a "
           "group and a decisions topic of its own (-shadow, .shadow), so that it can run beside "
           "the real service.",
           Effect::kOperation);
  v.field("alerts_topic", alerts_topic, "Topic of alerts as flat JSON.", Effect::kOperation);
  v.field("stix_topic", stix_topic, "Topic of alerts as STIX 2.1 bundles.", Effect::kOperation);
  v.field("partner_topic", partner_topic,
          "Topic of bundles for partners, if sharing.profiles names them; empty: stix_topic with "
          ".partner.",
          Effect::kOperation);
  v.field("takedown_topic", takedown_topic, "Topic of takedown lists, likewise with .takedown.",
          Effect::kOperation);
  v.field("clusters_topic", clusters_topic,
          "Topic of the accounts of an alert beyond its first 1,000, in pages.",
          Effect::kOperation);
  v.field("shadow_topic", shadow_topic, "Topic of alerts as flat JSON in mode shadow.",
          Effect::kOperation);
  v.field("hunts_topic", hunts_topic,
          "Topic of hits, which the service does not write: lockstep hunt --publish config does.",
          Effect::kOperation);
  v.field(
      "watchlist_topic", watchlist_topic,
      "Topic of what is known to be bad; it raises the weight of evidence. Read when it is there; "
      "empty: not at all.",
      Effect::kOperation);
  v.field("feedback_topic", feedback_topic,
          "Topic of what people say of alerts, likewise. A dismissed alert falls silent.",
          Effect::kOperation);
  v.field("enrichment_topic", enrichment_topic,
          "Topic of facts about sites: registration, name servers, analytics ids; likewise.",
          Effect::kOperation);
  v.field("erasure_topic", erasure_topic,
          "Topic of accounts that are to be forgotten, by platform:id; likewise.",
          Effect::kOperation);
  v.field("decisions_topic", decisions_topic,
          "Topic of one partition for what the service decided: idle partitions, and when side "
          "inputs took effect; keep it as long as the posts.",
          Effect::kOperation);
  v.field("normalized_topic", normalized_topic,
          "Topics that normalize writes begin with this, then a dot and the raw topic.",
          Effect::kOperation);
}

std::string LiveConfig::topic_of(alert::Profile profile) const {
  if (profile == alert::Profile::kInternal) return stix_topic;
  const auto& given = profile == alert::Profile::kPartner ? partner_topic : takedown_topic;
  return given.empty() ? stix_topic + '.' + std::string(name(profile)) : given;
}

std::vector<std::string> SideTopics::named() const {
  std::vector<std::string> out = {watchlist, feedback, enrichment, erasure};
  std::erase(out, "");
  return out;
}

Status LiveConfig::check() const {
  if (topics.empty()) return invalid_argument("live.topics: name at least one topic to read");
  if (role == "normalize" && is_shadow())
    return invalid_argument("live.mode: a shadow reads what others normalise; it does not itself");
  std::vector<std::string> outputs = {alerts_topic, stix_topic,  clusters_topic,
                                      shadow_topic, hunts_topic, decisions_topic};
  for (const auto& bundle : sharing.bundles())
    if (bundle.profile != alert::Profile::kInternal) outputs.push_back(topic_of(bundle.profile));
  std::set<std::string> seen(outputs.begin(), outputs.end());
  if (seen.size() != outputs.size()) return invalid_argument("live: two outputs share one topic");
  for (const auto& side : side_topics().named())
    if (!seen.insert(side).second)
      return invalid_argument(fmt::format("live: '{}' is a side input and something else", side));
  for (const LiveTopic& t : topics) {
    if (t.topic.empty()) return invalid_argument("live.topics: an entry has no topic");
    if (!seen.insert(t.topic).second)
      return invalid_argument(fmt::format("live.topics: '{}' is named twice", t.topic));
    if (normalized_name(t.topic).size() > kMaxTopicName)
      return invalid_argument(
          fmt::format("live.topics: '{}': '{}' is longer than the {} characters Kafka allows",
                      t.topic, normalized_name(t.topic), kMaxTopicName));
    if (normalize::mapping_file(t.format)) continue;
    const auto* def = normalize::find_adapter(t.format);
    if (def == nullptr)
      return invalid_argument(
          fmt::format("live.topics: '{}': there is no format '{}'", t.topic, t.format));
    if (def->framing != normalize::Framing::kJson)
      return invalid_argument(
          fmt::format("live.topics: '{}': format '{}' needs a header, which a topic does not have",
                      t.topic, t.format));
  }
  return absl::OkStatus();
}

std::string dead_letter_topic(const std::string& topic) { return topic + ".dlq"; }
std::string late_topic(const std::string& topic) { return topic + ".late"; }

}  // namespace lockstep::runtime
