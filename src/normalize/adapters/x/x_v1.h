// X API v1.1, as archives hold it: one flat object with the author and the original inside.
#pragma once

#include "json_view.h"
#include "lockstep/normalize/adapter.h"

namespace lockstep::normalize::x_format {

// Ids are read from the `_str` fields only: the numeric ones do not survive a double, and many an
// archive has been through one.
void read_v1(JsonView tweet, ParseOutput& out);

// `{delete: {status: {id_str, user_id_str}, timestamp_ms}}`
void read_v1_delete(JsonView notice, ParseOutput& out);

}  // namespace lockstep::normalize::x_format
