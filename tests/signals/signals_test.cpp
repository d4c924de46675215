#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "full_post.h"
#include "lockstep/signals/signal.h"

namespace lockstep::signals {
namespace {

using Strings = std::vector<std::string>;

std::vector<std::pair<KindId, KeyHash>> keys_of(const TracedPost& post) {
  std::vector<std::pair<KindId, KeyHash>> keys;
  for (const auto& t : post.traces) keys.emplace_back(t.kind, t.key);
  for (const auto& s : post.sketches) {
    std::uint64_t key = s.body.index();
    if (const auto* text = std::get_if<TextSketch>(&s.body)) {
      for (const auto band : text->bands) key = mix64(key ^ band);
    } else if (const auto* pdq = std::get_if<PdqSketch>(&s.body)) {
      for (const auto word : pdq->bits) key = mix64(key ^ word);
    } else if (const auto* embedding = std::get_if<EmbeddingSketch>(&s.body)) {
      for (const auto word : embedding->bits) key = mix64(key ^ word);
    } else {
      key = mix64(key ^ std::get<DhashSketch>(s.body).bits);
    }
    keys.emplace_back(s.kind, key);
  }
  return keys;
}

TEST_CASE("every signal keeps the contract", "[contract][signals]") {
  const auto post = full_post();
  for (const auto* signal : all()) SECTION(std::string{signal->name}) {
      CHECK_FALSE(signal->source.empty());
      CHECK_FALSE(signal->summary.empty());
      REQUIRE_FALSE(signal->kinds.empty());
      REQUIRE(signal->extract != nullptr);
      for (const auto& kind : signal->kinds) {
        CAPTURE(kind.name);
        CHECK_FALSE(kind.evidence.empty());
        if (kind.weighing == Weighing::kCoaction) {
          CHECK((kind.weight > 0 && kind.prior == 0 && kind.cap == 0 && kind.group.empty() &&
                 !kind.clue));
        } else {
          CHECK((kind.weight == 0 && kind.prior > 0 && kind.prior < 1 && kind.cap > 0 &&
                 kind.cap <= 8));
        }
        // A clue of the gate needs 3 nats.
        CHECK((!kind.clue || kind.cap >= 3));
      }

      const Registry registry{Strings{std::string{signal->name}}};
      const auto keys = keys_of(trace(post, registry));

      // Deterministic.
      CHECK(keys_of(trace(post, registry)) == keys);

      // Anonymous: neither who nor when is in a key.
      auto other = post;
      other.author.id = "someone else";
      other.author.display_name = "Someone Else";
      other.post_id = "another post";
      other.time += std::chrono::hours{1};
      other.created_at = other.observed_at = other.time;
      other.source.offset += 1;
      other.sha256.fill(7);
      CHECK(keys_of(trace(other, registry)) == keys);

      // Nothing known, nothing traced: absent is not zero.
      Post blank;
      blank.platform = "x";
      blank.author.id = "1";
      CHECK(trace(blank, registry).traces.empty());
      CHECK(trace(blank, registry).sketches.empty());

      auto deleted = post;
      deleted.event = EventKind::kDelete;
      CHECK(keys_of(trace(deleted, registry)).empty());
    }
}

TEST_CASE("names are unique over all signals and a kind weighs no more than all",
          "[contract][signals]") {
  std::set<std::string_view> signal_names, kind_names;
  REQUIRE(all().size() >= 10);
  for (const auto* signal : all()) {
    CHECK(signal_names.insert(signal->name).second);
    for (const auto& kind : signal->kinds) {
      CHECK(kind_names.insert(kind.name).second);
      CHECK(kind.weight <= 1);  // the engine divides by the sum (kind_models.h)
    }
  }
  for (const auto* signal : all()) {
    for (const auto& kind : signal->kinds)
      CHECK((kind.among.empty() || kind_names.count(kind.among) == 1));
  }
  CHECK(std::is_sorted(all().begin(), all().end(),
                       [](const auto* a, const auto* b) { return a->name < b->name; }));
}

TEST_CASE("no signal can crowd another out of a post stuffed with everything",
          "[contract][signals]") {
  const auto registry = Registry::with_all();
  const auto traced = trace(stuffed_post(), registry);
  CHECK(traced.traces.size() + traced.sketches.size() < TraceSink::kMaxTracesPerPost);
  std::set<KindId> seen;
  for (const auto& t : traced.traces) {
    seen.insert(t.kind);
    CHECK(t.text.size() <= kMaxKeyText);
  }
  for (const auto& s : traced.sketches) {
    seen.insert(s.kind);
    CHECK(s.excerpt.size() <= kMaxKeyText);
  }
  for (std::size_t i = 0; i < registry.kinds().size(); ++i) {
    const auto name = registry.kinds()[i].def->name;
    CAPTURE(name);
    const bool of_profile = registry.kinds()[i].def->group == "portrait";
    CHECK((seen.count(static_cast<KindId>(i)) == 1) == (name != "repost" && !of_profile));
  }
}

TEST_CASE("one act is one kind of evidence", "[unit][signals]") {
  const auto registry = Registry::with_all();
  auto post = full_post();
  post.action = Action::kRepost;
  post.repost_of = "42";
  std::set<std::string_view> behaviour_and_content;
  for (const auto& [kind, key] : keys_of(trace(post, registry))) {
    const auto& k = registry.kind(kind);
    const auto family = k.signal->family;
    if (family == Family::kBehaviour || family == Family::kContent || k.signal->name == "domain") {
      behaviour_and_content.insert(k.def->name);
    }
  }
  CHECK(behaviour_and_content == std::set<std::string_view>{"repost"});
}

TEST_CASE("the registry numbers the chosen signals by name", "[unit][signals]") {
  Strings unknown;
  const Registry registry{Strings{"url", "reply", "telepathy", "url"}, &unknown};
  CHECK(unknown == Strings{"telepathy"});
  REQUIRE(registry.kinds().size() == 2);
  CHECK(registry.find_kind("reply") == KindId{0});
  CHECK(registry.find_kind("url") == KindId{1});
  CHECK_FALSE(registry.find_kind("repost").has_value());
  CHECK(registry.kind(1).signal->name == "url");
  CHECK(trace(full_post(), Registry{Strings{}}).traces.empty());
}

TEST_CASE("a key made upstream meets the key made here", "[unit][signals]") {
  const auto registry = Registry::with_all();
  Post ours, upstream;
  ours.platform = upstream.platform = "x";
  ours.action = Action::kRepost;
  ours.repost_of = "42";
  upstream.objects = {{"repost", "x:42"}, {"no such kind", "1"}, {"url", ""}, {"repost", "x:42"}};
  const auto a = trace(ours, registry), b = trace(upstream, registry);
  REQUIRE(a.traces.size() == 1);
  REQUIRE(b.traces.size() == 1);
  CHECK(a.traces[0].kind == b.traces[0].kind);
  CHECK(a.traces[0].key == b.traces[0].key);
  CHECK(b.traces[0].text == "x:42");
  CHECK(a.traces[0].key == key_of("repost", "x:42"));
}

TEST_CASE("keys of different kinds never meet, and are the same in every version",
          "[unit][signals]") {
  CHECK(key_of("url", "a") != key_of("text", "a"));
  CHECK(key_of("url", "https://example.org/a") == 0xf73377d4e61eb58fULL);
}

TEST_CASE("a post over the limit keeps its first seventy-two traces", "[unit][signals]") {
  const auto size = GENERATE(as<std::size_t>{}, 71, 72, 73);
  Post post;
  for (std::size_t i = 0; i < size; ++i) post.objects.push_back({"url", std::to_string(i)});
  CHECK(trace(post, Registry::with_all()).traces.size() ==
        std::min(size, TraceSink::kMaxTracesPerPost));
}

TEST_CASE("a traced post keeps identity and facts, not the text", "[unit][signals]") {
  const auto post = full_post();
  const auto traced = trace(post, Registry{Strings{}});
  CHECK(traced.account_key() == account_key(post));
  CHECK(traced.post_key() == post_key(post));
  CHECK(traced.time == post.time);
  CHECK(traced.author.handle == post.author.handle);
  CHECK(traced.author.created_at == post.author.created_at);
  CHECK(traced.author.followers == post.author.followers);
  CHECK(traced.author.automated);
  CHECK_FALSE(traced.author.verified);
  CHECK(traced.target_author == post.target_author);
  CHECK(traced.views == post.engagement.views);
  CHECK(traced.source == post.source);
  CHECK(traced.lang == "en");
  CHECK(traced.geo_country == "DE");
  CHECK(traced.translation == post.translation_text);
}

TEST_CASE("the country of an address is not that of a post", "[unit][signals]") {
  auto post = full_post();
  TracedPost traced;
  const Registry registry{Strings{}};
  for (const auto& [source, country] :
       {std::pair{"profile", "DE"}, {"ip", ""}, {"place", "DE"}, {"", "DE"}}) {
    CAPTURE(source);
    post.geo_source = source;
    trace(post, registry, traced);  // of a post before: nothing of it stays
    CHECK(traced.geo_country == country);
  }
}

TEST_CASE("families have the names that outputs use", "[unit][signals]") {
  const Strings expected{"behaviour", "content", "infrastructure", "identity", "rhythm"};
  for (std::size_t i = 0; i < kFamilyCount; ++i) CHECK(name(static_cast<Family>(i)) == expected[i]);
}

std::string slurp(const std::string& path) {
  std::ifstream in{LOCKSTEP_SOURCE_DIR "/" + path};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST_CASE("the walk-through in docs/ADD_A_SIGNAL.md is the code as it stands", "[docs][signals]") {
  const auto guide = slurp("docs/ADD_A_SIGNAL.md");
  for (const auto* path : {"src/signals/reply/reply.cpp", "src/signals/reply/reply_test.cpp"}) {
    const auto code = slurp(path);
    CAPTURE(path);
    REQUIRE_FALSE(code.empty());
    CHECK(guide.find(code) != std::string::npos);
  }
}

}  // namespace
}  // namespace lockstep::signals
