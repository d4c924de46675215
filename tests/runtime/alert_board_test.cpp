// What the board shows is what was published, at any moment of any run.
#include "lockstep/runtime/alert_board.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "live_world.h"
#include "sample_alerts.h"

namespace lockstep::runtime {
namespace {

using namespace std::chrono_literals;
using alert::Alert;
using testing::FakeBroker;
using testing::FakeStore;
using testing::make_broker;
using testing::Random;
using testing::registry;
using testing::run_once;
using testing::setup_for;

// "cib-" and the number, of the n-th minute.
Alert numbered(int number, int minute) {
  Alert a = alert::samples::minimal();
  a.alert_id = fmt::format("cib-{:016x}", number);
  a.campaign_id = fmt::format("campaign-{:016x}", number);
  a.detected_at += std::chrono::minutes{minute};
  return a;
}

std::vector<std::string> lines_of(const AlertBoard& board) {
  std::vector<std::string> out;
  for (const auto& alert : board.view().alerts) out.push_back(alert->json);
  return out;
}

std::vector<std::string> flat_alerts(const FakeBroker& broker) {
  std::vector<std::string> out;
  for (const auto& [place, records] : broker.outputs)
    if (place.first == "cib.alerts.json.v1")
      for (const auto& record : records)
        out.push_back(record.substr(record.find('{'), record.rfind('}') + 1 - record.find('{')));
  return out;
}

struct Head {
  std::string alert_id;
  bool open = false;
};
// By line: each is read once, and looked at hundreds of times.
using Heads = std::map<std::string, Head>;

// The newest versions that are neither closed nor dismissed, by id.
std::vector<std::string> open_alerts(const FakeBroker& broker, Heads& heads) {
  std::map<std::string, std::string> newest;
  for (const auto& line : flat_alerts(broker)) {
    auto& head = heads[line];
    if (head.alert_id.empty()) {
      const auto json = nlohmann::json::parse(line);
      head = {json["alert_id"], json["status"] == "open" || json["status"] == "updated"};
    }
    if (head.open)
      newest[head.alert_id] = line;
    else
      newest.erase(head.alert_id);
  }
  std::vector<std::string> out;
  for (const auto& [id, line] : newest) out.push_back(line);
  return out;
}

// An alert less the words it quotes.
nlohmann::json less_words(const std::string& line) {
  auto json = nlohmann::json::parse(line);
  json.erase("narratives");
  auto& evidence = json["evidence"];
  for (auto& item : evidence)
    if (item["kind"] == "text") item.erase("key");
  std::sort(evidence.begin(), evidence.end());
  return json;
}

// Looks at the board whenever the run says how it is.
struct Watcher {
  const FakeBroker& broker;
  const AlertBoard& board;
  bool with_snapshots = false;  // what was deleted since a version may be missing from it then
  int looks = 0, whole = 0;
  Heads heads = {};

  bool shows(const std::string& shown, const std::string& published) const {
    if (shown == published) return true;
    if (!with_snapshots || !published.starts_with(shown.substr(0, shown.find("\"version\""))))
      return false;
    const auto ours = nlohmann::json::parse(shown), all = nlohmann::json::parse(published);
    return less_words(shown) == less_words(published) &&
           ours["narratives"].size() < all["narratives"].size();
  }

  // `known`: the fate of the last transaction is.
  void look(bool known) {
    const auto view = board.view();
    ++looks;
    whole += view.whole;
    CHECK(view.left_out == 0);
    const auto is_of = [this](const std::string& a, const std::string& b) { return shows(a, b); };
    if (view.whole && known) {
      const auto lines = lines_of(board), open = open_alerts(broker, heads);
      REQUIRE(std::equal(lines.begin(), lines.end(), open.begin(), open.end(), is_of));
      return;
    }
    const auto published = flat_alerts(broker);
    for (const auto& alert : view.alerts)
      REQUIRE(std::any_of(published.begin(), published.end(),
                          [&](const auto& line) { return is_of(alert->json, line); }));
  }
};

testing::LiveSetup watched(Watcher& watcher, AlertBoard& board, testing::LiveSetup setup) {
  setup.most_at_once = 40;  // many turns, many commits
  setup.options.board = &board;
  setup.options.observe = [&watcher](const LiveStatus& status) {
    CHECK(status.shown.alerts == watcher.board.view().alerts.size());
    watcher.look(status.output_accepted);
  };
  return setup;
}

}  // namespace

TEST_CASE("the board shows the newest version of what is open, by id", "[unit][runtime]") {
  AlertBoard board;
  CHECK_FALSE(board.view().whole);
  Alert first = numbered(2, 0), second = numbered(1, 0);
  board.show({to_flat_json(first), to_flat_json(second)}, first.detected_at);
  CHECK(lines_of(board) == std::vector{to_flat_json(second), to_flat_json(first)});
  const auto before = board.view();
  first.version = 2;
  first.status = alert::Status::kUpdated;
  first.detected_at += 1min;
  board.show({to_flat_json(first)}, first.detected_at);
  CHECK(lines_of(board) == std::vector{to_flat_json(second), to_flat_json(first)});
  CHECK(before.alerts[1]->version == 1);  // a view does not change
  CHECK(board.view().tick == first.detected_at);
  for (const auto end : {alert::Status::kClosed, alert::Status::kDismissed}) {
    Alert& ended = end == alert::Status::kClosed ? first : second;
    ended.status = end;
    ++ended.version;
    board.show({to_flat_json(ended)}, first.detected_at);
  }
  CHECK(lines_of(board).empty());
  CHECK(board.stats().bytes == 0);
  board.complete();
  CHECK(board.view().whole);
  board.clear();
  CHECK_FALSE(board.view().whole);
}

TEST_CASE("an alert on the board says of itself what it says on the topic", "[unit][runtime]") {
  for (const Alert& alert :
       {alert::samples::minimal(), alert::samples::typical(), alert::samples::typical_update(),
        alert::samples::maximal(), alert::samples::hostile()}) {
    AlertBoard board;
    const auto line = to_flat_json(alert);
    board.show({line}, alert.detected_at);
    const auto view = board.view();
    REQUIRE(view.alerts.size() == 1);
    CHECK(view.left_out == 0);
    const auto& shown = *view.alerts[0];
    CHECK(shown.json == line);
    const auto json = nlohmann::json::parse(line);
    CHECK(shown.alert_id == json["alert_id"]);
    CHECK(shown.version == json["version"]);
    CHECK(name(shown.tier) == json["tier"].get<std::string>());
    CHECK(shown.platforms == json["platforms"].get<std::vector<std::string>>());
    for (const auto& member : json["accounts"])
      CHECK(shown.names(member["account"].get<std::string>()));
    CHECK_FALSE(shown.names("x:nobody"));
    CHECK_FALSE(shown.names(""));
  }
}

TEST_CASE("a view is of whole transactions, whoever tells meanwhile", "[property][runtime]") {
  AlertBoard board;
  std::atomic<bool> told{false};
  std::jthread teller([&] {
    for (std::uint32_t version = 1; version <= 300; ++version) {
      Alert first = numbered(1, 0), second = numbered(2, 0);
      first.version = second.version = version;
      board.show({to_flat_json(first), to_flat_json(second)}, {});
    }
    told = true;
  });
  std::uint32_t newest = 0;
  while (newest < 300) {
    const bool last = told;
    const auto view = board.view();
    if (view.alerts.empty()) continue;
    REQUIRE(view.alerts.size() == 2);
    REQUIRE(view.alerts[0]->version == view.alerts[1]->version);
    REQUIRE(view.alerts[0]->version >= newest);
    newest = view.alerts[0]->version;
    if (last) break;
  }
  teller.join();
  CHECK(newest == 300);
}

TEST_CASE("what cannot be read is left out and counted", "[unit][runtime]") {
  AlertBoard board;
  board.show({"{}", "", to_flat_json(numbered(1, 0))}, {});
  CHECK(board.view().alerts.size() == 1);
  CHECK(board.view().left_out == 2);
}

TEST_CASE("beyond its bound the board gives up what had no version for longest",
          "[bounds][runtime]") {
  AlertBoard probe;
  probe.show({to_flat_json(numbered(1, 0))}, {});
  const auto each = probe.stats().bytes;
  for (const int more : {-1, 0, 1}) {
    AlertBoard board(3 * each + static_cast<std::size_t>(more));
    board.show(
        {to_flat_json(numbered(1, 9)), to_flat_json(numbered(2, 1)), to_flat_json(numbered(3, 2))},
        {});
    CHECK(board.stats().alerts == (more < 0 ? 2U : 3U));
    CHECK(board.stats().evicted == (more < 0 ? 1U : 0U));
    CHECK(board.view().left_out == board.stats().evicted);
    CHECK(board.stats().bytes <= 3 * each + static_cast<std::size_t>(more));
    CHECK(board.view().alerts[1]->alert_id == numbered(more < 0 ? 3 : 2, 0).alert_id);
    board.show({to_flat_json(numbered(2, 3))}, {});  // comes back with its next version
    CHECK(board.stats().alerts == (more < 0 ? 2U : 3U));
    CHECK(board.view().alerts[1]->alert_id == numbered(2, 0).alert_id);
  }
}

TEST_CASE("through kills and snapshots the board shows what is published and open, named or not",
          "[property][runtime]") {
  Random random(81);
  for (const int way : {0, 1, 2, 3}) {
    const bool with_snapshots = way % 2 == 1, pseudonymous = way / 2 == 1;
    auto setup = setup_for(with_snapshots ? 3 : 1);
    setup.options.live.snapshot_every = 20min;
    if (pseudonymous) {
      setup.options.live.sharing.identities = "pseudonymous";
      setup.options.live.sharing.deployment_key = "0123456789abcdef";
    }
    auto broker = make_broker(21);
    FakeStore store;
    AlertBoard board;
    Watcher watcher{broker, board, with_snapshots};
    for (bool done = false; !done;) {
      auto next = watched(watcher, board, setup);
      next.options.snapshots = with_snapshots ? &store : nullptr;
      next.seed = random();
      next.dies_at = watcher.looks < 400 ? 1 + random() % 12 : 0;
      next.after = random() % 2 == 0;
      store.restart();
      done = run_once(broker, next, registry()).ok();
    }
    watcher.look(true);
    CHECK(board.view().whole);
    CHECK(watcher.whole > 50);
    CHECK(watcher.whole < watcher.looks);
    const auto open = open_alerts(broker, watcher.heads);
    CHECK_FALSE(open.empty());
    CHECK(flat_alerts(broker).size() > open.size());
    CHECK((store.loaded > 0) == with_snapshots);
  }
}

TEST_CASE("a standby shows what the active instance has published", "[integration][runtime]") {
  auto broker = make_broker(8);
  REQUIRE(run_once(broker, setup_for(1), registry()).ok());
  REQUIRE(broker.history.size() > 2);
  auto early = broker;  // as it was after the first transaction
  early.notes.clear();
  for (const auto& [id, note] : broker.history[0].notes) early.notes[id] = note;
  early.decisions = broker.history[0].decisions;
  const auto start = early.start();
  testing::FakeSuccession succession(broker.history, 0);
  succession.never = true;
  AlertBoard board;
  auto setup = setup_for(1);
  setup.options.board = &board;
  setup.waits = 10 * static_cast<int>(broker.history.size());  // until it has seen all of it
  const auto ended = run_once(early, setup, registry(), &succession, &start);
  REQUIRE(ended.ok());
  CHECK(ended->standby);
  CHECK(board.view().whole);
  Heads heads;
  CHECK(lines_of(board) == open_alerts(broker, heads));
}

}  // namespace lockstep::runtime
