#include "lockstep/report/case_graph.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "case_kinds.h"
#include "lockstep/report/case_graph_files.h"
#include "lockstep/signals/signal.h"
#include "sample_alerts.h"

namespace lockstep::report {
namespace {

using alert::Alert;
namespace samples = alert::samples;

CaseGraph graph_of(const std::vector<Alert>& alerts, const CaseGraphOptions& options = {}) {
  AlertBook book({});
  for (const Alert& a : alerts) book.add(a, to_flat_json(a));
  auto graph = case_graph_of(book.ranked(), options);
  REQUIRE(graph.ok());
  return *std::move(graph);
}

// Another alert of the same make, of another campaign and other members.
Alert another() {
  Alert a = samples::minimal();
  a.alert_id = "cib-00000000000000b2";
  a.campaign_id = "campaign-00000000000000b2";
  a.accounts[0].account = "mastodon:3";
  return a;
}

alert::EvidenceItem item(const std::string& kind, const std::string& key,
                         std::vector<alert::EvidencePost> posts = {}) {
  return {kind, "signal", key, 2, std::move(posts), 1.5, "A sentence."};
}

alert::EvidencePost post(const std::string& id, const std::string& account, int minute = 0) {
  return {id,
          account,
          samples::at("2026-04-16T09:30:00Z") + std::chrono::minutes{minute},
          {"posts.jsonl", 0, 7},
          samples::hex64(1),
          "",
          ""};
}

const CaseNode& node(const CaseGraph& graph, const std::string& id) {
  const auto found = graph.nodes.find(id);
  if (found == graph.nodes.end()) FAIL("no node " << id);
  return found->second;
}

const Fields* edge(const CaseGraph& graph, const std::string& from, Verb verb,
                   const std::string& to, const std::string& as = "") {
  const auto found = graph.edges.find({&node(graph, from), &node(graph, to), verb, as});
  return found == graph.edges.end() ? nullptr : &found->second;
}

template <class Value>
Value value_of(const Fields& fields, Field field) {
  const FieldValue* value = fields.find(field);
  if (value == nullptr) FAIL("no field " << static_cast<int>(field));
  return std::get<Value>(*value);
}

using Write = Status (*)(const CaseGraph&, const TextSink&);
constexpr Write kWriters[] = {write_case_graphml, write_case_json_lines, write_case_nodes_csv,
                              write_case_edges_csv};

std::string text_of(Write write, const CaseGraph& graph) {
  std::string text;
  REQUIRE(write(graph, [&](std::string_view piece) {
            text += piece;
            return absl::OkStatus();
          }).ok());
  return text;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::ptrdiff_t count_of(const std::string& text, std::string_view part) {
  std::ptrdiff_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("what two alerts have in common is one node", "[unit][report]") {
  Alert a = samples::minimal(), b = another();
  a.evidence = {item("domain", "a.example", {post("mastodon:11", "mastodon:1")})};
  b.evidence = {item("redirect", "a.example", {post("mastodon:12", "mastodon:3")})};
  const CaseGraph graph = graph_of({a, b});
  CHECK(graph.alerts == 2);
  // 2 alerts, 2 campaigns, 3 accounts (mastodon:2 is in both), 2 posts, 1 domain.
  CHECK(graph.nodes.size() == 10);
  const Fields& domain = node(graph, "domain:a.example").fields;
  CHECK(value_of<std::int64_t>(domain, Field::kAlerts) == 2);
  CHECK(value_of<std::int64_t>(domain, Field::kCampaigns) == 2);
  const Fields& shared = node(graph, "account:mastodon:2").fields;
  CHECK(value_of<std::int64_t>(shared, Field::kAlerts) == 2);
  CHECK(value_of<std::int64_t>(node(graph, "account:mastodon:1").fields, Field::kAlerts) == 1);
  CHECK(edge(graph, "post:mastodon:11", Verb::kShares, "domain:a.example", "domain") != nullptr);
  CHECK(edge(graph, "post:mastodon:12", Verb::kPassesThrough, "domain:a.example", "redirect") !=
        nullptr);
  CHECK(edge(graph, "alert:" + a.alert_id, Verb::kPartOf, "campaign:" + a.campaign_id) != nullptr);
}

TEST_CASE("of an alert the newest version counts", "[unit][report]") {
  Alert first = samples::minimal(), second = first;
  second.version = 2;
  second.accounts.resize(1);
  const CaseGraph graph = graph_of({second, first});
  CHECK(graph.alerts == 1);
  CHECK(value_of<std::int64_t>(node(graph, "alert:" + first.alert_id).fields, Field::kVersion) ==
        2);
  CHECK(graph.nodes.count("account:mastodon:2") == 0);
}

TEST_CASE("what an account has is its own, and says by which records", "[unit][report]") {
  Alert a = samples::minimal();
  a.evidence = {item("device", "d1",
                     {post("mastodon:12", "mastodon:1", 5), post("mastodon:11", "mastodon:1", 2),
                      post("account mastodon:2", "mastodon:2")}),
                item("registration-ip", "192.0.2.1", {post("mastodon:11", "mastodon:1")}),
                item("ip", "192.0.2.1")};
  const CaseGraph graph = graph_of({a});
  const Fields* holds = edge(graph, "account:mastodon:1", Verb::kHolds, "device:d1", "device");
  REQUIRE(holds != nullptr);
  CHECK(value_of<EventTime>(*holds, Field::kFirstAt) == samples::at("2026-04-16T09:32:00Z"));
  CHECK(value_of<EventTime>(*holds, Field::kLastAt) == samples::at("2026-04-16T09:35:00Z"));
  CHECK(value_of<std::vector<std::string>>(*holds, Field::kRecords) ==
        std::vector<std::string>{"mastodon:11", "mastodon:12"});
  CHECK(edge(graph, "account:mastodon:1", Verb::kPosted, "post:mastodon:11") != nullptr);
  CHECK(edge(graph, "account:mastodon:1", Verb::kRegisteredFrom, "ip:192.0.2.1",
             "registration-ip") != nullptr);
  // A record of an account is no post; a value with a space has an id without.
  const std::string record = case_node_id("record", "account mastodon:2");
  CHECK(record.find(' ') == std::string::npos);
  CHECK(edge(graph, "account:mastodon:2", Verb::kRecordedAs, record) != nullptr);
  // One address, two pieces of evidence.
  const std::string alert = "alert:" + a.alert_id;
  CHECK(edge(graph, alert, Verb::kRestsOn, "ip:192.0.2.1", "ip") != nullptr);
  CHECK(edge(graph, alert, Verb::kRestsOn, "ip:192.0.2.1", "registration-ip") != nullptr);
}

TEST_CASE("a value that is named with its site is two nodes", "[unit][report]") {
  Alert a = samples::minimal(), b = another();
  a.evidence = {item("analytics", "UA-1 on a.example", {post("mastodon:11", "mastodon:1")})};
  b.evidence = {item("analytics", "UA-1 on b.example"), item("registrant", "0123456789abcdef"),
                item("parameter", "ref=anna on https://b.example/1")};
  const CaseGraph graph = graph_of({a, b});
  CHECK(edge(graph, "domain:a.example", Verb::kCarries, "analytics:UA-1") != nullptr);
  CHECK(edge(graph, "domain:b.example", Verb::kCarries, "analytics:UA-1") != nullptr);
  CHECK(edge(graph, "url:https://b.example/1", Verb::kCarries, "parameter:ref=anna") != nullptr);
  CHECK(edge(graph, "post:mastodon:11", Verb::kLeadsTo, "analytics:UA-1", "analytics") != nullptr);
  CHECK(value_of<std::int64_t>(node(graph, "analytics:UA-1").fields, Field::kCampaigns) == 2);
  CHECK(graph.nodes.count("registration:0123456789abcdef") == 1);
}

TEST_CASE("a link is tied to the narrowest site that is listed", "[unit][report]") {
  Alert a = samples::minimal();
  a.evidence = {item("url", "https://www.news.a.example:8080/p?q=1"),
                item("url", "https://nota.example/"), item("domain", "a.example"),
                item("watchlist-domain", "news.a.example")};
  const CaseGraph graph = graph_of({a});
  const std::string url = "url:https://www.news.a.example:8080/p?q=1";
  CHECK(edge(graph, url, Verb::kOnSite, "domain:news.a.example") != nullptr);
  CHECK(edge(graph, url, Verb::kOnSite, "domain:a.example") == nullptr);
  CHECK(edge(graph, "url:https://nota.example/", Verb::kOnSite, "domain:a.example") == nullptr);
}

TEST_CASE("acts upon posts and accounts lead to posts and accounts", "[unit][report]") {
  Alert a = samples::minimal();
  a.evidence = {item("repost", "mastodon:99", {post("mastodon:11", "mastodon:1")}),
                item("reply", "mastodon:98", {post("mastodon:12", "mastodon:1")}),
                item("mention", "mastodon:2", {post("mastodon:13", "mastodon:1")}),
                item("watchlist-account", "mastodon:2")};
  const CaseGraph graph = graph_of({a});
  CHECK(edge(graph, "post:mastodon:11", Verb::kReposts, "post:mastodon:99", "repost") != nullptr);
  CHECK(edge(graph, "post:mastodon:12", Verb::kRepliesTo, "post:mastodon:98", "reply") != nullptr);
  CHECK(edge(graph, "post:mastodon:13", Verb::kMentions, "account:mastodon:2", "mention") !=
        nullptr);
  CHECK(edge(graph, "alert:" + a.alert_id, Verb::kRestsOn, "account:mastodon:2",
             "watchlist-account") != nullptr);
}

TEST_CASE("audience, places and wordings of an alert are there", "[unit][report]") {
  Alert a = samples::minimal();
  a.handoff = {{"mastodon", "mastodon:1", a.first_post_at, 0},
               {"x", "x:9", a.first_post_at + std::chrono::seconds{5}, 5}};
  a.amplifiers = {{"mastodon:2", 900, 70, std::nullopt}};
  a.audience_jump =
      alert::AudienceJump{"mastodon:1", "mastodon:2", 10, 900, 4, 1.5, "url", "https://u.example/"};
  a.communities = {{"mastodon:club", "group", 2, 3}};
  a.community_count = 1;
  a.narratives = {{"Same words.", "en", "Gleiche Worte.", 0.5}};
  a.successor_of = {"cib-00000000000000c3"};
  const CaseGraph graph = graph_of({a});
  const std::string alert = "alert:" + a.alert_id;
  CHECK(value_of<double>(*edge(graph, alert, Verb::kNames, "account:x:9"), Field::kDelay) == 5);
  CHECK(value_of<std::int64_t>(*edge(graph, alert, Verb::kNames, "account:mastodon:2"),
                               Field::kFollowers) == 900);
  const Fields* passed =
      edge(graph, "account:mastodon:1", Verb::kPassedTo, "account:mastodon:2", "url");
  REQUIRE(passed != nullptr);
  CHECK(value_of<std::string>(*passed, Field::kObject) == "url:https://u.example/");
  CHECK(edge(graph, alert, Verb::kPlacedIn, "community:mastodon:club") != nullptr);
  CHECK(edge(graph, alert, Verb::kTells, case_node_id("text", "Same words.")) != nullptr);
  CHECK(edge(graph, alert, Verb::kSucceeds, "alert:cib-00000000000000c3") != nullptr);
}

TEST_CASE("rules are of kinds there are, acts of posts and makes of accounts", "[unit][report]") {
  const auto registry = signals::Registry::with_all();
  for (const KindRule& rule : kind_rules()) {
    INFO(rule.evidence);
    const auto id = registry.find_kind(rule.evidence);
    REQUIRE(id);
    const auto& kind = registry.kind(*id);
    if (kind.def->weighing == Weighing::kCoaction) CHECK_FALSE(rule.of_account);
    if (kind.signal->name == "identity") CHECK(rule.of_account);
  }
}

TEST_CASE("a kind that is not known here is shared under its own name", "[unit][report]") {
  Alert a = samples::minimal();
  a.evidence = {item("New <Kind>", "v", {post("mastodon:11", "mastodon:1")})};
  const CaseGraph graph = graph_of({a});
  CHECK(edge(graph, "post:mastodon:11", Verb::kShares, "new--kind-:v", "New <Kind>") != nullptr);
  CHECK(case_label("new--kind-") == "NewKind");
  CHECK(case_label("ip-prefix") == "IpPrefix");
  CHECK(case_label("--") == "Object");
}

TEST_CASE("ids are plain, and different values have different ones", "[unit][report]") {
  CHECK(case_node_id("url", "https://a.example/\xC3\xA9") == "url:https://a.example/\xC3\xA9");
  const std::string spaced = case_node_id("text", "a b"), lined = case_node_id("text", "a\nb");
  CHECK(spaced != lined);
  CHECK(spaced.starts_with("text:sha256-"));
  CHECK(case_node_id("text", "") != "text:");
  // A value that looks like a hash is not the value it is the hash of.
  CHECK(case_node_id("text", spaced.substr(5)) != spaced);
  CHECK(case_node_id("text", std::string(280, 'a')) == "text:" + std::string(280, 'a'));
  CHECK(case_node_id("text", std::string(281, 'a')).size() == 5 + 7 + 32);
}

TEST_CASE("a graph is the same bytes in whatever order its alerts were read", "[unit][report]") {
  Alert a = samples::typical(), b = another(), c = samples::maximal();
  b.accounts[1] = a.accounts[0];
  b.accounts[1].handle = "renamed";
  c.alert_id = "cib-00000000000000c3";
  const CaseGraph one = graph_of({a, b, c}), other = graph_of({c, b, a});
  for (const Write write : kWriters) CHECK(text_of(write, one) == text_of(write, other));
}

TEST_CASE("no alert is begun beyond the bound, and those left out are counted", "[unit][report]") {
  Alert a = samples::minimal(), b = another();
  a.confidence = 90;  // ranks first
  const CaseGraph whole = graph_of({a});
  const std::size_t size = whole.nodes.size() + whole.edges.size();
  const CaseGraph below = graph_of({a, b}, {.max_elements = size});
  CHECK(below.alerts == 1);
  CHECK(below.alerts_left_out == 1);
  CHECK(below.nodes.size() == whole.nodes.size());
  const CaseGraph above = graph_of({a, b}, {.max_elements = size + 1});
  CHECK(above.alerts == 2);
  CHECK(above.alerts_left_out == 0);
}

TEST_CASE("every field that is written has a column of its own", "[unit][report]") {
  Alert other = samples::typical();
  other.alert_id = "cib-00000000000000d4";
  const CaseGraph graph = graph_of({samples::maximal(), other});
  for (const auto& [id, n] : graph.nodes)
    for (const auto& [field, value] : n.fields.all()) {
      const FieldDef& def = field_defs()[static_cast<std::size_t>(field)];
      CHECK(def.of_nodes);
      CHECK(value.index() == static_cast<std::size_t>(def.type));
    }
  for (const auto& [key, fields] : graph.edges)
    for (const auto& [field, value] : fields.all()) {
      const FieldDef& def = field_defs()[static_cast<std::size_t>(field)];
      CHECK(def.of_edges);
      CHECK(value.index() == static_cast<std::size_t>(def.type));
    }
}

TEST_CASE("hostile text stays inside its field in every format", "[unit][report]") {
  using namespace std::string_literals;
  const std::string bad = "\"'<&>\n,;\r\x01\xEF\xBF\xBF</data>"s;
  Alert a = samples::minimal();
  a.accounts[0].account = "x:" + bad;
  a.accounts[0].handle = bad;
  a.evidence = {item("text", bad, {post("x:" + bad, "x:" + bad)})};
  const CaseGraph graph = graph_of({a});

  const std::string xml = text_of(write_case_graphml, graph);
  CHECK(has(xml, "&quot;'&lt;&amp;&gt;&#10;,;&#13;\\x01\\uffff&lt;/data&gt;"));
  CHECK_FALSE(has(xml, "\x01"));
  CHECK_FALSE(has(xml, "\xEF\xBF\xBF"));
  // No line end of a text is one of the file.
  const auto elements = std::count(xml.begin(), xml.end(), '\n') - count_of(xml, "<key ");
  CHECK(elements == static_cast<long>(graph.nodes.size() + graph.edges.size()) + 5);

  const std::string csv = text_of(write_case_nodes_csv, graph);
  CHECK(has(csv, ",Text,\"\"\"'<&>\n,;\r\x01\xEF\xBF\xBF</data>\","));

  std::size_t lines = 0;
  std::string rest = text_of(write_case_json_lines, graph);
  for (std::size_t end = 0; (end = rest.find('\n')) != std::string::npos; ++lines) {
    CHECK(nlohmann::json::accept(rest.substr(0, end)));
    rest.erase(0, end + 1);
  }
  CHECK(lines == graph.nodes.size() + graph.edges.size());
}

TEST_CASE("lists are joined, and an item cannot make two", "[unit][report]") {
  Alert a = samples::minimal();
  a.languages = {"en", "x;y"};
  CHECK(has(text_of(write_case_nodes_csv, graph_of({a})), ",\"en;x,y\","));
}

TEST_CASE("a graph of no alerts is a header", "[unit][report]") {
  const CaseGraph none = graph_of({});
  CHECK(text_of(write_case_json_lines, none).empty());
  CHECK(text_of(write_case_nodes_csv, none).starts_with("id:ID,:LABEL,value:string,"));
  CHECK(text_of(write_case_edges_csv, none).starts_with(":START_ID,:END_ID,:TYPE,as:string,"));
}

TEST_CASE("a sink that fails stops the writing of a graph with its error", "[unit][report]") {
  const CaseGraph graph = graph_of({samples::typical()});
  const TextSink full = [](std::string_view) { return unavailable("disk full"); };
  for (const Write write : kWriters) CHECK(write(graph, full).code() == StatusCode::kUnavailable);
}

}  // namespace lockstep::report
