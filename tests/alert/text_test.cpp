#include <catch2/catch.hpp>
#include <sstream>

#include "lockstep/alert/alert.h"
#include "lockstep/alert/text_page.h"
#include "sample_alerts.h"

namespace lockstep::alert {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a person reads what, who, why, and what is open") {
  Alert alert = samples::typical();
  alert.accounts.resize(2);
  alert.evidence.resize(2);
  CHECK(to_text(alert) ==
        R"(cib-7f3a91c2d4e5f601 v1, open: coordinated-inauthentic, confidence 74 (B2), rebut
24 accounts, 131 posts on facebook, telegram, x; 2026-04-16 09:30:00 to 09:45:00 UTC

24 accounts on Telegram, X and Facebook posted near-duplicate text within 25 minutes and sent links
through one redirector. 19 of them were created within 30 minutes of each other.

Accounts
  - telegram:1900000000000000101 (maria_k48213), originator, created 2026-03-28
  - x:1900000000000000102 (maria_k48214), booster, created 2026-03-28
  and 22 more

Evidence, heaviest first
  - 18 of the accounts have the same text within 90 seconds.
    text: De stänger hamnen i natt och ingen får veta.
    18 of 24 accounts, 2026-04-16 09:42:31 to 09:46:12 UTC (18 posts listed)
  - 9 of the accounts have the same redirect within 90 seconds.
    redirect: go.relay.example
    9 of 24 accounts, 2026-04-16 09:42:31 to 09:44:15 UTC (9 posts listed)

What else is known of them
  - 12 of them, held against 140 others as active: gaps more regular than of 93 %, hours more alike
    than of 88 %
  - 5 of 8 accounts keep other hours than those of the time zone or country they claim, typically 6
    h off
  - 11 of them, held against 96 others as active: pace within a sitting more even than of 97 %
    (variation 0.4)
  - typically there 42 s after an object first appears, 60 % within a minute
  - one follows the next more evenly than people do (variation 0.5)
  - 62 % of the accounts on the typical object are of the cluster
  - the same ones come first: 40 orders of two accounts, 15 % of them ever reversed
  - half of them were created within 0.2 days
  - 80 % were created less than 30 days before they were first seen
  - most seen: x:1900000000000000102, 150000 views, 600000 followers
  - within 90 s one object was shared by facebook:1900000000000000103 (300 followers) and next by
    x:1900000000000000102 (600000 followers)
  - put into telegram:-1001 (9 posts), facebook:77 (3 posts); 1 object into more than one
  - half of 40 posts had 3 interactions or fewer when collected, the most 4100
  - not known of any: client

Harmless explanations considered
  - excluded: declared automation (no account declares that it is automated)
  - possible: public event (the cluster is 31 % of those who shared the object)
  - not assessed: fan or activist community (no model of ordinary audiences)

What remains uncertain
  - Coordinated posting; who is behind it is open.
  - A lead made by a machine, not an attribution: review it before acting.
)");
}

TEST_CASE("twelve accounts are named, the others counted") {
  Alert alert = samples::typical();
  const std::size_t count = GENERATE(as<std::size_t>{}, 11, 12, 13);
  alert.accounts.resize(count);
  alert.account_count = static_cast<std::uint32_t>(count);
  const std::string text = to_text(alert);
  CHECK(has(text, alert.accounts[10].account));
  CHECK(has(text, "and 1 more") == (count == 13));
}

TEST_CASE("an account without a creation date says so") {
  const std::string text = to_text(samples::minimal());
  CHECK(has(text, "mastodon:1, creation date not known"));
}

TEST_CASE("coordination alone is not called inauthentic") {
  CHECK(has(to_text(samples::minimal()), "is not shown"));
  CHECK_FALSE(has(to_text(samples::typical()), "is not shown"));
}

TEST_CASE("explanations that are not excluded are named as uncertain") {
  Alert alert = samples::typical();
  CHECK(has(to_text(alert), alert.inference.remaining));
  alert.inference.remaining.clear();
  CHECK(has(to_text(alert), "Not excluded: public event, fan or activist community."));
}

TEST_CASE("no alert prints a line beyond 100 columns or a control character") {
  for (const Alert& alert :
       {samples::minimal(), samples::typical(), samples::maximal(), samples::hostile()}) {
    std::istringstream text{to_text(alert)};
    for (std::string line; std::getline(text, line);) {
      CHECK(columns(line) <= 100);
      for (const char c : line) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != 0x7F));
    }
  }
}

}  // namespace lockstep::alert
