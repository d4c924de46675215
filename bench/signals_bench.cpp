// Cost of turning a post into traces, and of the sketch that dominates it.
#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "lockstep/signals/signal.h"
#include "minhash.h"
#include "simhash.h"

namespace lockstep::signals {
namespace {

// Words of a Zipf-like vocabulary, so that n-grams repeat as in writing.
std::string prose(std::mt19937_64& random, std::size_t length) {
  std::string text;
  while (text.size() < length) {
    std::mt19937_64 word{random() % (1 + random() % 5000)};
    for (auto letters = 2 + word() % 7; letters > 0; --letters) {
      text += static_cast<char>('a' + word() % 26);
    }
    text += ' ';
  }
  text.resize(length);
  return text;
}

void sketch(benchmark::State& state) {
  std::mt19937_64 random{1};
  std::vector<std::string> texts;
  for (int i = 0; i < 256; ++i)
    texts.push_back(prose(random, static_cast<std::size_t>(state.range(0))));
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(sketch_of(texts[++i & 255]));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(sketch)->ArgName("characters")->Arg(30)->Arg(60)->Arg(180)->Arg(280)->Arg(5000);

// components: of a small sentence encoder, and of a large one.
void simhash(benchmark::State& state) {
  std::mt19937_64 random{3};
  std::vector<float> embedding(static_cast<std::size_t>(state.range(0)));
  for (auto& x : embedding) x = static_cast<float>(random() % 2001) / 1000 - 1;
  for (auto _ : state) {
    benchmark::DoNotOptimize(embedding.data());
    benchmark::DoNotOptimize(simhash_of(embedding));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(simhash)->ArgName("components")->Arg(384)->Arg(1536);

Post ordinary_post(std::mt19937_64& random) {
  Post post;
  post.platform = "x";
  post.post_id = std::to_string(random());
  post.author.id = std::to_string(random() % 100'000);
  post.author.handle = "JohnSmith" + std::to_string(random() % 100'000'000);
  post.author.bio = prose(random, 80);
  post.author.created_at = from_micros(static_cast<std::int64_t>(random() % 1'700'000'000'000'000));
  post.author.client = "Web";
  post.plain_text = post.folded_text = prose(random, 180);
  post.hashtags = {prose(random, 8), prose(random, 6)};
  post.urls.emplace_back();
  post.urls[0].canonical = "https://example.org/" + std::to_string(random());
  post.urls[0].domain = "example.org";
  return post;
}

// signal: its place in the registry; the last row is all of them together.
void whole_post(benchmark::State& state) {
  std::mt19937_64 random{2};
  std::vector<Post> posts;
  for (int i = 0; i < 256; ++i) posts.push_back(ordinary_post(random));
  const auto place = static_cast<std::size_t>(state.range(0));
  const bool every = place == all().size();
  const auto registry = every ? Registry::with_all()
                              : Registry{std::vector<std::string>{std::string{all()[place]->name}}};
  state.SetLabel(every ? "all" : std::string{all()[place]->name});
  if (every && trace(posts[0], registry).sketches.size() != 2)
    state.SkipWithError("text and bio expected");
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(trace(posts[++i & 255], registry));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(whole_post)->ArgName("signal")->Apply([](benchmark::internal::Benchmark* b) {
  for (std::size_t i = 0; i <= all().size(); ++i) b->Arg(static_cast<std::int64_t>(i));
});

}  // namespace
}  // namespace lockstep::signals
