// One description per configuration struct, many readers: a struct says its fields once in
//
//   void describe(ConfigVisitor& v) {
//     v.field("look_back", look_back, {Duration{1s}, Duration{30d}}, "How far back ...");
//   }
//
// and the loader, the printer, the reference page and the fingerprint are visitors. Field names
// are the YAML keys. kOperation marks a field that cannot change an alert (brokers, paths, roles):
// it is left out of config_sha256.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/time.h"

namespace lockstep {

enum class Effect : std::uint8_t { kAlert, kOperation };

template <class T>
struct Range {
  T min, max;  // both inclusive
};

class ConfigVisitor {
 public:
  virtual ~ConfigVisitor() = default;
  virtual void begin(std::string_view section, std::string_view doc) = 0;
  virtual void end() = 0;
  virtual void field(std::string_view name, bool& value, std::string_view doc,
                     Effect = Effect::kAlert) = 0;
  virtual void field(std::string_view name, std::int64_t& value, Range<std::int64_t>,
                     std::string_view doc, Effect = Effect::kAlert) = 0;
  virtual void field(std::string_view name, double& value, Range<double>, std::string_view doc,
                     Effect = Effect::kAlert) = 0;
  virtual void field(std::string_view name, Duration& value, Range<Duration>, std::string_view doc,
                     Effect = Effect::kAlert) = 0;
  // A time is written as RFC 3339.
  virtual void field(std::string_view name, EventTime& value, std::string_view doc,
                     Effect = Effect::kAlert) = 0;
  virtual void field(std::string_view name, std::string& value, std::string_view doc,
                     Effect = Effect::kAlert) = 0;
  // Text that nobody is shown, not even its hash; never an effect on an alert.
  virtual void secret(std::string_view name, std::string& value, std::string_view doc) = 0;
  // One of `allowed`.
  virtual void choice(std::string_view name, std::string& value,
                      const std::vector<std::string>& allowed, std::string_view doc,
                      Effect = Effect::kAlert) = 0;
  virtual void field(std::string_view name, std::vector<std::string>& value, std::string_view doc,
                     Effect = Effect::kAlert) = 0;
  // Names and values that somebody else gives a meaning; never an effect on an alert.
  virtual void field(std::string_view name, std::map<std::string, std::string>& value,
                     std::string_view doc) = 0;
  // A list of sections: how many there are, given `size` of them so far. See list().
  virtual std::size_t begin_list(std::string_view name, std::size_t size, std::string_view doc) = 0;
  virtual void begin_item(std::size_t index) = 0;
  virtual void end_item() = 0;
  virtual void end_list() = 0;

  template <class Item>
  void list(std::string_view name, std::vector<Item>& items, std::string_view doc) {
    items.resize(begin_list(name, items.size(), doc));
    for (std::size_t i = 0; i < items.size(); ++i) {
      begin_item(i);
      items[i].describe(*this);
      end_item();
    }
    end_list();
  }
  template <class Section>
  void section(std::string_view name, Section& s, std::string_view doc) {
    begin(name, doc);
    s.describe(*this);
    end();
  }
};

}  // namespace lockstep
