// ActivityPub: activities in Activity Streams 2, as servers deliver them to each other's inboxes.
#pragma once

#include "json_view.h"
#include "lockstep/normalize/adapter.h"

namespace lockstep::normalize::mastodon_format {

// Create, Update, Announce, Like, Delete, Undo of an Announce or Like; a bare Note, Article, Page
// or Question; a Collection of such (an outbox). Accounts go by their actor's URI.
void read_activity(JsonView activity, ParseOutput& out);

}  // namespace lockstep::normalize::mastodon_format
