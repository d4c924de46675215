// The deterministic program: posts in the total order in, alerts out. Composes the rooms in order
// and does nothing else: no clock, no thread, no input or output.
//
// Ticks lie on a fixed grid; tick T covers [T - step, T) and is evaluated when a post at or after T
// arrives, or advance() says that none before T will. A gap without posts or due timers costs one
// step, however long. Accepted pairs form a graph; the components that changed are split by Leiden,
// each community of at least `min_accounts`, every member with two accepted pairs or more, is
// followed, assessed and, if there is something new to say, alerted.
//
// Same posts, same configuration: same alerts, byte for byte (source coordinates aside). So it is
// for an engine that was written to bytes at any moment and read into a fresh one.
// Not thread-safe, give_keys() aside: it may run ahead on a thread of its own. Next: sequence/ (who
// makes the order), alert/alert.h (what comes out).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lockstep/alert/alert.h"
#include "lockstep/alert/compose.h"
#include "lockstep/assess/assess.h"
#include "lockstep/campaign/tracker.h"
#include "lockstep/core/config_schema.h"
#include "lockstep/core/trace.h"
#include "lockstep/engine/side_fact.h"
#include "lockstep/engine/why.h"
#include "lockstep/evidence/evidence.h"
#include "lockstep/join/join.h"
#include "lockstep/signals/signal.h"
#include "lockstep/similar/similar.h"

namespace lockstep::engine {

struct GraphConfig {
  double gamma = 0.10;            // resolution of the Constant Potts Model
  std::int64_t min_accounts = 3;  // smallest community worth an alert
  Duration refresh =
      std::chrono::minutes{10};  // communities that only gained evidence are looked at this often
  void describe(ConfigVisitor& v);
};

struct EngineConfig {
  Duration tick = std::chrono::minutes{1};
  std::vector<std::string> signals = {"domain",  "hashtags", "identity", "infrastructure", "media",
                                      "mention", "reply",    "repost",   "text",           "url"};
  similar::SimilarConfig similar;
  join::JoinConfig join;
  evidence::EvidenceConfig evidence;
  GraphConfig graph;
  campaign::CampaignConfig campaign;
  assess::AssessConfig assess;
  std::string baseline_file;  // what `lockstep baseline` wrote; empty: the built-in baseline
  std::shared_ptr<const evidence::Baseline> baseline;  // read from it by whoever reads files
  std::string source_reliability = "F";                // Admiralty letter of the feed, A to F
  bool excerpts = true;                                // false: alerts carry no post text
  Duration alert_retention{};                          // told to recipients; 0: not
  alert::Pace update_every;
  // By which verdicts may name alerts; see alert/versions.h. From `sharing`, by whoever reads
  // files.
  std::vector<std::string> grouping_keys = {alert::StixOptions().deployment_key};

  void describe(ConfigVisitor& v);
};

struct EngineStats {
  std::uint64_t posts = 0, deletes = 0, traces = 0, ticks = 0, communities = 0, alerts = 0;
  similar::SimilarStats similar;
  join::JoinStats join;
  evidence::EvidenceStats evidence;
  std::uint64_t campaigns = 0, claims = 0;
  std::uint64_t watched = 0, sites = 0, sites_evicted = 0;  // entries of the watchlist; known sites
  std::uint64_t verdicts_of_no_alert = 0;
  std::uint64_t erased_from_alerts = 0;          // texts whose post was deleted
  std::uint64_t waiting = 0;                     // drafts of alerts that came too soon
  std::uint64_t erasures = 0, erased_posts = 0;  // facts of them; posts of accounts erased before
  std::uint64_t erased_accounts = 0, erased_accounts_evicted = 0;

  // Texts that deletes and erasures erased, wherever they were kept.
  std::uint64_t erased() const { return similar.erased + evidence.erased + erased_from_alerts; }
  // What the rooms count is in their own state.
  template <class Archive>
  void archive(Archive& ar) {
    auto& [posts_, deletes_, traces_, ticks_, communities_, alerts_, similar_, join_, evidence_,
           campaigns_, claims_, watched_, sites_, sites_evicted_, verdicts_of_no_alert_,
           erased_from_alerts_, waiting_, erasures_, erased_posts_, erased_accounts_,
           erased_accounts_evicted_] = *this;
    ar(posts_, deletes_, traces_, ticks_, communities_, alerts_, erasures_, erased_posts_);
  }
};

class Engine {
 public:
  // `registry` must outlive the engine.
  Engine(const EngineConfig&, const signals::Registry& registry, alert::Provenance provenance);
  ~Engine();
  // Gives the post's sketches their keys: they become traces, behind those it had. A delete erases
  // the words of its post from here on; if it came first, it is the post that loses them. on_post()
  // does so for posts that did not go through. Of each post before its on_post(), in the same
  // order, possibly ahead of it and on another thread: it touches nothing the rest of the engine
  // uses.
  void give_keys(TracedPost& post);
  // Hints that give_keys() or on_post() will soon be called with this post: its first cache misses,
  // which would come one after another, are then over together. They change nothing, and belong to
  // the threads of what they announce.
  void expect_keys(const TracedPost& post) const;
  void expect(const TracedPost& post) const;
  // Appends the alerts that this post's arrival makes due. Posts come in the total order.
  void on_post(const TracedPost& post, std::vector<alert::Alert>& out);
  // No post older than `watermark` will come: appends the alerts that this makes due. They are
  // those that the next post would have made due, only sooner.
  void advance(EventTime watermark, std::vector<alert::Alert>& out);
  // A fact that takes effect at the edge of `tick`: before any post of that time or later, behind
  // the evaluation of what was before. Ticks lie on the grid, do not descend, and are later than
  // any watermark or post that was told, or given keys; EventTime::min(): before the first post.
  // On the thread of give_keys(), while nothing else runs.
  void take_fact(EventTime tick, SideFact fact);
  // The end of the input: evaluates the last tick. `flush` also fires the timers, as if time went
  // on.
  void on_end(bool flush, std::vector<alert::Alert>& out);
  EngineStats stats() const;  // while nothing else runs
  // How these accounts ("platform:id") stand as of the last tick that was evaluated, and so why
  // they were alerted or were not. After on_end(), or the posts since are half of it.
  Why why(std::span<const std::string> accounts) const;
  // Every alert as it was last given out.
  const alert::Versions& versions() const;
  evidence::Baseline baseline() const;  // what the stream has shown to be usual so far
  // core/state_archive.h. Reading is for an engine that is as it was made, with the configuration
  // and the registry of the one that was written. Facts whose tick has not come are left out: who
  // reads the state tells them again.
  template <class Archive>
  void archive(Archive& ar);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::engine
