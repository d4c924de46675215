// The engine behind replay's seam, with its alerts going to files or to a person.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lockstep/alert/alert.h"
#include "lockstep/alert/identities.h"
#include "lockstep/engine/engine.h"
#include "lockstep/io/file_sink.h"
#include "lockstep/report/alert_book.h"
#include "lockstep/runtime/export_log.h"
#include "lockstep/runtime/replay.h"

namespace lockstep::app {

struct BundleFile {
  std::string path;
  alert::StixOptions options;
};

struct DetectorOutputs {
  std::string alerts, report;       // files; empty = none
  std::vector<BundleFile> bundles;  // at most one a profile
  bool text = false;  // the last version of each alert as plain text on standard output
  std::optional<EventTime> from, to;  // alerts with from <= detected_at < to
  alert::Identities identities;       // whom all of them name
};

// One attempt of a run: made anew if the run starts over.
class Detector final : public runtime::PostConsumer {
 public:
  Detector(const engine::EngineConfig&, const signals::Registry&, const alert::Provenance&,
           const DetectorOutputs&);
  void prepare(TracedPost& post) override { engine_.give_keys(post); }
  void expect_prepare(const TracedPost& post) override { engine_.expect_keys(post); }
  void expect(const TracedPost& post) override { engine_.expect(post); }
  void on_post(const TracedPost& post) override;
  void on_fact(EventTime tick, engine::SideFact fact) override;
  void on_watermark(EventTime watermark) override;
  void on_end(bool flush) override;
  // The files take their place; the first error of any of them.
  Status commit();

  engine::EngineStats stats() const { return engine_.stats(); }
  engine::Why why(std::span<const std::string> accounts) const { return engine_.why(accounts); }
  // Whether there is such an alert at the end; by its id, or that of its grouping.
  bool knows(const std::string& alert_id) const { return engine_.versions().knows(alert_id); }
  std::uint64_t published() const { return published_; }
  std::uint64_t new_alerts() const { return new_alerts_; }

 private:
  void publish();
  void write(const alert::Alert& alert);
  void write_bundles(const alert::Alert& ours, const alert::Alert& theirs);
  void remember(const alert::Alert& alert);

  engine::Engine engine_;
  DetectorOutputs outputs_;
  std::unique_ptr<io::AtomicFile> alerts_, report_;
  std::vector<std::unique_ptr<io::AtomicFile>> bundles_;  // as in `outputs_`
  std::vector<runtime::Export> exports_;
  report::AlertBook book_{{}};        // only for the report
  std::vector<alert::Alert> latest_;  // of each alert, in order of first appearance; only for text
  std::vector<alert::Alert> due_;
  std::uint64_t published_ = 0, new_alerts_ = 0;
  Status status_;
};

}  // namespace lockstep::app
