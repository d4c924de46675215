// What normalising costs, one thread. Texts are 180 bytes long, the usual post.
// Each benchmark checks its result once: a fast wrong answer is none.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <string_view>

#include "embedded.h"
#include "html.h"
#include "lockstep/normalize/normalizer.h"
#include "text.h"
#include "url.h"
#include "utf8.h"

namespace {

using namespace lockstep;
using namespace lockstep::normalize;

std::string of_size(std::string_view sentence, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += sentence;
  cut_utf8(text, bytes);
  return text;
}

constexpr std::string_view kAscii =
    "They are closing the harbour tonight, pass it on before it is taken down! ";
constexpr std::string_view kAccents =
    "De stänger hamnen i natt, sprid innan det tas bort! Café é à la crème. ";
constexpr std::string_view kCyrillic =
    "Сегодня ночью закрывают порт, передайте дальше, пока не удалили! ";
constexpr std::string_view kCjk = "今夜港が閉鎖されます。削除される前に拡散してください。";
constexpr std::string_view kMixed = "Pay with раypаl tonight, pass it on bеfore it is tаken down! ";

void fold(benchmark::State& state, std::string_view sentence) {
  const auto folder = *TextFolder::make();
  const std::string text = of_size(sentence, 180);
  FoldedText out;
  folder->fold(text, out);
  if (out.text.size() < text.size() / 2) state.SkipWithError("the text was not folded");
  for (auto _ : state) {
    folder->fold(text, out);
    benchmark::DoNotOptimize(out.text.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK_CAPTURE(fold, ascii, kAscii);
BENCHMARK_CAPTURE(fold, accents, kAccents);
BENCHMARK_CAPTURE(fold, cyrillic, kCyrillic);
BENCHMARK_CAPTURE(fold, cjk, kCjk);
BENCHMARK_CAPTURE(fold, mixed_scripts, kMixed);

void canonicalize(benchmark::State& state, std::string_view raw, std::string_view canonical) {
  UrlCanonicalizer urls(*Hosts::make(""),
                        *TrackingParameters::parse(builtin_tracking_parameters()));
  WebAddress address;
  urls.canonicalize(raw, address);
  if (address.canonical != canonical) state.SkipWithError("wrong canonical form");
  for (auto _ : state) {
    urls.canonicalize(raw, address);
    benchmark::DoNotOptimize(address.canonical.data());
  }
}
BENCHMARK_CAPTURE(canonicalize, plain, "https://www.example.org/news/2026/04/harbour",
                  "https://example.org/news/2026/04/harbour");
BENCHMARK_CAPTURE(
    canonicalize, tracked,
    "https://www.example.org/news/harbour?utm_source=x&utm_medium=social&id=42&fbclid=IwAR0",
    "https://example.org/news/harbour?id=42");
BENCHMARK_CAPTURE(canonicalize, wrapped,
                  "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%3Fid%3D1&h=AT0",
                  "https://example.org/a?id=1");

void new_host(benchmark::State& state) {
  const auto hosts = *Hosts::make("");
  std::size_t n = 0;
  for (auto _ : state) {
    const Host& host = hosts->resolve("news" + std::to_string(n++) + ".example.co.uk");
    if (host.domain != "example.co.uk") state.SkipWithError("wrong domain");
  }
}
BENCHMARK(new_host);

void html(benchmark::State& state) {
  const std::string_view status =
      "<p>De stänger hamnen i natt. <a href=\"https://short.example/h4rb0r\" rel=\"nofollow "
      "noopener\" "
      "target=\"_blank\"><span "
      "class=\"invisible\">https://</span><span>short.example/h4rb0r</span></a></p>";
  HtmlText out;
  for (auto _ : state) {
    html_to_text(status, out);
    if (out.links.size() != 1) state.SkipWithError("wrong text");
  }
}
BENCHMARK(html);

Post typical_post(std::string_view sentence) {
  Post post;
  post.platform = "x";
  post.post_id = "1912400000000000101";
  post.author.id = "1900000000000000101";
  post.author.handle = "maria_k48213";
  post.author.display_name = "Maria K";
  post.author.bio = "Mom. Harbour. Truth.";
  post.created_at = parse_rfc3339("2026-04-16T09:44:02Z");
  post.text = of_size(sentence, 150) + " https://t.co/AbCdEf1234 #hamnen";
  post.lang = "sv";
  post.urls.resize(1);
  post.urls[0].url = "https://t.co/AbCdEf1234";
  post.urls[0].expanded = "https://www.example.org/news/harbour?utm_source=x&id=42";
  post.hashtags = {"hamnen"};
  return post;
}

// The copy of the post is part of the time, as the parse is in life: its share is printed by
// `copy`.
void whole(benchmark::State& state, std::string_view sentence) {
  const auto normalizer = *Normalizer::make({});
  const Post raw = typical_post(sentence);
  for (auto _ : state) {
    Post post = raw;
    if (normalizer->normalize(post, std::nullopt)) state.SkipWithError("rejected");
    if (post.urls[0].domain != "example.org") state.SkipWithError("wrong domain");
    benchmark::DoNotOptimize(post.folded_text.data());
  }
}
BENCHMARK_CAPTURE(whole, ascii, kAscii);
BENCHMARK_CAPTURE(whole, accents, kAccents);
BENCHMARK_CAPTURE(whole, cyrillic, kCyrillic);
BENCHMARK_CAPTURE(whole, cjk, kCjk);

void copy(benchmark::State& state) {
  const Post raw = typical_post(kAscii);
  for (auto _ : state) {
    Post post = raw;
    benchmark::DoNotOptimize(post.text.data());
  }
}
BENCHMARK(copy);

}  // namespace
