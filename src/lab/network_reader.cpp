#include "lockstep/lab/network_reader.h"

#include <absl/container/flat_hash_set.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <numeric>
#include <utility>

#include "lockstep/io/file_source.h"
#include "lockstep/normalize/adapter.h"
#include "network_signals.h"

namespace lockstep::lab {
namespace {

constexpr std::uint64_t kProgressEvery = 16'384;  // records

struct OpenInput {
  std::unique_ptr<runtime::RecordSource> source;
  std::unique_ptr<normalize::Adapter> adapter;
  Reading reading = Reading::kNormalised;
  bool kinds_are_known = true;  // false: a csv-coortweet table without the column `kind`
};

StatusOr<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::error_code none;
  if (!in || std::filesystem::is_directory(path, none)) return not_found(path + ": cannot be read");
  return std::string(std::istreambuf_iterator<char>(in), {});
}

// Does a CSV header name this column?
bool has_column(std::string_view header, std::string_view name) {
  for (std::size_t begin = 0; begin <= header.size();) {
    const std::size_t end = std::min(header.find(',', begin), header.size());
    std::string_view field = header.substr(begin, end - begin);
    while (!field.empty() &&
           (field.back() == '\r' || field.back() == '\n' || field.back() == '"')) {
      field.remove_suffix(1);
    }
    if (!field.empty() && field.front() == '"') field.remove_prefix(1);
    if (field == name) return true;
    begin = end + 1;
  }
  return false;
}

// The adapter that `format` names, or null for "auto".
StatusOr<const normalize::AdapterDef*> named_adapter(const std::string& format) {
  const normalize::AdapterDef* none = nullptr;
  if (format == "auto") return none;
  const auto* def = normalize::find_adapter(normalize::mapping_file(format) ? "mapping" : format);
  if (def == nullptr) return invalid_argument("unknown format '" + format + "'");
  return def;
}

StatusOr<std::unique_ptr<normalize::Adapter>> make_adapter(const normalize::AdapterDef& def,
                                                           const NetworkInputs& inputs,
                                                           const std::string& sample) {
  normalize::AdapterOptions options;
  options.platform = inputs.platform;
  if (def.framing == normalize::Framing::kCsv) options.csv_header = sample;
  if (const auto mapping = normalize::mapping_file(inputs.format)) {
    LOCKSTEP_ASSIGN(options.mapping, read_file(*mapping));
  }
  return def.make(options);
}

// An empty input has no adapter.
StatusOr<OpenInput> open_input(const NetworkInputs& inputs, std::size_t index) {
  LOCKSTEP_ASSIGN(const auto* def, named_adapter(inputs.format));
  io::FileSourceOptions file;
  file.path = inputs.paths[index];
  file.input = static_cast<std::uint32_t>(index);
  file.max_record_bytes = static_cast<std::size_t>(inputs.normalize.record_bytes);
  if (def != nullptr) file.framing = def->framing;
  OpenInput input;
  LOCKSTEP_ASSIGN(input.source, inputs.open ? inputs.open(file.input) : io::open_file_source(file));
  const std::string& sample = input.source->sample();
  if (sample.empty()) return input;
  if (def == nullptr) def = normalize::recognise(sample, input.source->framing());
  if (def == nullptr) {
    return invalid_argument(input.source->name() +
                            ": no format recognises it; name one with --format");
  }
  if (def->framing == normalize::Framing::kCsv) {
    input.reading = Reading::kVerbatim;
    input.kinds_are_known = def->name != "csv-coortweet" || has_column(sample, "kind");
  }
  LOCKSTEP_ASSIGN(input.adapter, make_adapter(*def, inputs, sample));
  return input;
}

class RowCollector {
 public:
  RowCollector(const NetworkInputs& inputs, normalize::Normalizer& normalizer, NetworkRows& rows)
      : chosen_(inputs.signals),
        leaves_out_(inputs.leaves_out),
        any_time_(inputs.normalize.time_min),
        normalizer_(normalizer),
        rows_(rows) {}

  Status read(OpenInput& input, const NetworkInputs& inputs) {
    runtime::RawRecord record;
    normalize::ParseOutput parsed;
    if (input.adapter == nullptr) return absl::OkStatus();
    for (;;) {
      LOCKSTEP_ASSIGN(const bool more, input.source->next(record));
      if (!more) return absl::OkStatus();
      if (++report_.records % kProgressEvery == 0 && inputs.progress) {
        inputs.progress(report_.posts, input.source->bytes_read(), input.source->bytes_total());
      }
      parsed.clear();
      if (record.oversized) {
        parsed.reject(normalize::Reason::kOversized, "");
      } else {
        input.adapter->parse(record.bytes, parsed);
      }
      for (const auto& rejection : parsed.rejections) count(rejection);
      for (Post& post : parsed.posts) LOCKSTEP_TRY(take(post, input));
    }
  }

  const NetworkReadReport& report() const { return report_; }

 private:
  void count(const normalize::Rejection& rejection) {
    ++report_.rejected[static_cast<std::size_t>(rejection.reason)];
  }

  Status take(Post& post, const OpenInput& input) {
    if (const auto rejection = complete(post, input.reading)) {
      count(*rejection);
      return absl::OkStatus();
    }
    ++report_.posts;
    if (post.event != EventKind::kPost || post.action == Action::kLike) {
      ++report_.without_object;
      return absl::OkStatus();
    }
    if (is_copy(post, input.reading)) {
      ++report_.duplicates;
      return absl::OkStatus();
    }
    if (leaves_out_ && leaves_out_(account_key(post))) {
      ++report_.left_out;
      return absl::OkStatus();
    }
    const std::size_t before = rows_.size();
    LOCKSTEP_TRY(add_rows(post, input));
    ++(rows_.size() > before ? report_.used : report_.without_object);
    return absl::OkStatus();
  }

  // Verbatim posts need the normaliser only for the domains of their links, and keep their time.
  std::optional<normalize::Rejection> complete(Post& post, Reading reading) {
    if (reading == Reading::kNormalised) return normalizer_.normalize(post, std::nullopt);
    if (!post.created_at) {
      return normalize::Rejection{normalize::Reason::kMissingField, "created_at"};
    }
    if (!post.urls.empty() && is_chosen("domain")) find_domains(post);
    post.time = *post.created_at;
    return std::nullopt;
  }

  // By way of a post of nothing but links, so that no other field can have it rejected.
  void find_domains(Post& post) {
    Post links;
    links.platform = links.post_id = links.author.id = "-";
    links.created_at = any_time_;
    links.urls = post.urls;
    if (normalizer_.normalize(links, std::nullopt)) return;
    for (std::size_t i = 0; i < links.urls.size(); ++i) post.urls[i].domain = links.urls[i].domain;
  }

  bool is_copy(const Post& post, Reading reading) {
    if (reading == Reading::kVerbatim || post.post_id.empty()) return false;
    return !seen_.insert(stable_hash(post_key(post) + '\0' + post.part)).second;
  }

  Status add_rows(const Post& post, const OpenInput& input) {
    const bool verbatim = input.reading == Reading::kVerbatim;
    const std::string account = verbatim ? post.author.id : account_key(post);
    const std::string content = verbatim ? post.post_id : post_key(post);
    for (const ObjectRef& object : post.objects) {
      if (input.kinds_are_known && !is_chosen(signal_of_kind(object.kind))) continue;
      LOCKSTEP_TRY(add({object.kind, object.id, account, content, post.time}));
    }
    for (const NetworkSignal& signal : network_signal_table()) {
      if (!is_chosen(signal.name) || (is_repost(post) && signal.name != "repost")) continue;
      objects_.clear();
      signal.collect(post, input.reading, objects_);
      std::sort(objects_.begin(), objects_.end());
      objects_.erase(std::unique(objects_.begin(), objects_.end()), objects_.end());
      for (const std::string& object : objects_) {
        LOCKSTEP_TRY(add({signal.name, object, account, content, post.time}));
      }
    }
    return absl::OkStatus();
  }

  Status add(const NetworkRow& row) {
    if (rows_.add(row)) return absl::OkStatus();
    return invalid_argument(
        fmt::format("more than {} rows or {} kinds: does the column 'kind' name the "
                    "kind of object?",
                    NetworkRows::kMaxRows, NetworkRows::kMaxKinds));
  }

  bool is_chosen(std::string_view signal) const {
    return chosen_.empty() || std::find(chosen_.begin(), chosen_.end(), signal) != chosen_.end();
  }

  const std::vector<std::string>& chosen_;
  const std::function<bool(const std::string&)>& leaves_out_;
  const EventTime any_time_;  // one the normaliser takes
  normalize::Normalizer& normalizer_;
  NetworkRows& rows_;
  NetworkReadReport report_;
  absl::flat_hash_set<std::uint64_t> seen_;  // hashes of posts, 9 bytes each; never iterated
  std::vector<std::string> objects_;
};

}  // namespace

std::span<const std::string_view> network_signals() noexcept {
  static const std::vector<std::string_view> kNames = [] {
    std::vector<std::string_view> names;
    for (const NetworkSignal& signal : network_signal_table()) names.push_back(signal.name);
    return names;
  }();
  return kNames;
}

std::uint64_t NetworkReadReport::rejected_total() const {
  return std::accumulate(rejected.begin(), rejected.end(), std::uint64_t{0});
}

StatusOr<NetworkReadReport> read_network_rows(const NetworkInputs& inputs, NetworkRows& rows) {
  const auto known = network_signals();
  for (const std::string& signal : inputs.signals) {
    if (std::find(known.begin(), known.end(), signal) == known.end()) {
      return invalid_argument("unknown signal '" + signal + "'");
    }
  }
  LOCKSTEP_ASSIGN(const auto normalizer, normalize::Normalizer::make(inputs.normalize));
  RowCollector collector(inputs, *normalizer, rows);
  for (std::size_t i = 0; i < inputs.paths.size(); ++i) {
    LOCKSTEP_ASSIGN(OpenInput input, open_input(inputs, i));
    LOCKSTEP_TRY(collector.read(input, inputs));
  }
  return collector.report();
}

}  // namespace lockstep::lab
