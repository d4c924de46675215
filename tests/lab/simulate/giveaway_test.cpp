// No field may tell a campaign account from an organic one of the same language, but for the clues
// the scenario names (the values of links, pictures, tags, words, lines, devices and creation
// dates).
//
// The classifier is the trivial one: "the account's posts have this value, or a value of this
// shape, in this field". A generator with a separate id scheme, handle maker, client or address
// range for its bots fails here.
#include <bit>
#include <catch2/catch.hpp>
#include <cctype>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "../simulated_stream.h"

using namespace lockstep::lab;
using Json = nlohmann::json;

namespace {

// Runs of letters and digits become one mark each: "anna_k81" -> "a_a9", with its length if short.
std::string shape(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const char mark = byte >= 0x80         ? 'u'
                      : std::isdigit(byte) ? '9'
                      : std::islower(byte) ? 'a'
                      : std::isupper(byte) ? 'A'
                                           : c;
    if (out.empty() || out.back() != mark) out += mark;
  }
  if (out.size() > 30) return "long";
  return text.size() <= 30 ? out + "/" + std::to_string(text.size()) : out;
}

// Fields with few values: the value itself is looked at.
bool enumerable(const std::string& path) {
  static const std::set<std::string> kPaths = {".action",
                                               ".author.kind",
                                               ".author.client",
                                               ".author.verified",
                                               ".author.automated",
                                               ".infra.ja4",
                                               ".infra.user_agent",
                                               ".domains.registrar",
                                               ".domains.nameservers",
                                               ".domains.cert_issuer",
                                               ".geo.country",
                                               ".geo.source",
                                               ".lang",
                                               ".platform",
                                               ".media.kind",
                                               ".schema"};
  return kPaths.count(path) == 1;
}

void describe(const Json& value, const std::string& path, std::set<std::string>& features) {
  features.insert(path + " present");
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) describe(member, path + "." + key, features);
  } else if (value.is_array()) {
    features.insert(path + " size " + std::to_string(value.size()));
    for (const Json& element : value) describe(element, path, features);
  } else if (value.is_number()) {
    features.insert(path + " digits " + std::to_string(value.dump().size()));
    if (value.is_number_unsigned())
      features.insert(path + " size 2^" +
                      std::to_string(std::bit_width(value.get<std::uint64_t>())));
  } else if (enumerable(path)) {
    features.insert(path + " = " + value.dump());
  } else if (value.is_string()) {
    const auto text = value.get<std::string>();
    features.insert(path + " ~ " + shape(text));
    if (path == ".infra.ip")
      features.insert(path + " in " + text.substr(0, text.find_first_of(".:")) + ".0/8");
    if (path == ".post_id") features.insert(path + " ends in " + text.substr(text.size() - 1));
    if (path == ".author.created_at") features.insert(path + " month " + text.substr(0, 7));
    if (path == ".created_at") features.insert(path + " hour " + text.substr(11, 2));
    if (path == ".created_at") features.insert(path + " ms " + text.substr(text.size() - 3, 1));
  }
}

// A campaign has one site or three, so there are few names, registrars and so on among them, and
// its accounts may be made in one go; these values need only be common ones.
bool names_a_clue(const std::string& feature) {
  if (feature.rfind(".author.created_at month", 0) == 0) return true;
  const bool site = feature.rfind(".urls", 0) == 0 || feature.rfind(".domains", 0) == 0;
  return site &&
         (feature.find(" ~ ") != std::string::npos || feature.find(" = ") != std::string::npos);
}

struct Share {
  double planted = 0, organic = 0;  // mean over accounts of the share of their posts
};

struct Tally {
  std::map<std::string, Share> features;
  double planted = 0, organic = 0;  // accounts

  // Accounts of the languages the campaigns use, so that their audience is no giveaway.
  void add(const Stream& stream) {
    const auto truth = stream.truth_of_accounts();
    std::map<std::string, std::vector<Json>> posts_of;
    std::map<std::string, std::string> language;
    std::set<std::string> languages;
    for (Json& post : stream.parsed()) {
      const std::string account = account_of(post);
      if (post.contains("lang") && language.emplace(account, post["lang"]).second &&
          truth.at(account) != "-") {
        languages.insert(post["lang"].get<std::string>());
      }
      posts_of[account].push_back(std::move(post));
    }
    for (const auto& [account, posts] : posts_of) {
      const bool is_planted = truth.at(account) != "-";
      if (posts.size() < 3 || languages.count(language[account]) == 0) continue;
      (is_planted ? planted : organic) += 1;
      for (const Json& post : posts) {
        std::set<std::string> features_of_post;
        describe(post, "", features_of_post);
        for (const std::string& feature : features_of_post) {
          Share& share = features[feature];
          (is_planted ? share.planted : share.organic) += 1.0 / static_cast<double>(posts.size());
        }
      }
    }
  }
};

}  // namespace

TEST_CASE("no single field tells campaign accounts from organic ones", "[statistics]") {
  Tally tally;
  for (const std::uint64_t seed : std::initializer_list<std::uint64_t>{1, 2, 3, 4, 5, 6})
    tally.add(run("quickstart", seed, 8000));
  REQUIRE(tally.planted > 150);
  REQUIRE(tally.organic > 1000);
  std::size_t judged = 0;
  for (const auto& [feature, share] : tally.features) {
    const double planted = share.planted / tally.planted, organic = share.organic / tally.organic;
    if (planted < 0.1) continue;  // rules that find fewer than a tenth are no giveaway
    ++judged;
    CAPTURE(feature, planted, organic);
    if (names_a_clue(feature))
      CHECK(organic >= 0.003);
    else
      CHECK(planted <= 4 * organic);
  }
  CHECK(judged > 80);
}

// Over many campaigns of every tactic, who have their languages, sites and clues each.
TEST_CASE("no single field tells the accounts of campaigns of every tactic from organic ones",
          "[statistics]") {
  Tally tally;
  for (const std::uint64_t seed : std::initializer_list<std::uint64_t>{1, 2, 3, 4, 5})
    tally.add(run("tactics", seed, 40'000));
  REQUIRE(tally.planted > 400);
  const double base = tally.planted / (tally.planted + tally.organic);
  std::size_t judged = 0;
  for (const auto& [feature, share] : tally.features) {
    const double found = share.planted / tally.planted;
    if (found < 0.1) continue;
    ++judged;
    const double precision = share.planted / (share.planted + share.organic);
    CAPTURE(feature, found, precision, base);
    CHECK(precision <= 3 * base);
  }
  CHECK(judged > 80);
}

TEST_CASE("nothing that organic accounts always have is missing from campaign accounts",
          "[statistics]") {
  Tally tally;
  for (const std::uint64_t seed : std::initializer_list<std::uint64_t>{7, 8, 9, 10})
    tally.add(run("quickstart", seed, 8000));
  for (const auto& [feature, share] : tally.features) {
    const double planted = share.planted / tally.planted, organic = share.organic / tally.organic;
    if (organic < 0.2) continue;
    CAPTURE(feature, planted, organic);
    CHECK(planted >= organic / 4);
  }
}

TEST_CASE("the classifier is not blind: the named clues do tell") {
  const Stream stream = run("quickstart", 1, 8000);
  const auto truth = stream.truth_of_accounts();
  std::map<std::string, std::map<std::string, std::set<std::string>>>
      accounts_of;  // host -> campaign -> accounts
  for (const Json& post : stream.parsed()) {
    if (!post.contains("urls") || !post["urls"][0].contains("redirects")) continue;
    const auto hop = post["urls"][0]["redirects"][0].get<std::string>();
    accounts_of[hop.substr(0, hop.find('/', 8))][truth.at(account_of(post))].insert(
        account_of(post));
  }
  std::size_t own = 0;
  for (auto& [host, by_campaign] : accounts_of) {
    if (by_campaign["-"].empty()) own = std::max(own, by_campaign["copy-burst"].size());
  }
  CHECK(own >= 15);
}
