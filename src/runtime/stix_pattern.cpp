#include "stix_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace lockstep::runtime {
namespace {

constexpr int kMaxDepth = 16;
constexpr std::string_view kAccountType = "user-account:account_type",
                           kUserId = "user-account:user_id";

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_of_word(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == ':' || c == '.';
}

// A word is a keyword or a path, a mark one character (or "=="), a text what stood in quotes.
enum class Kind : std::uint8_t { kEnd, kWord, kMark, kText, kNone };
struct Token {
  Kind kind = Kind::kEnd;
  std::string text;
  std::size_t at = 0;
};

class Lexer {
 public:
  explicit Lexer(std::string_view pattern) : pattern_(pattern) {}

  Token next() {
    while (at_ < pattern_.size() && is_space(pattern_[at_])) ++at_;
    Token token{Kind::kEnd, {}, at_};
    if (at_ == pattern_.size()) return token;
    const char c = pattern_[at_];
    if (is_letter(c)) return word(std::move(token));
    if (c == '\'') return text(std::move(token));
    const bool twice = pattern_.substr(at_, 2) == "==";
    token.kind = Kind::kMark;
    token.text = twice ? "=" : std::string(1, c);
    at_ += twice ? 2 : 1;
    return token;
  }

 private:
  // The quotes of a path's step, as in hashes.'SHA-256', are kept.
  Token word(Token token) {
    token.kind = Kind::kWord;
    while (at_ < pattern_.size() && is_of_word(pattern_[at_])) {
      token.text += pattern_[at_++];
      if (token.text.back() != '.' || at_ == pattern_.size() || pattern_[at_] != '\'') continue;
      const Token step = text({Kind::kEnd, {}, at_});
      if (step.kind == Kind::kNone) return step;
      token.text += '\'' + step.text + '\'';
    }
    return token;
  }

  Token text(Token token) {
    for (++at_; at_ < pattern_.size(); ++at_) {
      char c = pattern_[at_];
      if (c == '\'') {
        ++at_;
        token.kind = Kind::kText;
        return token;
      }
      if (c == '\\') {
        c = ++at_ < pattern_.size() ? pattern_[at_] : '\0';
        if (c != '\\' && c != '\'') break;
      }
      token.text += c;
    }
    token.kind = Kind::kNone;
    return token;
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
};

struct Comparison {
  std::string path;
  std::size_t at = 0;
  std::vector<std::string> values;
};

// Recursive descent; false: fault_ says why.
class Reader {
 public:
  explicit Reader(std::string_view pattern) : lexer_(pattern), token_(lexer_.next()) {}

  StatusOr<std::vector<Observable>> read() {
    if (observations(0) && token_.kind != Kind::kEnd) fail("nothing more was expected");
    if (!fault_.empty()) return invalid_argument(fault_);
    return std::move(found_);
  }

 private:
  bool fail(std::string_view what) { return fail(what, token_.at); }
  bool fail(std::string_view what, std::size_t at) {
    if (fault_.empty()) fault_ = fmt::format("pattern, byte {}: {}", at + 1, what);
    return false;
  }
  bool is(Kind kind, std::string_view text) const {
    return token_.kind == kind && token_.text == text;
  }
  bool take(Kind kind, std::string_view text) {
    if (!is(kind, text)) return false;
    token_ = lexer_.next();
    return true;
  }
  bool expect(std::string_view mark, std::string_view or_else) {
    return take(Kind::kMark, mark) || fail(or_else);
  }

  bool observations(int depth) {
    do {
      if (!observation(depth)) return false;
    } while (take(Kind::kWord, "OR"));
    return token_.kind != Kind::kWord ||
           fail("only OR may join observations, and none be qualified");
  }

  bool observation(int depth) {
    if (take(Kind::kMark, "["))
      return comparisons(depth) && expect("]", "only = and IN may be used, and only OR join them");
    if (!take(Kind::kMark, "(")) return fail("an observation was expected");
    if (depth == kMaxDepth) return fail("too many parentheses");
    return observations(depth + 1) && expect(")", "a parenthesis is not closed");
  }

  bool comparisons(int depth) {
    do {
      if (!alternative(depth)) return false;
    } while (take(Kind::kWord, "OR"));
    return true;
  }

  bool alternative(int depth) {
    if (take(Kind::kMark, "(")) {
      if (depth == kMaxDepth) return fail("too many parentheses");
      return comparisons(depth + 1) &&
             expect(")", "only = and IN may be used, and only OR join them");
    }
    Comparison one, other;
    if (!comparison(one)) return false;
    if (!take(Kind::kWord, "AND")) return add(one);
    if (!comparison(other)) return false;
    if (one.path == kUserId) std::swap(one, other);
    return add_accounts(one, other);
  }

  bool comparison(Comparison& out) {
    if (token_.kind != Kind::kWord || token_.text.find(':') == std::string::npos)
      return fail("the path of a property was expected");
    out.at = token_.at;
    out.path = std::move(token_.text);
    token_ = lexer_.next();
    if (take(Kind::kMark, "=")) return value(out);
    if (!take(Kind::kWord, "IN")) return fail("only = and IN may compare");
    if (!expect("(", "a set was expected")) return false;
    do {
      if (!value(out)) return false;
    } while (take(Kind::kMark, ","));
    return expect(")", "a set is not closed");
  }

  bool value(Comparison& out) {
    if (token_.kind != Kind::kText || token_.text.empty()) return fail("a text was expected");
    if (found_.size() + out.values.size() == kMaxValues)
      return fail(fmt::format("more than {} values", kMaxValues));
    out.values.push_back(std::move(token_.text));
    token_ = lexer_.next();
    return true;
  }

  bool add(Comparison& c) {
    for (std::string& value : c.values) {
      auto found =
          c.path == kUserId ? account_of("", value) : observable_of(c.path, std::move(value));
      if (!found)
        return fail(c.path == kUserId ? "user_id without account_type is no platform:id"
                                      : "the watchlist knows no such property",
                    c.at);
      found_.push_back(*std::move(found));
    }
    return true;
  }

  bool add_accounts(const Comparison& type, const Comparison& ids) {
    if (type.path != kAccountType || type.values.size() != 1 || ids.path != kUserId)
      return fail("AND may only join account_type, by =, and user_id", type.at);
    for (const std::string& id : ids.values) found_.push_back(*account_of(type.values[0], id));
    return true;
  }

  Lexer lexer_;
  Token token_;
  std::vector<Observable> found_;
  std::string fault_;
};

}  // namespace

std::optional<Observable> observable_of(std::string_view path, std::string value) {
  static constexpr std::pair<std::string_view, std::string_view> kKnown[] = {
      {"domain-name:value", "domain"},
      {"url:value", "url"},
      {"ipv4-addr:value", "ip"},
      {"ipv6-addr:value", "ip"},
      {"file:hashes.'SHA-256'", "media"}};
  const auto* const known = std::find_if(std::begin(kKnown), std::end(kKnown),
                                         [&](const auto& k) { return k.first == path; });
  if (known == std::end(kKnown)) return std::nullopt;
  // A network of one address is the address.
  const std::string_view alone = path.starts_with("ipv4") ? "/32" : "/128";
  if (known->second == "ip" && value.ends_with(alone)) value.resize(value.size() - alone.size());
  return Observable{known->second, std::move(value)};
}

std::optional<Observable> account_of(std::string_view account_type, const std::string& user_id) {
  const auto colon = user_id.find(':');
  if (user_id.empty()) return std::nullopt;
  if (account_type == "twitter") account_type = "x";
  if (!account_type.empty())
    return Observable{"account", fmt::format("{}:{}", account_type, user_id)};
  if (colon == std::string::npos || colon == 0 || colon + 1 == user_id.size()) return std::nullopt;
  return Observable{"account", user_id};
}

StatusOr<std::vector<Observable>> read_stix_pattern(std::string_view pattern) {
  return Reader(pattern).read();
}

}  // namespace lockstep::runtime
