// A post of others in a community that is erased. Private to the room.
#pragma once

#include <memory>
#include <string_view>

#include "lockstep/evidence/accounts.h"

namespace lockstep::evidence {

// Posts are shared and do not change: the one that is put in its place says nothing of where it was
// put.
inline void leave_community(std::shared_ptr<const PostInfo>& post, std::string_view name) {
  if (post == nullptr || post->community == nullptr || post->community->name != name) return;
  auto elsewhere = std::make_shared<PostInfo>(*post);
  elsewhere->community = nullptr;
  post = std::move(elsewhere);
}

}  // namespace lockstep::evidence
