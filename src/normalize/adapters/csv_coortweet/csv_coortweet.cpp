// The long table of CooRTweet (Righetti and Balluff): one row a share, saying which content of
// which account carries which object. Rows become posts with one key made upstream; the rows of
// one content are parts of one post.
#include <array>
#include <memory>
#include <utility>

#include "csv_row.h"
#include "lockstep/normalize/adapter.h"
#include "post_parts.h"

namespace lockstep::normalize::adapters {
namespace {

struct Columns {
  std::size_t object, account, content, time;
  std::size_t kind;  // optional
};

Columns columns_of(const CsvRow& row) {
  return {row.column("object_id"), row.column("account_id"), row.column("content_id"),
          row.column("timestamp_share"), row.column("kind")};
}

bool complete(const Columns& c) {
  return c.object != CsvRow::kNoColumn && c.account != CsvRow::kNoColumn &&
         c.content != CsvRow::kNoColumn && c.time != CsvRow::kNoColumn;
}

// The kind of key the rows of a kind become; other kinds are called as the table calls them.
std::string_view key_kind(std::string_view kind) {
  if (kind.empty()) return "url";
  return kind == "image" ? "media" : kind;
}

// A part is an id, and ids are at most 1 KiB; a long link must not cost the row.
constexpr std::size_t kMaxPart = 512;
std::string digest_of(std::string_view object) { return "sha256:" + to_hex(sha256(object)); }

class CsvCoortweet final : public Adapter {
 public:
  CsvCoortweet(CsvRow row, std::string platform)
      : row_{std::move(row)}, columns_{columns_of(row_)}, platform_{std::move(platform)} {}

  void parse(std::string_view record, ParseOutput& out) override {
    if (auto bad = row_.read(record)) {
      out.rejections.push_back(*std::move(bad));
      return;
    }
    const auto time = row_[columns_.time];
    for (const auto& [column, name] : {std::pair{columns_.object, "object_id"},
                                       {columns_.account, "account_id"},
                                       {columns_.content, "content_id"},
                                       {columns_.time, "timestamp_share"}}) {
      if (row_[column].empty()) return out.reject(Reason::kMissingField, name);
    }
    const auto created_at = csv_time(time);
    if (!created_at)
      return out.reject(Reason::kBadTime, "timestamp_share: " + normalize::quoted(time));
    fill(out.posts.emplace_back(), *created_at);
  }

 private:
  void fill(Post& post, EventTime created_at) const {
    const auto kind = key_kind(row_[columns_.kind]);
    post.platform = platform_;
    post.author.id = row_[columns_.account];
    post.post_id = row_[columns_.content];
    post.created_at = created_at;
    auto& object = post.objects.emplace_back();
    object.kind = kind;
    object.id = row_[columns_.object];
    post.part =
        object.kind + ':' + (object.id.size() <= kMaxPart ? object.id : digest_of(object.id));
  }

  CsvRow row_;
  Columns columns_;
  std::string platform_;
};

bool recognises(std::string_view header) { return complete(columns_of(CsvRow{header})); }

StatusOr<std::unique_ptr<Adapter>> make(const AdapterOptions& options) {
  CsvRow row{options.csv_header};
  if (!complete(columns_of(row))) {
    return invalid_argument(
        "csv-coortweet: the header must have object_id, account_id, content_id, "
        "timestamp_share, and may have kind; found " +
        row.list_of_columns());
  }
  auto platform = options.platform.empty() ? std::string{"csv"} : options.platform;
  return std::unique_ptr<Adapter>{
      std::make_unique<CsvCoortweet>(std::move(row), std::move(platform))};
}

}  // namespace

extern const AdapterDef csv_coortweet;  // const alone would hide it from the registry
const AdapterDef csv_coortweet{
    .name = "csv-coortweet",
    .summary = "CooRTweet's long table: object_id, account_id, content_id, timestamp_share[, kind]",
    .framing = Framing::kCsv,
    .recognises = recognises,
    .rank = 20,
    .make = make,
};

}  // namespace lockstep::normalize::adapters
