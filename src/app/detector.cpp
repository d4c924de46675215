#include "detector.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "lockstep/alert/sharing.h"
#include "lockstep/report/page.h"

namespace lockstep::app {
namespace {

std::unique_ptr<io::AtomicFile> open(const std::string& path, Status& status) {
  auto file = io::AtomicFile::create_if_named(path);
  if (file.ok()) return *std::move(file);
  if (status.ok()) status = file.status();
  return nullptr;
}

void append(const std::unique_ptr<io::AtomicFile>& file, const std::string& text, Status& status) {
  if (file == nullptr) return;
  const auto wrote = file->write(text);
  if (status.ok()) status = wrote;
}

}  // namespace

Detector::Detector(const engine::EngineConfig& config, const signals::Registry& registry,
                   const alert::Provenance& provenance, const DetectorOutputs& outputs)
    : engine_(config, registry, provenance), outputs_(outputs) {
  alerts_ = open(outputs.alerts, status_);
  for (const auto& file : outputs.bundles) bundles_.push_back(open(file.path, status_));
  report_ = open(outputs.report, status_);
}

void Detector::publish() {
  for (const auto& alert : due_) {
    if (outputs_.from && alert.detected_at < *outputs_.from) continue;
    if (outputs_.to && alert.detected_at >= *outputs_.to) continue;
    ++published_;
    if (alert.version == 1) ++new_alerts_;
    write(alert);
  }
  due_.clear();
}

void Detector::write(const alert::Alert& alert) {
  const auto hidden = outputs_.identities.hidden(alert);
  const auto& ours = hidden ? *hidden : alert;
  write_bundles(ours, alert);
  if (outputs_.text) remember(ours);
  if (alerts_ == nullptr && report_ == nullptr) return;
  const std::string line = alert::to_flat_json(ours);
  append(alerts_, line + '\n', status_);
  if (report_ != nullptr) book_.add(ours, line);
}

void Detector::write_bundles(const alert::Alert& ours, const alert::Alert& theirs) {
  for (std::size_t i = 0; i < bundles_.size(); ++i) {
    const auto& [path, options] = outputs_.bundles[i];
    if (!is_written(theirs, options.profile, outputs_.identities)) continue;
    const bool own = options.profile == alert::Profile::kInternal;
    append(bundles_[i], alert::to_stix(own ? ours : theirs, options) + '\n', status_);
    exports_.push_back({theirs.alert_id, theirs.version, options.profile, options.tlp, path});
  }
}

void Detector::remember(const alert::Alert& alert) {
  const auto same = [&](const alert::Alert& a) { return a.alert_id == alert.alert_id; };
  const auto found = std::find_if(latest_.begin(), latest_.end(), same);
  if (found == latest_.end()) {
    latest_.push_back(alert);
  } else {
    *found = alert;
  }
}

void Detector::on_post(const TracedPost& post) {
  engine_.on_post(post, due_);
  if (!due_.empty()) publish();
}

void Detector::on_fact(EventTime tick, engine::SideFact fact) {
  engine_.take_fact(tick, std::move(fact));
}

void Detector::on_watermark(EventTime watermark) {
  engine_.advance(watermark, due_);
  publish();
}

void Detector::on_end(bool flush) {
  engine_.on_end(flush, due_);
  publish();
}

Status Detector::commit() {
  if (report_ != nullptr) append(report_, report::to_page(book_, {}), status_);
  if (!status_.ok()) return status_;
  for (const auto& what : exports_) runtime::log_export("replay", "file", what);
  std::vector<io::AtomicFile*> files = {alerts_.get(), report_.get()};
  for (const auto& file : bundles_) files.push_back(file.get());
  for (auto* file : files) {
    if (!status_.ok()) return status_;
    if (file != nullptr) status_ = file->commit();
  }
  for (const auto& alert : latest_) fmt::print("{}\n", alert::to_text(alert));
  std::fflush(stdout);  // before what is said on standard error
  return status_;
}

}  // namespace lockstep::app
