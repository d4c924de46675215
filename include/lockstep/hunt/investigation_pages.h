// An investigation as text for a person and as one JSON document, lockstep.investigation/1
// (schemas/lockstep.investigation.1.schema.json). Equal investigations give equal bytes; numbers
// are rounded to three decimals.
#pragma once

#include <string>

#include "lockstep/hunt/investigation.h"

namespace lockstep::hunt {

// `top`: leads a hop, and steps a seed, that are printed; the rest is counted.
std::string to_text(const Investigation&, std::size_t top);
std::string to_json(const Investigation&, const InvestigationOptions&);

}  // namespace lockstep::hunt
