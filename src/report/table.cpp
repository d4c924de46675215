#include <fmt/format.h>

#include "lockstep/alert/text_page.h"
#include "lockstep/report/explain.h"
#include "words.h"

namespace lockstep::report {
namespace {

constexpr std::size_t kPlatformColumns = 18;

std::string row_of(const BookEntry& entry) {
  const VersionNote& n = entry.newest();
  const bool inauthentic = n.assessment == alert::Assessment::kCoordinatedInauthentic;
  return fmt::format(
      "{:<20} {:>3} {:<9} {:<11} {:>4} {:<3} {:<8} {:>5} {:<16} {}\n", entry.alert_id, n.version,
      name(n.status), inauthentic ? "inauthentic" : "coordinated", n.confidence,
      alert::shorten(entry.admiralty, 3), name(n.tier), n.account_count,
      second_of(n.detected_at).substr(0, 16),
      alert::shorten(fmt::format("{}", fmt::join(entry.platforms, ",")), kPlatformColumns));
}

}  // namespace

std::string table_of(const AlertBook& book) {
  if (book.entries().empty()) return "no alerts\n";
  std::string out = fmt::format("{:<20} {:>3} {:<9} {:<11} {:>4} {:<3} {:<8} {:>5} {:<16} {}\n",
                                "alert", "v", "status", "assessment", "conf", "adm", "tier",
                                "accts", "detected (UTC)", "platforms");
  for (const BookEntry* entry : book.ranked()) out += row_of(*entry);
  out += fmt::format("{} in {}. Leads for a person, not verdicts; one in full: --alert ID\n",
                     count_of(book.entries().size(), "alert"),
                     count_of(book.versions_read(), "version"));
  if (book.versions_refused() > 0)
    out += fmt::format("{} of further alerts were left out\n",
                       count_of(book.versions_refused(), "version"));
  return out;
}

}  // namespace lockstep::report
