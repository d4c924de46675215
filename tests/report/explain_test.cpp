#include "lockstep/report/explain.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "lockstep/alert/text_page.h"
#include "sample_alerts.h"

namespace lockstep::report {
namespace {

using alert::Alert;
namespace samples = alert::samples;

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string explained(const std::vector<Alert>& versions, bool full = false) {
  AlertBook book({});
  for (const Alert& a : versions) book.add(a, to_flat_json(a));
  return explain(versions.back(), *book.find(versions.back().alert_id), {.full = full});
}

}  // namespace

TEST_CASE("an explanation answers what, how sure, why, what else, who and where",
          "[unit][report]") {
  const std::string text = explained({samples::typical(), samples::typical_update()});
  INFO(text);
  for (const char* part :
       {"cib-7f3a91c2d4e5f601, version 2 of 2, updated",
        "campaign-0b5c77aa91d2e3f4",
        "unvalidated lead",
        "assessment: coordinated-inauthentic: the accounts act in step, and independent clues",
        "confidence: 74 of 100 that the accounts are one operation; not a probability of wrongdoing",
        "B2: source usually reliable; information probably true",
        "observed: 131 posts by 24 accounts on 3 platforms.",
        "remaining: Coordinated posting",
        "content, 6.25 nats: near-duplicate text in 18 posts",
        "against: chance would give 0.2",
        "E1 18 of the accounts have the same text",
        "text: De stänger hamnen i natt",
        "- 2026-04-16 09:42:31.000 telegram:1900000000000000101 in telegram:55000",
        "at social.raw.telegram.v1[0]@880123",
        "possible: public event: the cluster is 31 %",
        "translated upstream: \"They are closing the harbour",
        "- one account joined",
        "v1 2026-04-16 09:45:00 UTC, open",
        "v2 2026-04-16 10:00:00 UTC, updated",
        "- telegram:1900000000000000101 (renamed), booster, score 0.970",
        "kcat -C",
        "Who is behind it. No actor is named"}) {
    CHECK(has(text, part));
  }
}

TEST_CASE("what is not shown is counted, and --full shows it", "[unit][report]") {
  const std::string some = explained({samples::typical()});
  CHECK(has(some, "and 14 more: --full"));  // posts of the first item
  CHECK(has(some, "in telegram:55003"));
  CHECK_FALSE(has(some, "in x:55004"));
  CHECK(has(some, "and 4 more: --full"));  // members
  CHECK_FALSE(has(some, samples::typical().accounts[23].account));
  CHECK_FALSE(has(some, samples::hex64(3)));
  const std::string all = explained({samples::typical()}, true);
  CHECK_FALSE(has(all, "--full"));
  CHECK(has(all, samples::typical().accounts[23].account));
  CHECK(has(all, "sha256 " + samples::hex64(3)));
}

TEST_CASE("an explanation never claims more than the alert", "[unit][report]") {
  const std::string text = explained({samples::minimal()});
  CHECK(
      has(text, "assessment: coordinated: the accounts act in step; that they are not what they"));
  CHECK(has(text, "Admiralty code: not given"));
  CHECK(has(text, "creation date not known"));
  CHECK_FALSE(has(text, "reach"));
}

TEST_CASE("no explanation holds a long line or a control character", "[unit][report]") {
  for (const Alert& alert :
       {samples::minimal(), samples::typical(), samples::maximal(), samples::hostile()}) {
    std::istringstream text{explained({alert}, true)};
    for (std::string line; std::getline(text, line);) {
      CHECK(alert::columns(line) <= 100);
      for (const char c : line) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) FAIL("a control character");
      }
    }
  }
}

TEST_CASE("writing that changes its direction is shown as what it is not", "[unit][report]") {
  Alert alert = samples::typical();
  alert.evidence[0].key = "safe\u202Etxt.exe\u2066";
  alert.accounts[0].handle = "\x1b[31mred\x1b[0m";
  const std::string text = explained({alert});
  CHECK(has(text, "safe?txt.exe?"));
  CHECK(has(text, "(?[31mred?[0m)"));
}

TEST_CASE("whose word the watchlist takes is named", "[unit][report]") {
  const std::string indicator = "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";
  Alert alert = samples::typical();
  CHECK_FALSE(has(explained({alert}), "on the watchlist by"));
  alert.evidence[0].indicator = indicator;
  CHECK(has(explained({alert}), "on the watchlist by " + indicator));
}

TEST_CASE("the table has one line an alert, surest first", "[unit][report]") {
  AlertBook book({});
  for (const Alert& a : {samples::minimal(), samples::typical(), samples::typical_update()})
    book.add(a, to_flat_json(a));
  CHECK(table_of(book) ==
        "alert                  v status    assessment  conf adm tier     accts detected (UTC)   "
        "platforms\n"
        "cib-7f3a91c2d4e5f601   2 updated   inauthentic   74 B2  rebut       25 2026-04-16 10:00 "
        "facebook,telegr...\n"
        "cib-00000000000000a1   1 open      coordinated    0     monitor      2 2026-04-16 09:45 "
        "mastodon\n"
        "2 alerts in 3 versions. Leads for a person, not verdicts; one in full: --alert ID\n");
  CHECK(table_of(AlertBook({})) == "no alerts\n");
}

}  // namespace lockstep::report
