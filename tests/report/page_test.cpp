#include "lockstep/report/page.h"

#include <catch2/catch.hpp>
#include <regex>
#include <set>

#include "sample_alerts.h"

namespace lockstep::report {
namespace {

using alert::Alert;
namespace samples = alert::samples;

std::string page_of(const std::vector<Alert>& versions, const PageOptions& options = {}) {
  AlertBook book({});
  for (const Alert& a : versions) book.add(a, to_flat_json(a));
  return to_page(book, options);
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

// Elements are closed in the order in which they were opened, and no attribute is left open.
std::string first_fault(const std::string& page) {
  static const std::set<std::string> kVoid{"meta", "br", "!DOCTYPE"};
  std::vector<std::string> open;
  const std::string body = page.substr(page.find("</style>") + 8);
  const std::regex tag(
      R"(<(/?)([A-Za-z!0-9]+)((?:\s+[A-Za-z:-]+="[^"<>]*"|\s+html)*)\s*(/?)>|[<>])");
  for (std::sregex_iterator it(body.begin(), body.end(), tag), end; it != end; ++it) {
    const std::string name = (*it)[2];
    if (name.empty())
      return "a bare bracket: " + body.substr(static_cast<std::size_t>(it->position()), 60);
    if ((*it)[1].length() == 0) {
      if ((*it)[4].length() == 0 && !kVoid.contains(name)) open.push_back(name);
      continue;
    }
    // What was opened in the head.
    if (open.empty() && (name == "head" || name == "html")) continue;
    if (open.empty() || open.back() != name) return "closed but not open: " + name;
    open.pop_back();
  }
  return open.empty() ? "" : "left open: " + open.back();
}

Alert numbered(unsigned id) {
  Alert a = samples::typical();
  a.alert_id = fmt::format("cib-{:016x}", id);
  a.campaign_id = fmt::format("campaign-{:016x}", id);
  a.confidence = id % 101;
  return a;
}

}  // namespace

TEST_CASE("a page holds every part of the alert and its history", "[unit][report]") {
  const std::string page = page_of({samples::typical(), samples::typical_update()});
  for (const char* part :
       {"<h2 id=\"cib-7f3a91c2d4e5f601\">", "href=\"#cib-7f3a91c2d4e5f601\"", "unvalidated lead",
        "Who is behind it. No actor is named", "When they acted", "Who shares which evidence",
        "Evidence, heaviest first", "Harmless explanations considered", "How it was inferred",
        "Growth over the versions", "B2: source usually reliable; information probably true",
        "one account joined", "social.raw.telegram.v1[0]@880123",
        "They are closing the harbour tonight"}) {
    INFO(part);
    CHECK(has(page, part));
  }
  CHECK(count(page, "<section ") == 1);
  CHECK(first_fault(page) == "");
}

TEST_CASE("the page asks nothing of the world outside and runs nothing", "[unit][report]") {
  const std::string page = page_of({samples::typical()});
  CHECK(has(page,
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
            "'unsafe-inline'\">"));
  for (const char* part : {"<script", "<img", "<link", "<iframe", "<object", "src=", "url(",
                           "@import", "onload", "onclick", "xlink", "http://"})
    CHECK_FALSE(has(page, part));
  // The links of posts are text, not links.
  CHECK(has(page, "https://harbor-light.example/"));
  CHECK(count(page, "href=\"") == count(page, "href=\"#"));
}

TEST_CASE("what posts contain stays text", "[unit][report]") {
  const std::string bad = "\"><script>alert('x')</script>&amp;<!-- \x1b]0;t\x07 \u202E";
  Alert a = samples::typical();
  a.summary = a.inference.remaining = bad;
  a.accounts[0].handle = a.accounts[0].account = a.accounts[1].platform = bad;
  a.platforms = a.languages = a.changes = a.techniques = {bad};
  a.families[0] = {"content", 1, bad, bad};
  a.narratives[0] = {bad, bad, bad, 0.5};
  a.handoff[0].account = a.handoff[0].platform = bad;
  a.reach->basis = a.geo[0].country = a.config_sha256 = a.engine_version = a.admiralty = bad;
  a.benign_checks[0] = {bad, bad, bad};
  for (auto& item : a.evidence) item.kind = item.signal = item.key = item.text = item.indicator = bad;
  auto& post = a.evidence[0].posts[0];
  post.post = post.account = post.source.topic = post.sha256 = bad;
  const std::string page = page_of({a});
  CHECK(first_fault(page) == "");
  CHECK_FALSE(has(page, "<script"));
  CHECK_FALSE(has(page, "<!--"));
  CHECK_FALSE(has(page, "alert('"));
  CHECK_FALSE(has(page, "\x1b"));
  CHECK_FALSE(has(page, "\u202E"));
  CHECK(count(page, "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;") > 30);
}

TEST_CASE("any alert gives a page that is well formed", "[unit][report]") {
  for (const Alert& a :
       {samples::minimal(), samples::typical_update(), samples::maximal(), samples::hostile()})
    CHECK(first_fault(page_of({a})) == "");
  Alert one_moment = samples::typical();
  for (auto& item : one_moment.evidence) {
    for (auto& post : item.posts) post.at = one_moment.first_post_at;
  }
  Alert ages = samples::typical();
  ages.evidence[0].posts[0].at = samples::at("0000-01-01T00:00:00Z");
  ages.evidence[0].posts[1].at = samples::at("9999-12-31T23:59:59Z");
  for (const Alert& a : {one_moment, ages}) {
    const std::string page = page_of({a});
    CHECK(first_fault(page) == "");
    CHECK_FALSE(has(page, "nan"));
    CHECK_FALSE(has(page, "inf\""));
    CHECK(page.size() < 300'000);
  }
}

TEST_CASE("a dense stretch of a long campaign is drawn once more by itself", "[unit][report]") {
  Alert a = samples::typical();
  a.evidence.resize(1);
  auto& posts = a.evidence[0].posts;
  for (std::size_t i = 0; i < posts.size(); ++i)
    posts[i].at = a.first_post_at + std::chrono::hours{i};
  const char* const closer = "A closer look at the densest stretch: ";
  CHECK_FALSE(has(page_of({a}), closer));  // evenly spread
  const EventTime burst = samples::at("2026-04-16T20:00:00Z");
  for (std::size_t i = 10; i < 14; ++i) posts[i].at = burst + std::chrono::seconds{i};
  const std::string page = page_of({a});
  for (std::size_t i = 0; i < posts.size(); ++i)
    posts[i].at = burst + std::chrono::milliseconds{i * 100};
  CHECK_FALSE(has(page_of({a}), closer));  // there is nothing but the stretch
  CHECK(has(page, std::string(closer) + "2026-04-16 20:00:10 to 20:00:13 UTC"));
  CHECK(has(page, "<desc>18 posts of 18 accounts, "));
  CHECK(has(page, "<desc>4 posts of 4 accounts, "));
}

TEST_CASE("the same alerts are the same bytes, whatever their order", "[unit][report]") {
  CHECK(page_of({samples::typical(), samples::minimal()}) ==
        page_of({samples::minimal(), samples::typical()}));
}

TEST_CASE("sections end at their bound, and the page says how many are left out",
          "[unit][report]") {
  std::vector<Alert> many;
  for (unsigned id = 1; id <= 4; ++id) many.push_back(numbered(id));
  const std::size_t most = GENERATE(as<std::size_t>{}, 3, 4, 5);
  const std::string page = page_of(many, {.max_campaigns = most});
  CHECK(count(page, "<section ") == std::min<std::size_t>(most, 4));
  CHECK(count(page, "<th scope=\"row\"><a href=\"#cib-") == std::min<std::size_t>(most, 4));
  CHECK(has(page, "the sections of 1 campaigns") == (most == 3));
  CHECK(has(page, "cib-0000000000000001"));  // the lowest ranked is in the table still
}

TEST_CASE("the table ends at its bound, and the page says so", "[unit][report]") {
  const unsigned most = kMaxListed;
  const unsigned alerts = GENERATE_COPY(most - 1, most, most + 1);
  AlertBook book({.max_held_bytes = 0});
  for (unsigned id = 1; id <= alerts; ++id) {
    Alert a = samples::minimal();
    a.alert_id = fmt::format("cib-{:016x}", id);
    book.add(a, "");
  }
  const std::string page = to_page(book, {});
  CHECK(count(page, "<th scope=\"row\">cib-") == std::min(alerts, most));
  CHECK(has(page, "and 1 lines of this table") == (alerts > most));
}

TEST_CASE("a page does not outgrow its bytes", "[unit][report]") {
  const std::size_t section = page_of({numbered(1)}).size();
  const std::string page =
      page_of({numbered(1), numbered(2), numbered(3)}, {.max_bytes = section * 2});
  CHECK(count(page, "<section ") == 2);
  CHECK(page.size() < section * 3);
}

TEST_CASE("a campaign that is too large for the page leaves its room to others", "[unit][report]") {
  Alert large = samples::maximal();
  large.confidence = 100;
  const std::size_t section = page_of({numbered(1)}).size();
  const std::string page = page_of({large, numbered(1)}, {.max_bytes = section * 2});
  CHECK(count(page, "<section ") == 1);
  CHECK(has(page, "href=\"#cib-0000000000000001\""));
  CHECK(has(page, "the sections of 1 campaigns"));
}

TEST_CASE("a page about nothing says that this proves nothing", "[unit][report]") {
  const std::string page = page_of({});
  CHECK(has(page, "no proof of absence"));
  CHECK(first_fault(page) == "");
}

TEST_CASE("many platforms are named in part and counted", "[unit][report]") {
  Alert a = samples::typical();
  a.platforms = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
  const std::string page = page_of({a});
  CHECK(has(page, "<bdi>a, b, c, d and 5 more</bdi>"));
  CHECK(has(page, "on a, b, c, d, e, f, g, h and 1 more</bdi>"));
}

TEST_CASE("accounts beyond the rows and members beyond the table are counted", "[unit][report]") {
  Alert a = samples::typical();
  a.evidence.clear();
  for (unsigned i = 0; i < 4; ++i) {
    a.evidence.push_back(samples::evidence_item("text", "text", "key", 1.0, 20));
    for (unsigned p = 0; p < 20; ++p)
      a.evidence[i].posts[p].account = fmt::format("x:{}", i * 20 + p);
  }
  CHECK(has(page_of({a}), "20 accounts with fewer listed posts are not drawn"));
  a.account_count = 5000;
  CHECK(has(page_of({a}), "4976 more are left out here"));
}

}  // namespace lockstep::report
