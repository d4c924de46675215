#include "lockstep/alert/identities.h"

#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "lockstep/alert/cluster_pages.h"
#include "lockstep/alert/read_flat.h"
#include "lockstep/alert/sharing.h"
#include "lockstep/alert/versions.h"
#include "sample_alerts.h"

namespace lockstep::alert {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kKey = "0123456789abcdef";

Identities by_pseudonym(std::set<std::string> confirmed = {}) {
  return Identities::pseudonymous(kKey, std::move(confirmed));
}

StixOptions with_key(const char* key = kKey) {
  StixOptions options;
  options.deployment_key = key;
  return options;
}

Alert veiled(const Alert& alert, const char* key = kKey) {
  return *Identities::pseudonymous(key).hidden(alert);
}

// Everything by which somebody without the archive could find an account or a post.
Alert telling() {
  Alert a = samples::typical();
  a.data_minimisation.clear();
  a.summary += " 9 of them used the same IP address (203.0.113.77).";
  for (unsigned i = 0; i < 3; ++i) {
    a.further.push_back(samples::member(30 + i));
    a.further.back().score = 0.01;
  }
  a.evidence.push_back(samples::evidence_item("mention", "mention", "x:star_of_the_north", 1, 2));
  a.evidence.push_back(samples::evidence_item("reply", "reply", "x:8899001122", 1, 2));
  a.evidence.push_back(
      samples::evidence_item("watchlist-account", "watchlist", a.accounts[4].account, 3, 0));
  a.evidence.back().text = "One of the accounts is on the watchlist: known as NightHeron";
  a.evidence.push_back(
      samples::evidence_item("watchlist-domain", "watchlist", "bad.example", 3, 0));
  a.evidence.back().text = "4 of the accounts touched what is on the watchlist: run by NightHeron";
  a.evidence.back().indicator = "indicator--of-NightHeron";
  auto record = samples::evidence_item("creation", "identity", "2026-03-28T03h UTC on x", 1, 1);
  record.posts[0].post = "account " + record.posts[0].account;
  a.evidence.push_back(record);
  a.changes = {"dismissed by a person: NightHeron is a fan club", "took in cib-00000000000000a1"};
  return a;
}

// What of a sample would lead somewhere: every string of what names or was said, exact times and
// counts of single accounts and posts.
std::set<std::string> traces_of(const Alert& a) {
  std::set<std::string> out = {"NightHeron", "maria_k", "190000000000000",
                               "203.0.113",  "relay",   "harbor",
                               ":600000",    ":150000", ":120000",
                               ":41000",     ":9100",   ":18400",
                               ":4100",      "crawler", "req-",
                               "hamnen",     ":64501",  "star_of_the_north"};
  for (const auto* list : {&a.accounts, &a.further}) {
    for (const Member& m : *list) {
      out.insert({m.account, m.account.substr(m.account.find(':') + 1), m.handle,
                  format_rfc3339(m.first_seen)});
      if (m.created_at) out.insert(format_rfc3339(*m.created_at));
    }
  }
  for (const EvidenceItem& e : a.evidence) {
    out.insert(e.key);
    for (const EvidencePost& p : e.posts)
      out.insert({p.post, p.account, '"' + p.post.substr(p.post.find(':') + 1) + '"',
                  ":" + p.post.substr(p.post.find(':') + 1), format_rfc3339(p.at)});
  }
  for (const Narrative& n : a.narratives) out.insert({n.excerpt, n.translation});
  for (const Community& c : a.communities) out.insert(c.community);
  out.insert({format_rfc3339(a.first_post_at), "09:42", "09:44"});
  out.erase("");
  return out;
}

std::vector<std::string> outputs_of(const Alert& alert) {
  std::vector<std::string> out = {to_flat_json(alert), to_text(alert), to_stix(alert, with_key())};
  for (const auto& page : to_cluster_pages(alert)) out.push_back(page.value);
  return out;
}

}  // namespace

TEST_CASE("nothing that is written of a hidden alert leads to an account or a post",
          "[unit][alert]") {
  const Alert alert = telling();
  const auto hidden = outputs_of(veiled(alert));
  REQUIRE(hidden.size() == 4);
  std::string plain;
  for (const auto& text : outputs_of(alert)) plain += text;
  for (const auto& trace : traces_of(alert)) {
    CAPTURE(trace);
    for (const auto& text : hidden) CHECK(text.find(trace) == std::string::npos);
  }
  // The traces are really what an alert with names holds.
  for (const char* trace : {"NightHeron", "maria_k", "600000", "star_of_the_north", "crawler"})
    CHECK(plain.find(trace) != std::string::npos);
}

TEST_CASE("a hidden alert still tells of the group, and where the records lie", "[unit][alert]") {
  const Alert alert = telling();
  const Json flat = Json::parse(to_flat_json(veiled(alert)));
  const Json named = Json::parse(to_flat_json(alert));
  for (const char* same :
       {"alert_id",    "campaign_id",   "version",       "status",        "assessment",
        "detected_at", "confidence",    "admiralty",     "coordination",  "inauthenticity",
        "tier",        "account_count", "post_count",    "platforms",     "languages",
        "families",    "geo",           "benign_checks", "techniques",    "rhythm",
        "evenness",    "structure",     "homogeneity",   "config_sha256", "retention_until"})
    CHECK(flat[same] == named[same]);
  CHECK(flat["data_minimisation"] == "pseudonyms");
  CHECK(flat["window"]["start"] == "2026-04-16T09:00:00.000Z");
  CHECK(flat["window"]["end"] == "2026-04-16T10:00:00.000Z");
  CHECK(flat["narratives"].empty());
  CHECK_FALSE(flat.contains("amplifiers"));
  CHECK_FALSE(flat.contains("audience_jump"));
  CHECK(flat["reach"]["upper"] == 40000);
  CHECK(flat["engagement"]["top"] == 4000);
  CHECK(flat["handoff"][1]["delay_s"] == 120);
  CHECK(flat["changes"] == Json{"dismissed by a person", "took in cib-00000000000000a1"});
  const auto places = [](const Json& from) {
    std::set<Json> out;
    for (const auto& item : from["evidence"])
      for (const auto& post : item["posts"]) out.insert({post["source"], post["sha256"]});
    return out;
  };
  CHECK(places(flat) == places(named));
  const std::regex pseudonym("(telegram|x|facebook):~[0-9a-f]{24}"), object("[0-9a-f]{16}");
  for (const auto& member : flat["accounts"])
    CHECK(std::regex_match(member["account"].get<std::string>(), pseudonym));
  for (const auto& item : flat["evidence"]) {
    const auto key = item["key"].get<std::string>();
    CHECK((std::regex_match(key, object) || std::regex_match(key, pseudonym)));
  }
}

TEST_CASE("counts of posts are told to one digit", "[unit][alert]") {
  const auto [count, told] = GENERATE(values<std::pair<std::int64_t, std::int64_t>>(
      {{0, 0},
       {9, 9},
       {10, 10},
       {14, 10},
       {15, 20},
       {16, 20},
       {94, 90},
       {95, 100},
       {4100, 4000},
       {std::numeric_limits<std::int64_t>::max(), 9'000'000'000'000'000'000}}));
  Alert alert = samples::typical();
  alert.engagement->top = alert.reach->upper = count;
  CHECK(veiled(alert).engagement->top == told);
  CHECK(veiled(alert).reach->upper == told);
}

TEST_CASE("pseudonyms are the same in every alert of a deployment, and of no use in another",
          "[unit][alert]") {
  const Alert one = veiled(samples::typical()), later = veiled(samples::typical_update());
  const Alert other = veiled(samples::typical(), "another key of ours");
  std::set<std::string> ours, again, theirs;
  for (const auto& m : one.accounts) ours.insert(m.account);
  for (const auto& m : later.accounts) again.insert(m.account);
  for (const auto& m : other.accounts) theirs.insert(m.account);
  CHECK(ours.size() == 24);
  CHECK(std::includes(again.begin(), again.end(), ours.begin(), ours.end()));
  for (const auto& name : theirs) CHECK_FALSE(ours.contains(name));
  // Evidence, hand-off and members speak of the same accounts.
  for (const auto& item : one.evidence)
    for (const auto& post : item.posts) CHECK(ours.contains(post.account));
  for (const auto& h : one.handoff) CHECK(ours.contains(h.account));
  // Pinned, and computed by Python's hmac: pseudonyms in archives of alerts must stay comparable
  // over versions of Lockstep.
  CHECK(pseudonym_of("x:1", "0123456789abcdef") == "x:~5c105df29c31a921d6ff3d4a");
  // Ids are of one platform, and an account is no post.
  CHECK(pseudonym_of("x:1", kKey).substr(2) != pseudonym_of("telegram:1", kKey).substr(9));
}

TEST_CASE("neither the order of names nor the ids of objects tell of names", "[unit][alert]") {
  const Alert alert = telling();
  const Alert hidden = veiled(alert);
  const auto in_order = [](const auto& list, auto rank) {
    return std::is_sorted(list.begin(), list.end(),
                          [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  };
  CHECK(in_order(hidden.accounts, [](const Member& m) { return std::pair(-m.score, m.account); }));
  for (const auto& item : hidden.evidence)
    CHECK(in_order(item.posts, [](const EvidencePost& p) { return std::pair(p.at, p.account); }));
  const auto ids_of = [](const Alert& a, const char* key) {
    std::set<std::string> out;
    const Json bundle = Json::parse(to_stix(a, with_key(key)));
    for (const auto& object : bundle["objects"]) {
      const auto type = object["type"].get<std::string>();
      if (type == "user-account" || object.contains("created_by_ref"))
        out.insert(object["id"].get<std::string>());
    }
    return out;
  };
  const auto named = ids_of(alert, kKey), ours = ids_of(hidden, kKey),
             theirs = ids_of(veiled(alert, "another key of ours"), "another key of ours");
  std::size_t accounts = 0;
  for (const auto& id : ours) {
    if (!id.starts_with("user-account")) continue;
    ++accounts;
    CHECK_FALSE(named.contains(id));
    CHECK_FALSE(theirs.contains(id));
  }
  CHECK(accounts == 24);
  const Json bundle = Json::parse(to_stix(hidden, with_key()));
  for (const auto& object : bundle["objects"]) {
    const auto type = object["type"].get<std::string>();
    for (const char* observable : {"url", "domain-name", "ipv4-addr", "ipv6-addr", "indicator"})
      CHECK(type != observable);
    if (type != "user-account") continue;
    CHECK_FALSE(object.contains("account_type"));  // it is no id of the platform
    CHECK_FALSE(object.contains("account_created"));
  }
}

TEST_CASE("a hidden object has one name, whether its words are still known or not",
          "[unit][alert]") {
  Alert alert = samples::typical();
  alert.evidence[0].object = 0xfeedface;
  Alert deleted = alert;
  deleted.evidence[0].key = "00000000feedface";
  CHECK(to_flat_json(veiled(alert)) == to_flat_json(veiled(deleted)));
  CHECK(to_flat_json(veiled(alert)).find("feedface") == std::string::npos);
}

TEST_CASE("every hidden alert is one that readers take", "[unit][alert]") {
  for (const auto& alert : {samples::minimal(), samples::typical(), samples::typical_update(),
                            samples::maximal(), samples::hostile(), telling()}) {
    const auto line = to_flat_json(veiled(alert));
    const auto read = from_flat_json(line);
    REQUIRE(read.ok());
    CHECK(Json::accept(to_stix(veiled(alert), with_key())));
  }
  const auto line = to_flat_json(veiled(telling()));
  CHECK(to_flat_json(*from_flat_json(line)) == line);
}

TEST_CASE("names come with the version that a person confirms, and go while it is dismissed",
          "[unit][alert]") {
  Versions versions;
  const auto identities = by_pseudonym();
  const auto draft = [](int minute) {
    Alert a = samples::typical();
    a.detected_at += std::chrono::minutes{minute};
    a.confidence += static_cast<std::uint32_t>(minute);
    return a;
  };
  struct Case {
    const char* what;
    std::optional<Alert> alert;
    bool named, leaves;
  };
  const auto judged = [&](int minute, Verdict verdict) {
    return versions.judge(draft(0).alert_id, draft(minute).detected_at, verdict, "we looked");
  };
  std::vector<Case> cases;
  cases.push_back({"new", versions.consider(draft(0)), false, false});
  cases.push_back({"changed", versions.consider(draft(12)), false, false});
  cases.push_back({"dismissed", judged(13, Verdict::kDismissed), false, false});
  cases.push_back({"reopened", judged(14, Verdict::kReopened), false, false});
  cases.push_back({"confirmed", judged(15, Verdict::kConfirmed), true, true});
  cases.push_back({"changed after", versions.consider(draft(24)), true, true});
  cases.push_back({"dismissed after", judged(25, Verdict::kDismissed), false, true});
  cases.push_back({"reopened after", judged(26, Verdict::kReopened), true, true});
  cases.push_back(
      {"closed", versions.close(draft(0).alert_id, draft(27).detected_at, "silent"), true, true});
  for (const auto& c : cases) {
    CAPTURE(c.what);
    REQUIRE(c.alert);
    CHECK(identities.hidden(*c.alert).has_value() != c.named);
    CHECK(identities.may_leave(*c.alert) == c.leaves);
    CHECK(is_written(*c.alert, Profile::kPartner, identities) == c.leaves);
    CHECK(is_written(*c.alert, Profile::kInternal, identities));
    CHECK_FALSE(Identities().hidden(*c.alert));
    CHECK(Identities().may_leave(*c.alert));
  }
}

TEST_CASE("an alert that was confirmed elsewhere is named, no other", "[unit][alert]") {
  const auto identities = by_pseudonym({samples::typical().alert_id});
  CHECK_FALSE(identities.hidden(samples::typical()));
  CHECK(identities.hidden(samples::minimal()));
}

}  // namespace lockstep::alert
