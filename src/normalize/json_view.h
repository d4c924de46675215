// Reading JSON in adapters: simdjson's DOM behind a few questions that never fail loudly. An absent
// or wrongly typed field answers "empty"; what is required is for the adapter to say.
//
// Numbers never pass through a double on their way to an id. A view is valid until the next
// parse() of its reader.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>

#include "lockstep/core/time.h"
#include "lockstep/normalize/rejection.h"

namespace lockstep::normalize {

class JsonView {
 public:
  JsonView() = default;
  explicit JsonView(simdjson::dom::element element) : element_(element), present_(true) {}

  bool present() const noexcept { return present_ && !element_.is_null(); }
  bool is_object() const noexcept { return present_ && element_.is_object(); }
  bool is_array() const noexcept { return present_ && element_.is_array(); }
  bool is_string() const noexcept { return present_ && element_.is_string(); }
  bool is_number() const noexcept { return present_ && element_.is_number(); }

  // The member `key` of an object; absent if there is none.
  JsonView operator[](std::string_view key) const noexcept;
  // The n-th element of an array; absent if there is none.
  JsonView at(std::size_t index) const noexcept;
  // RFC 6901, e.g. "/data/0/id"; absent if it points to nothing or is malformed.
  JsonView pointer(std::string_view json_pointer) const noexcept;

  std::string_view str() const noexcept;  // a string, else ""
  std::string id() const;                 // a string or an integer as written, else ""
  std::optional<std::int64_t> integer()
      const noexcept;  // an integer, or a string of one (YouTube, Brandwatch)
  std::optional<double> number() const noexcept;
  std::optional<bool> boolean() const noexcept;
  // RFC 3339, ctime with offset, or an epoch number (also as a string of digits).
  std::optional<EventTime> time() const noexcept;

  // Calls f(JsonView) for each element of an array; does nothing for anything else.
  template <class F>
  void each(F&& f) const {
    if (!is_array()) return;
    const simdjson::dom::array array = element_.get_array().value_unsafe();
    for (const auto child : array) f(JsonView{child});
  }
  // Calls f(std::string_view key, JsonView value) for each member of an object.
  template <class F>
  void members(F&& f) const {
    if (!is_object()) return;
    const simdjson::dom::object object = element_.get_object().value_unsafe();
    for (const auto member : object) f(member.key, JsonView{member.value});
  }

 private:
  simdjson::dom::element element_{};
  bool present_ = false;
};

class JsonReader {
 public:
  static constexpr std::size_t kMaxDepth = 128;
  // Fills `out`, or says why the record cannot be read (kMalformed, kTooDeep, kOversized).
  std::optional<Rejection> parse(std::string_view record, JsonView& out);

 private:
  simdjson::dom::parser parser_;
  bool allocated_ = false;
};

}  // namespace lockstep::normalize
