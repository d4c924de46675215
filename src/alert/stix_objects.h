// Each STIX object of a plan as JSON, properties in a fixed order.
#pragma once

#include <string_view>

#include "bounds.h"
#include "json_writer.h"
#include "stix_plan.h"

namespace lockstep::alert::stix {

// Of schemas/stix-extension/: the properties Lockstep adds to a grouping.
inline constexpr std::string_view kExtensionId =
    "extension-definition--ecc65d03-1bcc-4960-9397-f1248ad2423d";
inline constexpr std::string_view kExtensionVersion = "1.0.0";

// What is the same in every bundle, byte for byte: who made the extension and the statement, the
// extension, the markings in use; then the producer, the same in every bundle of a deployment.
void write_fixed_objects(JsonWriter& json, const Plan& plan);

// Carries the alert: everything else hangs on it.
void write_grouping(JsonWriter& json, const Plan& plan, Room room);
void write_campaign(JsonWriter& json, const Plan& plan);
void write_observed_data(JsonWriter& json, const Plan& plan);
void write_account(JsonWriter& json, const Plan& plan, const PlannedAccount& account);
void write_observable(JsonWriter& json, const Plan& plan, const Observable& observable);
void write_technique(JsonWriter& json, const PlannedTechnique& technique);
void write_location(JsonWriter& json, const Plan& plan, const PlannedLocation& location);
void write_indicator(JsonWriter& json, const Plan& plan, const PlannedIndicator& indicator);
void write_note(JsonWriter& json, const Plan& plan);
void write_relationship(JsonWriter& json, const Plan& plan,
                        const PlannedRelationship& relationship);

// The content of the grouping's extension, in stix_extension.cpp, and which of its fields, of those
// that are there, a partner does not get, or not as they are.
void write_extension(JsonWriter& json, const Plan& plan, Room room);
std::vector<std::string_view> method_fields(const Plan& plan);

}  // namespace lockstep::alert::stix
