// Reads the fields of a JSON object that is to be what a contract says. The first fault is kept
// with the path of the field; what is read after it does not matter. Private to the room.
#pragma once

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lockstep/alert/alert.h"
#include "lockstep/core/time.h"

namespace lockstep::alert {

enum class Need { kRequired, kOptional };

class FieldReader {
 public:
  using Value = simdjson::dom::element;
  using Object = simdjson::dom::object;
  using Array = simdjson::dom::array;

  struct Range {
    double least, most;
  };

  // "evidence[2].posts[0].at: not a time"; empty: none so far.
  const std::string& fault() const { return fault_; }

  void fail(std::string_view key, std::string_view what) {
    if (fault_.empty()) fault_ = fmt::format("{}{}: {}", path_, key, what);
  }

  // Whether the value is there: a fault if it had to be.
  bool find(const Object& object, std::string_view key, Need need, Value& value) {
    if (!object[key].get(value)) return true;
    if (need == Need::kRequired) fail(key, "absent");
    return false;
  }

  void text(const Object& object, std::string_view key, std::string& out,
            Need need = Need::kOptional) {
    Value value;
    if (!find(object, key, need, value)) return;
    std::string_view read;
    if (value.get(read)) return fail(key, "not a text");
    out = read;
  }

  void number(const Object& object, std::string_view key, double& out, Range range) {
    Value value;
    if (!find(object, key, Need::kRequired, value)) return;
    double read = 0;
    if (value.get(read)) return fail(key, "not a number");
    if (!(read >= range.least && read <= range.most))
      return fail(key, fmt::format("not from {:g} to {:g}", range.least, range.most));
    out = read;
  }

  void number_if_known(const Object& object, std::string_view key, std::optional<double>& out,
                       Range range) {
    if (!object[key].error()) number(object, key, out.emplace(), range);
  }

  void whole_if_known(const Object& object, std::string_view key,
                      std::optional<std::int64_t>& out) {
    if (!object[key].error()) whole(object, key, out.emplace());
  }

  template <std::integral Integer>
  void whole(const Object& object, std::string_view key, Integer& out) {
    Value value;
    if (!find(object, key, Need::kRequired, value)) return;
    std::uint64_t read = 0;
    if (value.get(read)) return fail(key, "not a whole number from 0 on");
    if (!std::in_range<Integer>(read)) return fail(key, "too large");
    out = static_cast<Integer>(read);
  }

  void time(const Object& object, std::string_view key, EventTime& out, Need need) {
    std::string read;
    text(object, key, read, need);
    const auto parsed = parse_rfc3339(read);
    if (!parsed) return fail(key, "not a time");
    out = *parsed;
  }

  template <class Enum, std::size_t N>
  void word(const Object& object, std::string_view key, Enum& out, const std::array<Enum, N>& all) {
    std::string read;
    text(object, key, read, Need::kRequired);
    const auto found =
        std::find_if(all.begin(), all.end(), [&](Enum e) { return name(e) == read; });
    if (found == all.end()) return fail(key, "not one of the words of the contract");
    out = *found;
  }

  template <class Body>
  void inside(const Object& object, std::string_view key, Need need, Body&& body) {
    Value value;
    Object inner;
    if (!find(object, key, need, value)) return;
    if (value.get(inner)) return fail(key, "not an object");
    const std::size_t before = path_.size();
    path_.append(key) += '.';
    body(inner);
    path_.resize(before);
  }

  // Every item of a list, which is always there.
  template <class Body>
  void list(const Object& object, std::string_view key, Body&& body) {
    Value value;
    Array items;
    if (!find(object, key, Need::kRequired, value)) return;
    if (value.get(items)) return fail(key, "not a list");
    std::size_t i = 0;
    const std::size_t before = path_.size();
    for (const Value item : items) {
      path_ += fmt::format("{}[{}]", key, i++);
      body(item);
      path_.resize(before);
      if (!fault_.empty()) return;
    }
  }

  template <class Body>
  void each(const Object& object, std::string_view key, Body&& body) {
    list(object, key, [&](const Value& item) {
      Object inner;
      if (item.get(inner)) return fail("", "not an object");
      path_ += '.';
      body(inner);
    });
  }

  void texts(const Object& object, std::string_view key, std::vector<std::string>& out) {
    list(object, key, [&](const Value& item) {
      std::string_view read;
      if (item.get(read)) return fail("", "not a text");
      out.emplace_back(read);
    });
  }

 private:
  std::string path_;  // of the object at hand, "evidence[2].posts[0]."
  std::string fault_;
};

}  // namespace lockstep::alert
