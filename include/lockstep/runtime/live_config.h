// Settings of the live service that do not depend on what carries the records.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lockstep/alert/sharing.h"
#include "lockstep/core/config_schema.h"
#include "lockstep/core/status.h"

namespace lockstep::runtime {

struct LiveTopic {
  std::string topic;
  std::string format = "canonical";  // an adapter's name, or "mapping:FILE"
  std::string platform;              // for formats that do not say
  Duration lateness = std::chrono::seconds{60};
  std::string clock = "record";  // "record": the record's timestamp is trusted; "none"
  std::string reliability;       // Admiralty letter of the source; empty: source_reliability

  void describe(ConfigVisitor& v);
};

// The topics of the side inputs; empty: none.
struct SideTopics {
  std::string watchlist, feedback, enrichment, erasure;
  std::vector<std::string> named() const;
};

struct LiveConfig {
  std::string role = "detect";  // or "normalize"
  std::string input = "raw";    // of detect: "raw" or "normalized"
  std::vector<LiveTopic> topics;
  std::string start = "beginning";  // of a partition that was never read: "beginning" or "end"
  Duration idle_timeout = std::chrono::seconds{5};
  Duration commit_interval = std::chrono::seconds{5};
  std::string snapshot_dir;  // empty: no snapshots
  Duration snapshot_every = std::chrono::minutes{10};
  std::int64_t threads = 0;    // that parse and normalise; 0 = one per core
  std::string mode = "alert";  // or "shadow": see shadow_topic
  std::string alerts_topic = "cib.alerts.json.v1";
  std::string stix_topic = "cib.alerts.stix.v1";  // of the profile internal
  std::string partner_topic, takedown_topic;      // empty: stix_topic and the profile's name
  std::string clusters_topic = "cib.clusters.v1";
  std::string shadow_topic = "cib.alerts.shadow.v1";
  std::string hunts_topic = "cib.hunts.v1";          // not the service's own: of lockstep hunt
  std::string watchlist_topic = "cib.watchlist.v1";  // empty: none
  std::string feedback_topic = "cib.feedback.v1";
  std::string enrichment_topic = "cib.enrichment.domain.v1";
  std::string erasure_topic = "cib.erasure.v1";
  std::string decisions_topic = "lockstep.decisions";
  std::string normalized_topic = "social.posts.normalized.v1";
  alert::SharingConfig sharing;  // a section of its own

  void describe(ConfigVisitor& v);
  // A shadow writes alerts for whoever tries it out, beside a service that nobody shall notice it
  // by: no dead letters, no late records.
  bool is_shadow() const { return mode == "shadow"; }
  std::string topic_of(alert::Profile profile) const;
  // What no single field can say: no topics, one twice, a format that no record of a topic can
  // have.
  Status check() const;

  SideTopics side_topics() const {
    return {watchlist_topic, feedback_topic, enrichment_topic, erasure_topic};
  }
  bool reads_normalized() const { return role == "detect" && input == "normalized"; }
  // The topic of the canonical posts of a raw topic: as many partitions, each holding what became
  // of the raw one of its number. So partitions and topics can be added without moving any.
  std::string normalized_name(const std::string& topic) const {
    return normalized_topic + '.' + topic;
  }
};

// The topics of what could not be used, beside their origin.
std::string dead_letter_topic(const std::string& topic);
std::string late_topic(const std::string& topic);

}  // namespace lockstep::runtime
