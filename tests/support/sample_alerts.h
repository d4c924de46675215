// Alerts for tests and benchmarks: a small one, an everyday one, one at every bound, and one that
// is hostile besides.
#pragma once

#include <fmt/format.h>

#include <string>

#include "lockstep/alert/alert.h"

namespace lockstep::alert::samples {

inline EventTime at(std::string_view rfc3339) { return parse_rfc3339(rfc3339).value(); }
inline std::string hex64(unsigned seed) { return fmt::format("{:064x}", seed * 2654435761u); }

// Only what every alert has.
inline Alert minimal() {
  Alert a;
  a.alert_id = "cib-00000000000000a1";
  a.campaign_id = "campaign-00000000000000a1";
  a.detected_at = a.first_detected_at = at("2026-04-16T09:45:00Z");
  a.window_start = at("2026-04-16T09:30:00Z");
  a.window_end = at("2026-04-16T09:45:00Z");
  a.first_post_at = at("2026-04-16T09:42:31Z");
  a.summary = "Two accounts reposted the same five posts within seconds.";
  a.accounts = {{"mastodon:1", "", "mastodon", Role::kUnknown, 0.5, a.first_post_at, std::nullopt},
                {"mastodon:2", "", "mastodon", Role::kUnknown, 0.5, a.first_post_at, std::nullopt}};
  a.account_count = 2;
  a.post_count = 10;
  a.platforms = {"mastodon"};
  return a;
}

inline Member member(unsigned i) {
  static const char* const kPlatforms[] = {"telegram", "x", "facebook"};
  const std::string platform = kPlatforms[i % 3];
  Member m;
  m.account = fmt::format("{}:{}", platform, 1900000000000000101 + i);
  m.handle = fmt::format("maria_k{}", 48213 + i);
  m.platform = platform;
  m.role = i == 0 ? Role::kOriginator : i % 4 == 0 ? Role::kEcho : Role::kBooster;
  m.score = 0.95 - 0.01 * (i % 90);
  m.first_seen = at("2026-04-16T09:42:31Z") + std::chrono::seconds{i * 13};
  if (i % 5 == 0) m.kind = "page";
  if (i % 3 == 0) m.basis = Basis::kClue;
  if (i % 5 != 4) m.created_at = at("2026-03-28T03:11:09Z") + std::chrono::seconds{i * 71};
  return m;
}

inline EvidenceItem evidence_item(std::string kind, std::string signal, std::string key,
                                  double weight, unsigned posts) {
  EvidenceItem e{std::move(kind), std::move(signal), std::move(key), posts, {}, weight, ""};
  for (unsigned i = 0; i < posts; ++i) {
    const Member m = member(i);
    e.posts.push_back(
        {fmt::format("{}:{}", m.platform, 55000 + i),
         m.account,
         m.first_seen,
         {"social.raw." + m.platform + ".v1", static_cast<std::int32_t>(i % 8), 880123 + i},
         hex64(i),
         i % 2 == 0 ? "crawler-2" : "",
         i % 2 == 0 ? fmt::format("req-{}", i / 10) : ""});
  }
  e.text = fmt::format("{} of the accounts have the same {} within 90 seconds.", posts, e.kind);
  return e;
}

inline void add_evidence(Alert& a) {
  a.families = {
      {"content", 6.25, "near-duplicate text in 18 posts", "chance would give 0.2"},
      {"infrastructure", 4.5, "one redirector behind 9 links", "1 in 4,000 accounts uses it"}};
  a.evidence = {
      evidence_item("text", "text", "De stänger hamnen i natt och ingen får veta.", 6.25, 18),
      evidence_item("redirect", "domain", "go.relay.example", 4.5, 9),
      evidence_item("url", "url", "https://harbor-light.example/nyhet/hamnen?id=7&å=1", 3.125, 9),
      evidence_item("domain", "domain", "harbor-light.example", 2.0, 9),
      evidence_item("ip", "infrastructure", "203.0.113.77", 1.5, 4),
      evidence_item("ip-prefix", "infrastructure", "2001:db8:1::/48", 1.25, 4),
      evidence_item("asn", "infrastructure", "64501", 0.5, 6)};
}

// An everyday alert: 24 accounts on three platforms.
inline Alert typical() {
  Alert a = minimal();
  a.alert_id = "cib-7f3a91c2d4e5f601";
  a.campaign_id = "campaign-0b5c77aa91d2e3f4";
  a.assessment = Assessment::kCoordinatedInauthentic;
  a.confidence = 74;
  a.admiralty = "B2";
  a.coordination = 0.9132;
  a.inauthenticity = 0.61;
  a.tier = Tier::kRebut;
  a.summary =
      "24 accounts on Telegram, X and Facebook posted near-duplicate text within 25 minutes and "
      "sent "
      "links through one redirector. 19 of them were created within 30 minutes of each other.";
  a.accounts.clear();
  for (unsigned i = 0; i < 24; ++i) a.accounts.push_back(member(i));
  a.account_count = 24;
  a.post_count = 131;
  a.platforms = {"facebook", "telegram", "x"};
  a.languages = {"en", "ru", "sv"};
  add_evidence(a);
  a.narratives = {{"De stänger hamnen i natt och ingen får veta. Sprid!", "sv",
                   "They are closing the harbour tonight and nobody is told. Spread!", 0.78},
                  {"Порт закрывают", "ru", "", 0.25}};
  a.handoff = {{"telegram", "telegram:1900000000000000101", at("2026-04-16T09:42:31Z"), 0},
               {"x", "x:1900000000000000102", at("2026-04-16T09:44:02Z"), 91}};
  a.reach = Reach{18400, 9100, 41000, "sum of observed views"};
  a.amplifiers = {{a.accounts[1].account, 600'000, 150'000, 120'000},
                  {a.accounts[2].account, 300, std::nullopt, std::nullopt}};
  a.audience_jump =
      AudienceJump{a.accounts[2].account, a.accounts[1].account, 300, 600'000, 90, 5.0673, "repost",
                   "telegram:55000"};
  a.communities = {{"telegram:-1001", "channel", 5, 9}, {"facebook:77", "", 2, 3}};
  a.community_count = 2;
  a.cross_posted = 1;
  a.engagement = Engagement{40, 3, 4100, 0.025};
  a.geo = {{"SE", 0.74}, {"FI", 0.1}};
  a.rhythm = Rhythm{12, 140, 1.25, 2.9, 0.93, 0.41, 0.84, 0.55, 0.88, 8, 5, -6.5};
  a.evenness = Evenness{11, 96, 0.38, 0.97};
  a.structure = {0.75, 0.1, 0.62, 40, 0.15, 42.5, 0.6, 0.45};
  a.homogeneity = {3.5, 0.25, 0.8, 0.31, 0.75, std::nullopt, 0.25};
  a.features_missing = {"client"};
  a.retention = std::chrono::hours{24 * 180};
  a.data_minimisation = "no-excerpts";
  a.benign_checks = {
      {"declared automation", "excluded", "no account declares that it is automated"},
      {"public event", "possible", "the cluster is 31 % of those who shared the object"},
      {"fan or activist community", "not assessed", "no model of ordinary audiences"}};
  a.techniques = {"T0049.003", "T0084.001", "T0119.002", "T0149.004", "T0150.008"};
  a.inference = {"131 posts by 24 accounts on 3 platforms.", "Links unwound, times in UTC.",
                 "One text, one redirector.", "Declared automation.",
                 "Coordinated posting; who is behind it is open."};
  a.config_sha256 = hex64(7);
  a.baseline_sha256 = hex64(8);
  a.engine_version = "0.1.0";
  return a;
}

// The same alert a quarter of an hour later, grown by one account.
inline Alert typical_update() {
  Alert a = typical();
  a.version = 2;
  a.status = Status::kUpdated;
  a.detected_at = a.window_end = at("2026-04-16T10:00:00Z");
  a.accounts.push_back(member(24));
  a.account_count = 25;
  a.post_count = 160;
  a.accounts.front().score = 0.97;
  a.accounts.front().role = Role::kBooster;
  a.accounts.front().handle = "renamed";
  a.techniques.push_back("T0150.001");
  a.changes = {"one account joined", "29 more posts"};
  return a;
}

// Every list and text at its bound; `filler` is repeated to fill texts and ids.
inline Alert filled(const std::string& filler) {
  const auto fill = [&filler](std::size_t bytes) {
    std::string text;
    while (text.size() + filler.size() <= bytes) text += filler;
    return text;
  };
  Alert a = typical();
  a.summary = fill(5000);
  a.accounts.clear();
  for (unsigned i = 0; i < 1000; ++i) {
    Member m = member(i);
    m.account = fmt::format("telegram:{}{}", i, fill(1000));
    m.handle = fill(300);
    a.accounts.push_back(m);
  }
  a.account_count = 5000;
  a.post_count = 1'000'000;
  a.evidence.clear();
  for (unsigned i = 0; i < 50; ++i) {
    static const char* const kKinds[] = {"redirect", "url", "text"};
    const char* const kind = kKinds[i % 3];
    const std::string key = i % 3 == 0   ? fmt::format("r{}.relay.example", i)
                            : i % 3 == 1 ? fmt::format("https://e{}.example/", i) + fill(230)
                                         : fill(280);
    EvidenceItem e = evidence_item(kind, "domain", key, 9.0 - 0.1 * i, 20);
    for (EvidencePost& p : e.posts) {
      p.post = "telegram:" + fill(1000);
      p.account = a.accounts[i].account;
      p.collector = p.request_id = fill(300);
    }
    e.text = fill(2000);
    e.indicator = fill(80);
    a.evidence.push_back(e);
  }
  a.platforms.assign(40, fill(80));
  a.languages.assign(80, fill(80));
  a.families.clear();
  for (const char* family : {"behaviour", "content", "infrastructure", "identity", "rhythm"}) {
    a.families.push_back({family, 20.0, fill(1000), fill(1000)});
  }
  a.narratives.assign(10, {fill(280), fill(40), fill(280), 1.0});
  a.handoff.assign(20, {fill(40), "telegram:" + fill(1000), a.first_post_at, 1e9});
  a.reach = Reach{1, 0, 1'000'000'000'000, fill(1000)};
  a.amplifiers.assign(
      8, {"telegram:" + fill(1000), 1'000'000'000'000, 1'000'000'000'000, 1'000'000'000'000});
  a.audience_jump = AudienceJump{"telegram:" + fill(1000),
                                 "x:" + fill(1000),
                                 1,
                                 1'000'000'000'000,
                                 0,
                                 27,
                                 fill(80),
                                 fill(300)};
  a.communities.assign(12, {"telegram:" + fill(1000), fill(80), 4'000'000'000, 4'000'000'000});
  a.community_count = 4'000'000'000;
  a.features_missing.assign(20, fill(80));
  a.benign_checks.assign(20, {fill(80), "not assessed", fill(1000)});
  a.changes.assign(40, fill(1000));
  a.techniques = {"T0049", "T0049.001", "T0049.003", "T0084.001", "T0119"};
  for (unsigned i = 0; i < 80; ++i) a.techniques.push_back(fmt::format("T{:04}", 9000 + i));
  a.inference = {fill(3000), fill(3000), fill(3000), fill(3000), fill(3000)};
  return a;
}

inline Alert maximal() { return filled("Å漢🙂z"); }
inline Alert hostile() { return filled(std::string("\x01\x1b[2J\"\\\xff", 8)); }

}  // namespace lockstep::alert::samples
