// Strings, each kept once and numbered in the order of arrival.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/check.h"
#include "lockstep/core/hash.h"

namespace lockstep::lab {

using NameId = std::uint32_t;

class NameTable {
 public:
  NameTable()
      : names_(std::make_unique<Names>()), ids_(0, Hash{names_.get()}, Equal{names_.get()}) {}

  NameId intern(std::string_view name) {
    const auto found = ids_.find(name);
    if (found != ids_.end()) return *found;
    LOCKSTEP_CHECK(names_->size() < std::numeric_limits<NameId>::max());
    const auto id = static_cast<NameId>(names_->size());
    names_->append(name);
    ids_.insert(id);
    return id;
  }
  std::string_view operator[](NameId id) const { return (*names_)[id]; }
  std::size_t size() const { return names_->size(); }

 private:
  class Names {
   public:
    void append(std::string_view name) {
      bytes_.append(name);
      ends_.push_back(bytes_.size());
    }
    std::string_view operator[](NameId id) const {
      const std::size_t begin = id == 0 ? 0 : ends_[id - 1];
      return std::string_view(bytes_).substr(begin, ends_[id] - begin);
    }
    std::size_t size() const { return ends_.size(); }

   private:
    std::string bytes_;
    std::vector<std::size_t> ends_;
  };
  struct Hash {
    using is_transparent = void;
    const Names* names;
    std::size_t operator()(NameId id) const { return stable_hash((*names)[id]); }
    std::size_t operator()(std::string_view name) const { return stable_hash(name); }
  };
  struct Equal {
    using is_transparent = void;
    const Names* names;
    bool operator()(NameId a, NameId b) const { return a == b; }
    bool operator()(NameId a, std::string_view b) const { return (*names)[a] == b; }
    bool operator()(std::string_view a, NameId b) const { return a == (*names)[b]; }
  };

  std::unique_ptr<Names> names_;  // at a fixed address: the set's functors point to it
  absl::flat_hash_set<NameId, Hash, Equal> ids_;
};

}  // namespace lockstep::lab
