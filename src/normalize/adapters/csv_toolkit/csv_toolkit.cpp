// The message table of the Coordination Network Toolkit (Graham, QUT Digital Observatory): one row
// a message; `urls` are separated by blanks.
#include <memory>
#include <utility>

#include "csv_row.h"
#include "lockstep/normalize/adapter.h"
#include "post_parts.h"

namespace lockstep::normalize::adapters {
namespace {

struct Columns {
  std::size_t message_id, user_id, timestamp;
  std::size_t username, repost_id, reply_id, message, urls;  // optional
};

Columns columns_of(const CsvRow& row) {
  return {row.column("message_id"), row.column("user_id"),   row.column("timestamp"),
          row.column("username"),   row.column("repost_id"), row.column("reply_id"),
          row.column("message"),    row.column("urls")};
}

bool complete(const Columns& c) {
  return c.message_id != CsvRow::kNoColumn && c.user_id != CsvRow::kNoColumn &&
         c.timestamp != CsvRow::kNoColumn;
}

void add_urls(std::string_view cell, Post& post) {
  constexpr std::string_view kBlanks = " \t\r\n";
  for (auto at = cell.find_first_not_of(kBlanks); at != std::string_view::npos;) {
    const auto end = cell.find_first_of(kBlanks, at);
    add_url(post.urls, cell.substr(at, end - at));
    at = cell.find_first_not_of(kBlanks, end);
  }
}

class CsvToolkit final : public Adapter {
 public:
  CsvToolkit(CsvRow row, std::string platform)
      : row_{std::move(row)}, columns_{columns_of(row_)}, platform_{std::move(platform)} {}

  void parse(std::string_view record, ParseOutput& out) override {
    if (auto bad = row_.read(record)) {
      out.rejections.push_back(*std::move(bad));
      return;
    }
    const auto time = row_[columns_.timestamp];
    for (const auto& [column, name] : {std::pair{columns_.message_id, "message_id"},
                                       {columns_.user_id, "user_id"},
                                       {columns_.timestamp, "timestamp"}}) {
      if (row_[column].empty()) return out.reject(Reason::kMissingField, name);
    }
    const auto created_at = csv_time(time);
    if (!created_at) return out.reject(Reason::kBadTime, "timestamp: " + normalize::quoted(time));
    fill(out.posts.emplace_back(), *created_at);
  }

 private:
  void fill(Post& post, EventTime created_at) const {
    post.platform = platform_;
    post.post_id = row_[columns_.message_id];
    post.author.id = row_[columns_.user_id];
    post.author.handle = row_[columns_.username];
    post.created_at = created_at;
    post.text = row_[columns_.message];
    post.in_reply_to = row_[columns_.reply_id];
    post.repost_of = row_[columns_.repost_id];
    if (!post.in_reply_to.empty()) post.action = Action::kReply;
    if (!post.repost_of.empty()) post.action = Action::kRepost;
    add_urls(row_[columns_.urls], post);
  }

  CsvRow row_;
  Columns columns_;
  std::string platform_;
};

// message_id and user_id alone could be anyone's: at least one more column must be there.
bool recognises(std::string_view header) {
  const auto columns = columns_of(CsvRow{header});
  return complete(columns) &&
         (columns.repost_id != CsvRow::kNoColumn || columns.message != CsvRow::kNoColumn ||
          columns.urls != CsvRow::kNoColumn);
}

StatusOr<std::unique_ptr<Adapter>> make(const AdapterOptions& options) {
  CsvRow row{options.csv_header};
  if (!complete(columns_of(row))) {
    return invalid_argument(
        "csv-toolkit: the header must have message_id, user_id, timestamp, and may have "
        "username, repost_id, reply_id, message, urls; found " +
        row.list_of_columns());
  }
  auto platform = options.platform.empty() ? std::string{"csv"} : options.platform;
  return std::unique_ptr<Adapter>{
      std::make_unique<CsvToolkit>(std::move(row), std::move(platform))};
}

}  // namespace

extern const AdapterDef csv_toolkit;  // const alone would hide it from the registry
const AdapterDef csv_toolkit{
    .name = "csv-toolkit",
    .summary =
        "the Coordination Network Toolkit's table: message_id, user_id, timestamp, message, urls, "
        "...",
    .framing = Framing::kCsv,
    .recognises = recognises,
    .rank = 20,
    .make = make,
};

}  // namespace lockstep::normalize::adapters
