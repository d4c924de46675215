#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "lockstep/report/package.h"

namespace lockstep::report {
namespace {

struct Free {
  void operator()(archive* a) const { archive_write_free(a); }
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};

// What libarchive calls with each block.
la_ssize_t append(archive*, void* out, const void* bytes, std::size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

Status failed(archive* a) {
  const char* why = archive_error_string(a);
  return internal_error(fmt::format("tar: {}", why == nullptr ? "unknown" : why));
}

Status add(archive* out, const std::string& path, const PackageFile& file, std::time_t date) {
  const std::unique_ptr<archive_entry, Free> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), (path + file.name).c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_mtime(entry.get(), date, 0);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(file.bytes.size()));
  if (archive_write_header(out, entry.get()) != ARCHIVE_OK ||
      archive_write_data(out, file.bytes.data(), file.bytes.size()) < 0)
    return failed(out);
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::string> to_tar(const alert::Alert& alert, const std::vector<PackageFile>& files) {
  std::string bytes;
  const std::unique_ptr<archive, Free> out(archive_write_new());
  archive_write_set_format_ustar(out.get());
  if (archive_write_open(out.get(), &bytes, nullptr, append, nullptr) != ARCHIVE_OK)
    return failed(out.get());
  const std::string folder = fmt::format("{}-v{}/", alert.alert_id, alert.version);
  const auto since = alert.detected_at.time_since_epoch();
  const std::time_t date =
      std::max<std::time_t>(std::chrono::floor<std::chrono::seconds>(since).count(), 0);
  std::vector<const PackageFile*> sorted;
  for (const PackageFile& file : files) sorted.push_back(&file);
  std::sort(sorted.begin(), sorted.end(),
            [](const PackageFile* a, const PackageFile* b) { return a->name < b->name; });
  for (const PackageFile* file : sorted) LOCKSTEP_TRY(add(out.get(), folder, *file, date));
  if (archive_write_close(out.get()) != ARCHIVE_OK) return failed(out.get());
  return bytes;
}

}  // namespace lockstep::report
