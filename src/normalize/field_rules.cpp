#include "field_rules.h"

#include <algorithm>
#include <utility>

#include "lockstep/core/ascii.h"

namespace lockstep::normalize {
namespace {

constexpr std::size_t kMaxContentId = 128;
constexpr std::int64_t kMostCounted = 100'000'000'000;  // sums of many such fit

bool is_hex(char c) noexcept {
  return is_ascii_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f');
}
bool is_printable(char c) noexcept { return c > ' ' && c < 0x7F; }

}  // namespace

std::string primary_language(std::string_view tag) {
  std::string primary(tag.substr(0, std::min(tag.find_first_of("-_"), tag.size())));
  lower_ascii(primary);
  const bool letters =
      std::all_of(primary.begin(), primary.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (!letters || primary.size() < 2 || primary.size() > 3) return {};
  const bool private_use = primary.size() == 3 && primary >= "qaa" && primary <= "qtz";
  if (private_use || primary == "und" || primary == "zxx" || primary == "mul" || primary == "mis")
    return {};
  // Deprecated subtags with their preferred values (IANA Language Subtag Registry); some platforms
  // and the detector keep to them.
  static constexpr std::pair<std::string_view, std::string_view> kRenamed[] = {
      {"in", "id"}, {"iw", "he"}, {"ji", "yi"}, {"jw", "jv"}, {"mo", "ro"}};
  for (const auto& [old, now] : kRenamed)
    if (primary == old) return std::string(now);
  return primary;
}

bool settle_perceptual_hash(std::string& hash, std::size_t digits) {
  if (hash.empty()) return true;
  const bool hex = hash.size() == digits && std::all_of(hash.begin(), hash.end(), is_hex);
  if (!hex || hash.find_first_not_of('0') == std::string::npos ||
      hash.find_first_not_of("fF") == std::string::npos) {
    hash.clear();
    return false;
  }
  lower_ascii(hash);
  return true;
}

bool settle_content_id(std::string& id) {
  if (id.empty()) return true;
  if (id.size() > kMaxContentId || !std::all_of(id.begin(), id.end(), is_printable)) {
    id.clear();
    return false;
  }
  if (id.size() == 64 && std::all_of(id.begin(), id.end(), is_hex)) lower_ascii(id);
  return true;
}

void settle_count(std::optional<std::int64_t>& count) {
  if (count && (*count < 0 || *count > kMostCounted)) count.reset();
}

void settle_probability(std::optional<double>& p) {
  if (p && !(*p >= 0.0 && *p <= 1.0)) p.reset();  // NaN compares false
}

}  // namespace lockstep::normalize
