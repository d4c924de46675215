#include <algorithm>

#include "bounds.h"
#include "json_writer.h"
#include "lockstep/alert/alert.h"
#include "lockstep/core/check.h"
#include "stix_ids.h"
#include "stix_objects.h"
#include "stix_plan.h"

namespace lockstep::alert {
namespace {

constexpr std::size_t kTypicalBytes = 65'536;

std::string write_bundle(const Alert& alert, const StixOptions& options, Room room) {
  const stix::Plan plan = stix::make_plan(alert, options, room.accounts);
  const bool takedown = plan.is(Profile::kTakedown);
  JsonWriter json{kTypicalBytes};
  json.object([&] {
    json.field("type", "bundle");
    json.field("id", plan.bundle);
    json.key("objects");
    json.list([&] {
      if (!takedown) write_grouping(json, plan, room);
      write_fixed_objects(json, plan);
      if (!takedown) {
        write_campaign(json, plan);
        if (!plan.observed_data.empty()) write_observed_data(json, plan);
      }
      for (const auto& account : plan.accounts) write_account(json, plan, account);
      if (!takedown) {
        for (const auto& observable : plan.observables) write_observable(json, plan, observable);
        for (const auto& technique : plan.techniques) write_technique(json, technique);
        for (const auto& location : plan.locations) write_location(json, plan, location);
      }
      for (const auto& indicator : plan.indicators) write_indicator(json, plan, indicator);
      if (!plan.note.empty()) write_note(json, plan);
      for (const auto& relationship : plan.relationships)
        write_relationship(json, plan, relationship);
    });
  });
  return json.take();
}

}  // namespace

bool has_acted(const Alert& alert) noexcept {
  return alert.post_count > 0 ||
         std::any_of(alert.families.begin(), alert.families.end(),
                     [](const auto& f) { return f.name == "behaviour" || f.name == "content"; });
}

bool may_be_acted_on(const Alert& alert) noexcept {
  return alert.assessment == Assessment::kCoordinatedInauthentic &&
         alert.status != Status::kDismissed;
}

std::string grouping_id(std::string_view alert_id, std::string_view deployment_key,
                        Profile profile) {
  return stix::keyed_id(deployment_key, "grouping",
                        std::string(name(profile)) + '|' + std::string(alert_id));
}

std::string to_stix(const Alert& alert, const StixOptions& options) {
  LOCKSTEP_CHECK(alert.first_detected_at <= alert.detected_at);
  Room room;
  room.accounts = std::min(options.max_accounts, kMaxAccounts);
  return write_within_bounds(room, [&](Room r) { return write_bundle(alert, options, r); });
}

}  // namespace lockstep::alert
