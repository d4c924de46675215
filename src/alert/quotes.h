// The words of posts that an alert quotes, and how they are taken out of it. Private to the room.
#pragma once

#include <vector>

#include "lockstep/alert/alert.h"

namespace lockstep::alert {

void sort_evidence(std::vector<EvidenceItem>& evidence);
// Each once, ascending.
std::vector<KeyHash> posts_quoted_in(const Alert& alert);
// What the post says goes; that it was said, by whom and how often, stays. How many texts went.
std::size_t take_out(Alert& alert, KeyHash post);

}  // namespace lockstep::alert
