// For the tests of signals: what one signal, alone, makes of a post.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/check.h"
#include "lockstep/signals/signal.h"

namespace lockstep::signals {

class TraceProbe {
 public:
  TraceProbe(const SignalDef& signal, const Post& post)
      : registry_(std::vector<std::string>{std::string{signal.name}}),
        traced_(trace(post, registry_)) {}

  // Texts of the exact keys of a kind, sorted.
  std::vector<std::string> texts(std::string_view kind) const {
    std::vector<std::string> found;
    for (const auto& t : traced_.traces) {
      if (t.kind == id(kind)) found.push_back(t.text);
    }
    std::sort(found.begin(), found.end());
    return found;
  }
  std::vector<Sketch> sketches(std::string_view kind) const {
    std::vector<Sketch> found;
    for (const auto& s : traced_.sketches) {
      if (s.kind == id(kind)) found.push_back(s);
    }
    return found;
  }
  std::size_t size() const { return traced_.traces.size() + traced_.sketches.size(); }
  const TracedPost& traced() const { return traced_; }

 private:
  KindId id(std::string_view kind) const {
    const auto found = registry_.find_kind(kind);
    LOCKSTEP_CHECK(found.has_value());
    return *found;
  }

  Registry registry_;
  TracedPost traced_;
};

}  // namespace lockstep::signals
