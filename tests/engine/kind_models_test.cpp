#include "lockstep/engine/kind_models.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <numeric>

using namespace lockstep;
using namespace lockstep::engine;

namespace {

using Strings = std::vector<std::string>;

Strings every_line(const signals::Registry& registry) {
  Strings lines;
  for (const auto& kind : registry.kinds()) {
    const auto& d = *kind.def;
    lines.push_back(d.weighing == Weighing::kCoaction
                        ? fmt::format("{} weight {}", d.name, d.weight)
                        : fmt::format("{} prior {} cap {}", d.name, d.prior, d.cap));
  }
  return lines;
}

double sum_of_weights(const std::vector<evidence::KindModel>& models) {
  return std::accumulate(models.begin(), models.end(), 0.0,
                         [](double sum, const auto& m) { return sum + m.weight; });
}

}  // namespace

TEST_CASE("the built-in table, written out, changes nothing", "[unit][engine]") {
  const auto registry = signals::Registry::with_all();
  const auto built_in = models_of(registry), written = models_of(registry, every_line(registry));
  REQUIRE(built_in.size() == written.size());
  for (std::size_t i = 0; i < built_in.size(); ++i) {
    CAPTURE(registry.kinds()[i].def->name);
    CHECK(built_in[i].weight == written[i].weight);
    CHECK(built_in[i].prior == written[i].prior);
    CHECK(built_in[i].cap == written[i].cap);
  }
}

TEST_CASE("a line changes what it names and no more", "[unit][engine]") {
  const auto registry = signals::Registry::with_all();
  const auto before = models_of(registry);
  const auto of = [&](std::string_view name) { return *registry.find_kind(name); };

  const auto lighter = models_of(registry, Strings{"ip cap 3"});
  CHECK(lighter[of("ip")].cap == 3);
  CHECK(lighter[of("ip")].prior == before[of("ip")].prior);
  CHECK(lighter[of("device")].cap == before[of("device")].cap);
  CHECK(lighter[of("media")].weight == before[of("media")].weight);

  const auto heavier = models_of(registry, Strings{"media weight 1"});
  CHECK(sum_of_weights(heavier) == Approx(1));
  CHECK(heavier[of("media")].weight > before[of("media")].weight);
  CHECK(heavier[of("text")].weight / heavier[of("url")].weight ==
        Approx(before[of("text")].weight / before[of("url")].weight));
}

TEST_CASE("the weight of a kind that is switched off is no one's", "[unit][engine]") {
  const signals::Registry registry(Strings{"url", "text"});
  const auto models = models_of(registry, Strings{"media weight 1", "ip cap 1"});
  CHECK(sum_of_weights(models) == Approx(1));
  CHECK(models[*registry.find_kind("url")].weight ==
        models_of(registry)[*registry.find_kind("url")].weight);
}

TEST_CASE("what is durable weighs most by default, and what many share least", "[unit][engine]") {
  const auto registry = signals::Registry::with_all();
  const auto models = models_of(registry);
  const auto cap = [&](std::string_view name) { return models[*registry.find_kind(name)].cap; };
  for (const auto* kept : {"device", "session", "email", "phone", "payment", "analytics"})
    CHECK(cap(kept) > cap("ip"));
  CHECK(cap("ip") > cap("ip-prefix"));
  CHECK(cap("ip-prefix") > cap("client"));
  CHECK(cap("client") > cap("asn"));
  // Attributes tie nobody alone; among the acts, copies of words do not weigh more than the rest.
  const auto weight = [&](std::string_view name) {
    return models[*registry.find_kind(name)].weight;
  };
  CHECK(weight("text") <= weight("media"));
  CHECK(weight("text") <= weight("url"));
}
