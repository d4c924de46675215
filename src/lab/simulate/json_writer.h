// Appends JSON text to a string: the members in the order they are given, nothing else. The caller
// keeps the structure; this keeps commas and escapes right. An order faster than building a DOM.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep::lab {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) noexcept : out_(out) {}

  void begin_object() { open('{'); }
  void begin_object(std::string_view key) {
    name(key);
    open('{');
  }
  void end_object() { close('}'); }
  void begin_array(std::string_view key) {
    name(key);
    open('[');
  }
  void end_array() { close(']'); }

  void field(std::string_view key, std::string_view value) {
    name(key);
    string(value);
  }
  void field(std::string_view key, std::int64_t value) {
    name(key);
    number(value);
  }
  void flag(std::string_view key, bool value) {
    name(key);
    raw(value ? "true" : "false");
  }
  void element(std::string_view value) {
    comma();
    string(value);
  }
  // Ready-made members, without braces.
  void members(std::string_view json) {
    comma();
    raw(json);
  }

 private:
  void open(char bracket) {
    if (bracket == '{' && !after_name_) comma();
    out_ += bracket;
    first_ = true;
    after_name_ = false;
  }
  void close(char bracket) {
    out_ += bracket;
    first_ = false;
  }
  void comma() {
    if (!first_) out_ += ',';
    first_ = false;
  }
  void name(std::string_view key);
  void string(std::string_view value);
  void number(std::int64_t value);
  void raw(std::string_view json) {
    out_ += json;
    after_name_ = false;
  }

  std::string& out_;
  bool first_ = true;
  bool after_name_ = false;
};

}  // namespace lockstep::lab
