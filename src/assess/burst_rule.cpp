#include "lockstep/assess/burst_rule.h"

#include <charconv>

namespace lockstep::assess {
namespace {

constexpr std::uint32_t kMinAccounts = 3, kMaxAccounts = 64;

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = text.find(at);
    const auto part = text.substr(0, end);
    if (!part.empty()) out.push_back(part);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return out;
}

std::optional<std::uint32_t> number(std::string_view word) {
  std::uint32_t value = 0;
  const auto* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, value);
  return error == std::errc{} && stop == end ? std::optional{value} : std::nullopt;
}

// Reads a sentence word by word; the first misfit makes it no rule.
class Sentence {
 public:
  explicit Sentence(std::string_view text) : words_(split(text, ' ')) {}
  bool ok() const { return ok_; }
  bool done() const { return at_ == words_.size(); }
  std::string_view next() {
    if (done()) ok_ = false;
    if (!ok_) return {};
    return words_[at_++];
  }
  void expect(std::string_view sentence) {
    for (const auto word : split(sentence, ' ')) ok_ = next() == word && ok_;
  }
  std::uint32_t count() {
    const auto n = number(next());
    ok_ = ok_ && n.has_value();
    return n.value_or(0);
  }
  Duration duration() {
    const auto d = parse_duration(next());
    ok_ = ok_ && d.has_value() && *d > Duration{0};
    return d.value_or(Duration{});
  }

 private:
  std::vector<std::string_view> words_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace

std::optional<BurstRule> parse_burst_rule(std::string_view line) {
  const auto colon = line.find(": ");
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  BurstRule rule;
  rule.hypothesis = line.substr(0, colon);
  Sentence s(line.substr(colon + 2));
  for (const auto kind : split(s.next(), '/')) rule.kinds.emplace_back(kind);
  s.expect("by");
  rule.accounts = s.count();
  auto who = s.next();
  rule.of_birth = who == "new";
  if (rule.of_birth) who = s.next();
  if (who != "accounts") return std::nullopt;
  s.expect("within");
  rule.within = s.duration();
  s.expect("and");
  rule.sharing = s.count();
  s.expect("share a");
  const auto what = s.next();
  rule.of_campaign = what == "campaign";
  if (rule.of_campaign) {
    s.expect("and target younger than");
    rule.target_age = s.duration();
  }
  if (rule.of_birth && rule.of_campaign) return std::nullopt;
  const bool sane = rule.accounts >= kMinAccounts && rule.accounts <= kMaxAccounts &&
                    rule.sharing >= 2 && rule.sharing <= rule.accounts && !rule.kinds.empty();
  if (!s.ok() || !s.done() || !(rule.of_campaign || what == "clue") || !sane) return std::nullopt;
  return rule;
}

std::vector<std::string> shipped_burst_rules() {
  return {
      "accounts tied by a clue posted nearly the same text in one wave: text by 5 accounts within "
      "10m and 3 share a clue",
      "accounts tied by a clue pushed one object in one wave: media/url/repost by 5 accounts "
      "within "
      "10m and 3 share a clue",
      "a known campaign lifts a new account: reply/repost by 5 accounts within 10m and 5 share a "
      "campaign and target younger than 30d",
      "new accounts of one make were registered together: registration-ip/avatar/bio/persona by 5 "
      "new accounts within 1d and 3 share a clue",
  };
}

}  // namespace lockstep::assess
