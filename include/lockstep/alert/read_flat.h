// A flat alert read back: the other direction of to_flat_json(), for whoever reads alerts later.
//
// Takes what the contract promises (docs/ALERTS.md, lockstep.alert/1) and nothing else: fields it
// does not know are ignored, as the contract asks of every reader; a promised one that is absent,
// of another type or outside its range is an error that names it ("accounts[3].score: ..."). What
// to_flat_json() wrote of valid UTF-8 it writes again, byte for byte.
//
// `first_detected_at` and `further` are not in the flat form: the one becomes `detected_at`, the
// other stays empty. Pure; memory is a small multiple of the line's length, which the caller
// bounds.
#pragma once

#include <string_view>

#include "lockstep/alert/alert.h"
#include "lockstep/core/status.h"

namespace lockstep::alert {

// kDataLoss: not one lockstep.alert/1 object.
StatusOr<Alert> from_flat_json(std::string_view line);

}  // namespace lockstep::alert
