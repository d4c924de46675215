// From a platform's bytes to traces: whatever the bytes are, every record gives a post or a
// rejection, and a post that is accepted keeps the bounds of normalizer.h and trace.h.
//
// Input: one byte picks the adapter ('a' is the first of the sorted registry). Then, for CSV
// formats the header, for the mapping adapter the mapping file, in one line. The rest is the
// record. With LOCKSTEP_FUZZ_ADAPTER set to a name, that adapter gets every input.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "lockstep/normalize/adapter.h"
#include "lockstep/normalize/normalizer.h"
#include "lockstep/signals/signal.h"

namespace {

using namespace lockstep;
using namespace lockstep::normalize;

constexpr std::size_t kMaxId = 1024, kMaxText = 65'536, kMaxUrls = 32, kMaxNames = 64,
                      kMaxRedirects = 16;

// Like LOCKSTEP_CHECK, but with a message for whoever reads the crash.
void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

Normalizer& normalizer() {
  static const auto instance = [] {
    auto made = Normalizer::make(NormalizeConfig{});
    require(made.ok(), "the normaliser cannot be made");
    return *std::move(made);
  }();
  return *instance;
}

const signals::Registry& registry() {
  static const auto instance = signals::Registry::with_all();
  return instance;
}

std::string_view take_line(std::string_view& bytes) {
  const auto end = std::min(bytes.find('\n'), bytes.size());
  const auto line = bytes.substr(0, end);
  bytes.remove_prefix(std::min(end + 1, bytes.size()));
  return line;
}

const AdapterDef& adapter_for(char letter) {
  static const auto* only = [] {
    const char* name = std::getenv("LOCKSTEP_FUZZ_ADAPTER");
    const AdapterDef* def = name == nullptr ? nullptr : find_adapter(name);
    require(name == nullptr || def != nullptr, "LOCKSTEP_FUZZ_ADAPTER names an adapter");
    return def;
  }();
  if (only != nullptr) return *only;
  const auto all = adapters::all();
  return *all[(static_cast<unsigned char>(letter) - std::size_t{'a'}) % all.size()];
}

std::unique_ptr<Adapter> make_adapter(std::string_view& bytes) {
  const auto& def = adapter_for(bytes.front());
  bytes.remove_prefix(1);
  AdapterOptions options;
  if (def.framing == Framing::kCsv) options.csv_header = take_line(bytes);
  if (def.name == "mapping") options.mapping = take_line(bytes);
  auto adapter = def.make(options);
  if (!adapter.ok()) return nullptr;
  return *std::move(adapter);
}

void check_bounds(const Post& post) {
  require(!post.platform.empty(), "platform is known");
  require(post.post_id.size() <= kMaxId && post.part.size() <= kMaxId, "post ids are bounded");
  require(post.author.id.size() <= kMaxId, "author ids are bounded");
  require(post.plain_text.size() <= kMaxText, "text is bounded");
  require(post.urls.size() <= kMaxUrls && post.media.size() <= kMaxUrls,
          "urls and media are bounded");
  require(post.hashtags.size() <= kMaxNames && post.mentions.size() <= kMaxNames,
          "names are bounded");
  for (const auto& url : post.urls)
    require(url.redirects.size() <= kMaxRedirects, "redirects are bounded");
  const NormalizeConfig limits;
  require(post.time >= limits.time_min && post.time < limits.time_max, "time is in range");
}

void check_bounds(const TracedPost& traced) {
  require(traced.traces.size() + traced.sketches.size() <= TraceSink::kMaxTracesPerPost,
          "traces are bounded");
  for (const auto& trace : traced.traces) {
    require(trace.kind < registry().kinds().size(), "kinds are registered");
    require(trace.text.size() <= kMaxKeyText, "key texts are bounded");
  }
  for (const auto& sketch : traced.sketches)
    require(sketch.excerpt.size() <= kMaxKeyText, "excerpts are bounded");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string input(data, data + size);
  std::string_view bytes{input};
  for (const auto framing : {Framing::kJson, Framing::kCsv}) recognise(bytes.substr(1), framing);
  const auto adapter = make_adapter(bytes);
  if (adapter == nullptr) return 0;
  ParseOutput out;
  adapter->parse(bytes, out);
  require(!out.posts.empty() || !out.rejections.empty(), "a record gives something");
  for (auto& post : out.posts) {
    if (normalizer().normalize(post, std::nullopt)) continue;
    check_bounds(post);
    check_bounds(signals::trace(post, registry()));
  }
  return 0;
}
