// Compact JSON written in the order of the calls, one way: strings as RFC 8785 escapes them,
// numbers with at most four decimals and no exponent, times as RFC 3339 in milliseconds. Bytes that
// are no UTF-8 become U+FFFD. The nesting of the calls is the nesting of the document:
//
//   w.object([&] {
//     w.field("name", alert.name);
//     w.array("posts", posts, [&](const Post& p) { w.object([&] { w.field("at", p.at); }); });
//   });
//
// Names are literals of ours and are not escaped.
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "lockstep/core/time.h"

namespace lockstep::alert {

class JsonWriter {
 public:
  explicit JsonWriter(std::size_t expected_bytes) { out_.reserve(expected_bytes); }

  template <class Body>
  void object(Body&& body) {
    open('{');
    body();
    close('}');
  }
  template <class Body>
  void object(std::string_view name, Body&& body) {
    key(name);
    object(std::forward<Body>(body));
  }
  template <class Body>
  void list(Body&& body) {
    open('[');
    body();
    close(']');
  }
  template <class Items, class Each>
  void array(std::string_view name, const Items& items, Each&& each) {
    key(name);
    list([&] {
      for (const auto& item : items) each(item);
    });
  }
  template <class Items>
  void array(std::string_view name, const Items& items) {
    array(name, items, [this](const auto& item) { value(item); });
  }
  // STIX forbids empty lists: they are left out.
  template <class Items, class... Each>
  void array_if_any(std::string_view name, const Items& items, Each&&... each) {
    if (items.begin() != items.end()) array(name, items, std::forward<Each>(each)...);
  }
  template <class Value>
  void field(std::string_view name, const Value& v) {
    key(name);
    value(v);
  }
  // A text that is not known is left out.
  void field_if_any(std::string_view name, std::string_view text) {
    if (!text.empty()) field(name, text);
  }

  void key(std::string_view name);
  void value(std::string_view text);
  void value(double number);  // finite, or it is a bug
  void value(EventTime time) { value(std::string_view{format_rfc3339(time)}); }
  template <std::integral Integer>
  void value(Integer number) {
    separate();
    if constexpr (std::same_as<Integer, bool>) {
      out_ += number ? "true" : "false";
    } else {
      const fmt::format_int digits(number);
      out_.append(digits.data(), digits.size());
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void open(char bracket);
  void close(char bracket);
  void separate();
  void escape(std::string_view text);

  std::string out_;
  bool first_ = true;  // of the innermost object or array
};

}  // namespace lockstep::alert
