// One page under several addresses, where its owner says so: the short and the mobile hosts of
// large platforms, and what they renamed. Everywhere else another host is another page.
#pragma once

#include <string>

#include "hosts.h"
#include "redirectors.h"

namespace lockstep::normalize {

// Gives the link the name its platform gives the page. A field that is added looks into `kept`.
void resolve_alias(Host& host, std::string& path, QueryFields& fields, std::string& kept);

}  // namespace lockstep::normalize
