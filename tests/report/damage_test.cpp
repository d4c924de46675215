// Alerts that were cut, flipped and patched on their way: each is refused with a reason or read,
// and what is read can be shown, drawn and packed. The sanitizers run this too.
#include <array>
#include <catch2/catch.hpp>
#include <random>

#include "lockstep/alert/read_flat.h"
#include "lockstep/report/custody.h"
#include "lockstep/report/explain.h"
#include "lockstep/report/package.h"
#include "lockstep/report/page.h"
#include "sample_alerts.h"

namespace lockstep::report {
namespace {

constexpr int kRounds = 4000;

constexpr std::array<std::string_view, 14> kPatches{"0",
                                                    "-1",
                                                    "1e308",
                                                    "\"\"",
                                                    "null",
                                                    "[]",
                                                    "{}",
                                                    "<",
                                                    "&",
                                                    "\xff",
                                                    "\x1b",
                                                    "\\u0000",
                                                    "18446744073709551615",
                                                    "\"0000-01-01T00:00:00Z\""};

// An everyday alert, short enough that most damage hits something.
std::string small_line() {
  alert::Alert a = alert::samples::typical();
  a.accounts.resize(3);
  a.evidence.resize(3);
  for (auto& item : a.evidence) item.posts.resize(2);
  return to_flat_json(a);
}

void damage(std::string& line, std::mt19937& random) {
  const std::size_t at = random() % line.size();
  switch (random() % 4) {
    case 0:
      line[at] = static_cast<char>(random());
      return;
    case 1:
      line.erase(at, 1 + random() % 20);
      return;
    case 2:
      line.insert(at, kPatches[random() % kPatches.size()]);
      return;
    default:
      break;
  }
  const std::size_t colon = line.find(':', at);
  const std::size_t end = colon == std::string::npos ? colon : line.find_first_of(",}]", colon);
  if (end != std::string::npos)
    line.replace(colon + 1, end - colon - 1, kPatches[random() % kPatches.size()]);
}

}  // namespace

TEST_CASE("a damaged alert is refused with a reason, or can be shown like any other",
          "[unit][report]") {
  const std::string whole = small_line();
  std::mt19937 random(20260416);
  int read = 0, refused = 0;
  for (int i = 0; i < kRounds; ++i) {
    std::string line = whole;
    for (auto n = 1 + random() % 3; n > 0 && !line.empty(); --n) damage(line, random);
    AlertBook book({});
    if (const Status status = book.read(line); !status.ok()) {
      CHECK_FALSE(message_of(status).empty());
      ++refused;
      continue;
    }
    ++read;
    const alert::Alert alert = *alert::from_flat_json(line);
    CHECK_FALSE(explain(alert, *book.find(alert.alert_id), {.full = true}).empty());
    CHECK_FALSE(table_of(book).empty());
    CHECK(to_page(book, {}).find("<section ") != std::string::npos);
    CHECK(to_tar(alert, package_of(alert, line)).ok());
    CHECK(CustodyCheck(alert).findings().size() == records_of(alert).size());
  }
  CHECK(read > kRounds / 20);
  CHECK(refused > kRounds / 20);
}

}  // namespace lockstep::report
