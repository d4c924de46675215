#include "lockstep/report/package.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "lockstep/core/hash.h"
#include "lockstep/core/text_sink.h"
#include "summary.h"

namespace lockstep::report {
namespace {

std::string evidence_names(const alert::Alert& alert, const RecordReference& record) {
  std::string names;
  for (const std::size_t i : record.evidence)
    names += fmt::format("{}E{} {}", names.empty() ? "" : "; ", i + 1, alert.evidence[i].kind);
  return names;
}

// RFC 4180; numbers are bare, texts quoted.
std::string index_of(const alert::Alert& alert) {
  std::string out = "record,post,account,at,topic,partition,offset,sha256,evidence\r\n";
  std::size_t number = 0;
  for (const RecordReference& r : records_of(alert))
    out += fmt::format("{},{},{},{},{},{},{},{},{}\r\n", ++number, csv_quoted(r.post),
                       csv_quoted(r.account), format_rfc3339(r.at), csv_quoted(r.source->topic),
                       r.source->partition, r.source->offset, csv_quoted(r.sha256),
                       csv_quoted(evidence_names(alert, r)));
  return out;
}

std::string sums_of(const std::vector<PackageFile>& files) {
  std::string out;
  for (const PackageFile& file : files)
    out += fmt::format("{}  {}\n", to_hex(sha256(file.bytes)), file.name);
  return out;
}

}  // namespace

std::vector<RecordReference> records_of(const alert::Alert& alert) {
  using Place = std::tuple<EventTime, std::string_view, std::string_view, std::int32_t,
                           std::int64_t, std::string_view>;
  std::map<Place, RecordReference> records;
  for (std::size_t i = 0; i < alert.evidence.size(); ++i) {
    for (const alert::EvidencePost& p : alert.evidence[i].posts) {
      const Place place{p.at,     p.post, p.source.topic, p.source.partition, p.source.offset,
                        p.account};
      RecordReference& record =
          records
              .try_emplace(place, RecordReference{p.post, p.account, p.at, &p.source, p.sha256, {}})
              .first->second;
      if (record.evidence.empty() || record.evidence.back() != i) record.evidence.push_back(i);
    }
  }
  std::vector<RecordReference> out;
  for (auto& [place, record] : records) out.push_back(std::move(record));
  return out;
}

std::vector<PackageFile> package_of(const alert::Alert& alert, std::string_view line) {
  std::vector<PackageFile> files;
  files.push_back({"appendix.json", std::string(line) + '\n'});
  files.push_back({"index.csv", index_of(alert)});
  files.push_back({"summary.md", summary_of(alert, records_of(alert).size())});
  files.push_back({"SHA256SUMS", sums_of(files)});
  return files;
}

}  // namespace lockstep::report
