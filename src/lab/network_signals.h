// The objects of a post, signal by signal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/post.h"

namespace lockstep::lab {

// A post of another tool's table is read verbatim: its ids are keys as they stand.
enum class Reading : unsigned char { kVerbatim, kNormalised };

struct NetworkSignal {
  std::string_view name;
  // Appends the objects of `post`; repeated ones are allowed.
  void (*collect)(const Post& post, Reading reading, std::vector<std::string>& objects);
};

// In the order of network_signals().
const std::vector<NetworkSignal>& network_signal_table();

// The name in network_signals() for a kind as tables spell it ("hashtag", "image", "retweet", ...),
// or the kind itself.
std::string_view signal_of_kind(std::string_view kind) noexcept;

// Does the post repeat another one?
bool is_repost(const Post& post) noexcept;

}  // namespace lockstep::lab
