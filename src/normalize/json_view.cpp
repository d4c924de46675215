#include "json_view.h"

#include <charconv>

namespace lockstep::normalize {

using simdjson::dom::element;

namespace {

constexpr std::size_t kEscape = 6;  // a backslash, u and four digits

// The code unit escaped at `at`; empty if none is.
std::optional<unsigned> escaped_unit(std::string_view json, std::size_t at) {
  if (json.substr(at, 2) != "\\u" || json.size() - at < kEscape) return std::nullopt;
  unsigned unit = 0;
  const char* const end = json.data() + at + kEscape;
  const auto [stop, error] = std::from_chars(json.data() + at + 2, end, unit, 16);
  return error == std::errc{} && stop == end ? std::optional{unit} : std::nullopt;
}

bool is_first_half(std::optional<unsigned> unit) { return unit && *unit >> 10 == 0xD800 >> 10; }
bool is_second_half(std::optional<unsigned> unit) { return unit && *unit >> 10 == 0xDC00 >> 10; }

// Exporters cut texts between the two halves of a character. The half that is left becomes U+FFFD;
// false if there is none.
bool mend_halves(std::string& json) {
  bool mended = false;
  std::size_t length = 0;  // of the escape
  for (auto at = json.find('\\'); at != std::string::npos; at = json.find('\\', at + length)) {
    const auto unit = escaped_unit(json, at);
    length = unit ? kEscape : 2;
    if (is_first_half(unit) && is_second_half(escaped_unit(json, at + kEscape))) {
      length = 2 * kEscape;
    } else if (is_first_half(unit) || is_second_half(unit)) {
      json.replace(at, kEscape, "\\ufffd");
      mended = true;
    }
  }
  return mended;
}

}  // namespace

JsonView JsonView::operator[](std::string_view key) const noexcept {
  if (!is_object()) return {};
  element child;
  if (element_.get_object().value_unsafe().at_key(key).get(child) != simdjson::SUCCESS) return {};
  return JsonView{child};
}

JsonView JsonView::at(std::size_t index) const noexcept {
  if (!is_array()) return {};
  element child;
  if (element_.get_array().value_unsafe().at(index).get(child) != simdjson::SUCCESS) return {};
  return JsonView{child};
}

JsonView JsonView::pointer(std::string_view json_pointer) const noexcept {
  if (!present_) return {};
  element child;
  if (element_.at_pointer(json_pointer).get(child) != simdjson::SUCCESS) return {};
  return JsonView{child};
}

std::string_view JsonView::str() const noexcept {
  if (!is_string()) return {};
  return element_.get_string().value_unsafe();
}

std::string JsonView::id() const {
  if (is_string()) return std::string{str()};
  if (present_ && element_.is_int64()) return std::to_string(element_.get_int64().value_unsafe());
  if (present_ && element_.is_uint64()) return std::to_string(element_.get_uint64().value_unsafe());
  return {};
}

std::optional<std::int64_t> JsonView::integer() const noexcept {
  if (present_ && element_.is_int64()) return element_.get_int64().value_unsafe();
  if (!is_string()) return std::nullopt;
  const auto text = str();
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::optional<double> JsonView::number() const noexcept {
  if (!is_number()) return std::nullopt;
  double value = 0;
  if (element_.get_double().get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::optional<bool> JsonView::boolean() const noexcept {
  if (!present_ || !element_.is_bool()) return std::nullopt;
  return element_.get_bool().value_unsafe();
}

std::optional<EventTime> JsonView::time() const noexcept {
  if (is_string()) {
    if (const auto t = parse_rfc3339(str())) return t;
    if (const auto t = parse_ctime_offset(str())) return t;
  }
  if (const auto whole = integer()) return from_epoch_number(*whole);
  if (const auto real = number()) return from_epoch_number(*real);
  return std::nullopt;
}

std::optional<Rejection> JsonReader::parse(std::string_view record, JsonView& out) {
  if (!allocated_) {
    if (parser_.allocate(1 << 16, kMaxDepth) != simdjson::SUCCESS) {
      return Rejection{Reason::kOversized, "no memory for the parser"};
    }
    allocated_ = true;
  }
  element root;
  // simdjson would hand the null pointer of an empty view to memcpy.
  auto error = record.empty() ? simdjson::EMPTY
                              : parser_.parse(record.data(), record.size(), true).get(root);
  if (error == simdjson::STRING_ERROR) {
    std::string whole{record};
    if (mend_halves(whole)) error = parser_.parse(whole).get(root);
  }
  switch (error) {
    case simdjson::SUCCESS:
      out = JsonView{root};
      return std::nullopt;
    case simdjson::DEPTH_ERROR:
      return Rejection{Reason::kTooDeep, "nested deeper than " + std::to_string(kMaxDepth)};
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
      return Rejection{Reason::kOversized, std::to_string(record.size()) + " bytes"};
    default:
      return Rejection{Reason::kMalformed, std::string{"JSON: "} + simdjson::error_message(error)};
  }
}

}  // namespace lockstep::normalize
