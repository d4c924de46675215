// What every adapter promises, asked of all of them: a new folder is under this test at once.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <set>

#include "lockstep/normalize/adapter.h"
#include "sample_posts.h"

namespace lockstep::normalize {
namespace {

std::unique_ptr<Adapter> make(const AdapterDef& def, const AdapterOptions& options) {
  auto adapter = def.make(options);
  INFO(def.name << ": " << message_of(adapter.status()));
  REQUIRE(adapter.ok());
  return *std::move(adapter);
}

// UPDATE_GOLDEN=1 rewrites all expectations, UPDATE_GOLDEN=x those of one adapter.
bool is_to_be_rewritten(const AdapterDef& def) {
  const char* update = std::getenv("UPDATE_GOLDEN");
  return update != nullptr && (update == std::string_view{"1"} || update == def.name);
}

// Calls f(def, file, input) for every sample of every adapter.
template <class F>
void for_each_sample(F f) {
  for (const auto* def : adapters::all()) {
    for (const auto& file : sample::files_of(*def)) {
      INFO(file);
      f(*def, file, sample::load(*def, file));
    }
  }
}

TEST_CASE("every adapter is described, has samples, and is found under its own name only") {
  std::set<std::string_view> names;
  for (const auto* def : adapters::all()) {
    CAPTURE(def->name);
    CHECK_FALSE(def->summary.empty());
    CHECK(names.insert(def->name).second);
    CHECK(find_adapter(def->name) == def);
    REQUIRE(def->recognises != nullptr);
    REQUIRE(def->make != nullptr);
    REQUIRE(sample::fs::exists(sample::folder_of(*def) / "samples"));
    CHECK_FALSE(sample::files_of(*def).empty());
  }
  CHECK(names.size() >= 4);
  CHECK(find_adapter("") == nullptr);
  CHECK(find_adapter("canonica") == nullptr);
}

TEST_CASE("every sample gives exactly the posts written beside it") {
  for_each_sample(
      [](const AdapterDef& def, const sample::fs::path& file, const sample::Input& input) {
        const auto adapter = make(def, input.options);
        const auto got = sample::parse_all(*adapter, input);
        const auto expected = sample::expectation_of(file);
        if (is_to_be_rewritten(def)) std::ofstream{expected} << got.dump(2) << '\n';
        REQUIRE(sample::fs::exists(expected));
        CHECK(got.dump(2) == sample::Json::parse(sample::slurp(expected)).dump(2));
        CHECK(sample::parse_all(*adapter, input) == got);  // nothing about the first round was kept
      });
}

TEST_CASE("every expectation belongs to a sample") {
  for (const auto* def : adapters::all()) {
    std::set<std::string> wanted;
    for (const auto& file : sample::files_of(*def))
      wanted.insert(sample::expectation_of(file).string());
    for (const auto& entry : sample::fs::directory_iterator{sample::folder_of(*def) / "samples"}) {
      const auto path = entry.path().string();
      if (path.find(".post.json") != std::string::npos) CHECK(wanted.count(path) == 1);
    }
  }
}

TEST_CASE("a record cut at any byte still gives a post or a rejection") {
  for_each_sample([](const AdapterDef& def, const sample::fs::path&, const sample::Input& input) {
    const auto adapter = make(def, input.options);
    ParseOutput out;
    std::size_t silent = 0;
    for (const auto& record : input.records) {
      for (std::size_t size = 0; size < record.size(); ++size) {
        out.clear();
        // A copy of exact size, so that a sanitizer sees a read behind the end.
        const std::vector<char> cut(record.begin(),
                                    record.begin() + static_cast<std::ptrdiff_t>(size));
        adapter->parse({cut.data(), cut.size()}, out);
        if (out.posts.empty() && out.rejections.empty()) ++silent;
      }
    }
    CHECK(silent == 0);
  });
}

TEST_CASE("a cut record does not disturb the whole one after it") {
  for_each_sample([](const AdapterDef& def, const sample::fs::path&, const sample::Input& input) {
    const auto adapter = make(def, input.options);
    const auto untroubled = sample::parse_all(*adapter, input);
    ParseOutput ignored;
    adapter->parse(
        std::string_view{input.records.front()}.substr(0, input.records.front().size() / 2),
        ignored);
    CHECK(sample::parse_all(*adapter, input) == untroubled);
  });
}

TEST_CASE("--format auto gives every sample to the adapter it was written for") {
  for_each_sample([](const AdapterDef& def, const sample::fs::path&, const sample::Input& input) {
    if (def.name == "mapping") {
      CHECK_FALSE(def.recognises(input.first));  // a mapping is always asked for by name
      return;
    }
    const auto* chosen = recognise(input.first, def.framing);
    REQUIRE(chosen != nullptr);
    CHECK(chosen->name == def.name);
  });
}

TEST_CASE("no adapter claims a record that is not there") {
  for (const auto framing : {Framing::kJson, Framing::kCsv}) {
    for (const auto* record : {"", " ", "{", "{}", "[]", "null", "a,b,c", "\"", "\xff\xfe"}) {
      CAPTURE(record);
      CHECK(recognise(record, framing) == nullptr);
    }
  }
}

}  // namespace
}  // namespace lockstep::normalize
