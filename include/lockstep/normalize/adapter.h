// An adapter reads the bytes of one platform's records and fills canonical posts. One folder each
// under src/normalize/adapters/<name>/ with code, test, and samples; the folder is the
// registration.
//
// An Adapter object belongs to one input and one thread; it may keep parser buffers, and the header
// of a CSV file, but nothing about posts it has seen. It never throws and never logs.
//
// What an adapter does not do: canonicalise URLs, strip HTML, fold text, check times against a
// clock. It copies what the platform says into the right field and sets `text_is_html`; the
// normaliser (normalizer.h) does the rest, once for all platforms.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/post.h"
#include "lockstep/core/status.h"
#include "lockstep/normalize/rejection.h"

namespace lockstep::normalize {

// How a file of this format is cut into records (io/file does the cutting).
enum class Framing : std::uint8_t {
  kJson,  // JSON Lines, pretty-printed JSON documents one after another, or one JSON array
  kCsv,   // RFC 4180 with a header; each record arrives as its raw bytes, quotes and all
};

struct AdapterOptions {
  std::string csv_header;  // raw bytes of the header record, for kCsv formats
  std::string mapping;     // content of the mapping file, for the mapping adapter
  std::string platform;  // for formats that do not say: --platform, default "csv" or the mapping's
};

// Where an adapter puts what it found in one record: any number of posts and rejections
// (a page of the X API is one record with a hundred posts). `source` and `sha256` of posts are
// filled by the caller.
struct ParseOutput {
  std::vector<Post> posts;
  std::vector<Rejection> rejections;
  void reject(Reason reason, std::string detail) {
    rejections.push_back({reason, std::move(detail)});
  }
  void clear() {
    posts.clear();
    rejections.clear();
  }
};

class Adapter {
 public:
  virtual ~Adapter() = default;
  // Appends to `out`; every record yields at least one post or one rejection.
  virtual void parse(std::string_view record, ParseOutput& out) = 0;
};

struct AdapterDef {
  std::string_view name;     // --format value: "canonical", "x", "jetstream", ...
  std::string_view summary;  // one line for --help and docs
  Framing framing = Framing::kJson;
  // Does this record (for CSV: this header) look like ours? A plain question of shape, no parse of
  // the whole. --format auto asks all adapters in order of `rank` and takes the first yes.
  bool (*recognises)(std::string_view record) = nullptr;
  int rank = 100;  // lower is asked first: the more specific shape goes before the general one
  StatusOr<std::unique_ptr<Adapter>> (*make)(const AdapterOptions&) = nullptr;
};

namespace adapters {
// Every adapter, sorted by name; generated from the folders.
std::span<const AdapterDef* const> all() noexcept;
}  // namespace adapters

// FILE of the format "mapping:FILE", which the mapping adapter reads; empty: another format.
std::optional<std::string> mapping_file(const std::string& format);
// The adapter called `name`, or null. "mapping:FILE" is resolved by the caller to "mapping".
const AdapterDef* find_adapter(std::string_view name) noexcept;
// The adapter whose shape `record` (or CSV header) has, or null.
const AdapterDef* recognise(std::string_view record, Framing framing) noexcept;

}  // namespace lockstep::normalize
