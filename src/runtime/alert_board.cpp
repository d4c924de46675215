#include "lockstep/runtime/alert_board.h"

#include <algorithm>
#include <optional>

#include "lockstep/alert/read_flat.h"

namespace lockstep::runtime {
namespace {

constexpr std::size_t kBytesBeside = 512;  // of an alert, what is neither its line nor a hash

bool is_open(const ShownAlert& alert) {
  return alert.status == alert::Status::kOpen || alert.status == alert::Status::kUpdated;
}

std::shared_ptr<const ShownAlert> read(const std::string& line) {
  const auto alert = alert::from_flat_json(line);
  if (!alert.ok()) return nullptr;
  auto out = std::make_shared<ShownAlert>();
  out->json = line;
  out->alert_id = alert->alert_id;
  out->campaign_id = alert->campaign_id;
  out->version = alert->version;
  out->confidence = alert->confidence;
  out->account_count = alert->account_count;
  out->status = alert->status;
  out->assessment = alert->assessment;
  out->tier = alert->tier;
  out->coordination = alert->coordination;
  out->inauthenticity = alert->inauthenticity;
  out->detected_at = alert->detected_at;
  out->window_start = alert->window_start;
  out->window_end = alert->window_end;
  out->first_post_at = alert->first_post_at;
  out->post_count = alert->post_count;
  out->platforms = alert->platforms;
  for (const auto& member : alert->accounts) out->accounts.push_back(stable_hash(member.account));
  std::sort(out->accounts.begin(), out->accounts.end());
  return out;
}

}  // namespace

// The hashes say which alerts to look into; that they are the account's, only its name does.
bool ShownAlert::names(std::string_view account) const {
  if (!std::binary_search(accounts.begin(), accounts.end(), stable_hash(account))) return false;
  const auto alert = alert::from_flat_json(json);
  return alert.ok() && std::any_of(alert->accounts.begin(), alert->accounts.end(),
                                   [&](const auto& member) { return member.account == account; });
}

std::size_t ShownAlert::bytes() const {
  return json.size() + accounts.size() * sizeof(KeyHash) + kBytesBeside;
}

void AlertBoard::clear() {
  const std::lock_guard lock(mutex_);
  whole_ = false;
  tick_ = EventTime::min();
  alerts_.clear();
  ages_.clear();
  bytes_ = 0;
  evicted_ = unreadable_ = 0;
}

void AlertBoard::show(const std::vector<std::string>& lines, EventTime tick) {
  std::vector<std::shared_ptr<const ShownAlert>> read_in;  // before anybody has to wait
  for (const auto& line : lines) read_in.push_back(read(line));
  const std::lock_guard lock(mutex_);
  tick_ = std::max(tick_, tick);
  for (auto& alert : read_in) {
    if (alert == nullptr)
      ++unreadable_;
    else
      put(std::move(alert));
  }
}

void AlertBoard::put(std::shared_ptr<const ShownAlert> alert) {
  take_off(alert->alert_id);
  if (!is_open(*alert)) return;
  bytes_ += alert->bytes();
  ages_.emplace(alert->detected_at, alert->alert_id);
  alerts_.emplace(alert->alert_id, std::move(alert));
  for (; bytes_ > max_bytes_; ++evicted_) take_off(std::string(ages_.begin()->second));
}

void AlertBoard::take_off(const std::string& alert_id) {
  const auto found = alerts_.find(alert_id);
  if (found == alerts_.end()) return;
  bytes_ -= found->second->bytes();
  ages_.erase({found->second->detected_at, alert_id});
  alerts_.erase(found);
}

void AlertBoard::complete() {
  const std::lock_guard lock(mutex_);
  whole_ = true;
}

AlertBoard::View AlertBoard::view() const {
  const std::lock_guard lock(mutex_);
  View view{whole_, tick_, evicted_ + unreadable_, {}};
  view.alerts.reserve(alerts_.size());
  for (const auto& [id, alert] : alerts_) view.alerts.push_back(alert);
  return view;
}

AlertBoard::Stats AlertBoard::stats() const {
  const std::lock_guard lock(mutex_);
  return {alerts_.size(), bytes_, evicted_};
}

}  // namespace lockstep::runtime
