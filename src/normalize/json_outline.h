// A JSON object seen from outside: the names of its own members and the raw bytes of their values,
// found without parsing. It is what AdapterDef::recognises looks at.
//
// Linear in the record and never fails: of what is cut short or malformed it shows the part that
// could be read. Keys are compared as written, escapes and all. Looks at 64 members at most.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::normalize {

class JsonOutline {
 public:
  static constexpr std::size_t kMaxMembers = 64;
  // Of an object, or of the first element of an array of objects. Views into `json`.
  explicit JsonOutline(std::string_view json);

  bool has(std::string_view key) const noexcept { return !raw(key).empty(); }
  // The bytes of the value, e.g. "{...}" or "\"text\""; empty if there is no such member.
  std::string_view raw(std::string_view key) const noexcept;
  // The inside of a string value, escapes and all; empty if it is none.
  std::string_view text(std::string_view key) const noexcept;
  bool has_object(std::string_view key) const noexcept { return raw(key).starts_with('{'); }

 private:
  std::vector<std::pair<std::string_view, std::string_view>> members_;
};

}  // namespace lockstep::normalize
