// What is known of the members beyond what they shared, and how long an alert may be kept, written
// the same way in both formats.
#pragma once

#include "json_writer.h"
#include "lockstep/alert/alert.h"

namespace lockstep::alert {

void write_amplifiers(JsonWriter& json, const Alert& alert);  // and the audience jump
void write_places(JsonWriter& json, const Alert& alert);      // and engagement
void write_rhythm(JsonWriter& json, const Alert& alert);
void write_evenness(JsonWriter& json, const Alert& alert);
void write_structure(JsonWriter& json, const Alert& alert);
void write_homogeneity(JsonWriter& json, const Alert& alert);  // and features_missing
void write_retention(JsonWriter& json, const Alert& alert);    // and what was left out

}  // namespace lockstep::alert
