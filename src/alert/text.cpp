#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "bounds.h"
#include "lockstep/alert/alert.h"
#include "lockstep/alert/text_page.h"

namespace lockstep::alert {
namespace {

constexpr std::size_t kShownAccounts = 12;
constexpr std::size_t kShownEvidence = 10;
constexpr std::size_t kNameColumns = 48;
constexpr std::size_t kKeyColumns = 80;

std::string day_of(EventTime time) { return format_rfc3339(time).substr(0, 10); }

std::string list_of(const std::vector<std::string>& names, std::size_t most) {
  std::string list;
  for (const std::string& name : first(names, most)) {
    if (!list.empty()) list += ", ";
    list += shorten(name, kNameColumns);
  }
  if (names.size() > most) list += fmt::format(" and {} more", names.size() - most);
  return list;
}

void headline(TextPage& page, const Alert& alert) {
  std::string line =
      fmt::format("{} v{}, {}: {}, confidence {}", label(alert.alert_id), alert.version,
                  name(alert.status), name(alert.assessment), alert.confidence);
  if (!alert.admiralty.empty()) line += fmt::format(" ({})", label(alert.admiralty));
  page.paragraph(0, 2, line + fmt::format(", {}", name(alert.tier)));
  line = fmt::format("{}, {}", count_of(alert.account_count, "account"),
                     count_of(alert.post_count, "post"));
  if (!alert.platforms.empty()) line += " on " + list_of(alert.platforms, 8);
  page.paragraph(0, 2,
                 line + fmt::format("; {} UTC", span_of(alert.window_start, alert.window_end)));
  if (!alert.summary.empty()) page.heading(paragraph(alert.summary));
}

void accounts(TextPage& page, const Alert& alert) {
  if (alert.accounts.empty()) return;
  page.heading("Accounts");
  for (const Member& m : first(alert.accounts, kShownAccounts)) {
    std::string line = "- " + shorten(m.account, kNameColumns);
    if (!m.handle.empty()) line += fmt::format(" ({})", shorten(m.handle, kNameColumns));
    if (m.role != Role::kUnknown) line += fmt::format(", {}", name(m.role));
    if (m.basis == Basis::kOnce) line += ", took part once";
    if (m.basis == Basis::kFollowed) line += ", may be copied";
    line += m.created_at ? fmt::format(", created {}", day_of(*m.created_at))
                         : ", creation date not known";
    page.paragraph(2, 2, line);
  }
  const std::size_t shown = std::min(alert.accounts.size(), kShownAccounts);
  if (alert.account_count > shown)
    page.paragraph(2, 0, fmt::format("and {} more", alert.account_count - shown));
}

std::string times_of(const EvidenceItem& item) {
  if (item.posts.empty()) return "";
  const auto [from, to] =
      std::minmax_element(item.posts.begin(), item.posts.end(),
                          [](const EvidencePost& a, const EvidencePost& b) { return a.at < b.at; });
  return fmt::format(", {} UTC ({} listed)", span_of(from->at, to->at),
                     count_of(item.posts.size(), "post"));
}

void evidence(TextPage& page, const Alert& alert) {
  if (alert.evidence.empty()) return;
  page.heading("Evidence, heaviest first");
  for (const EvidenceItem& item : first(alert.evidence, kShownEvidence)) {
    std::string line = item.text.empty() ? fmt::format("Same {}.", label(item.kind))
                                         : std::string{sentence(item.text)};
    page.paragraph(2, 2, "- " + line);
    page.paragraph(4, 2, fmt::format("{}: {}", label(item.kind), shorten(item.key, kKeyColumns)));
    page.paragraph(4, 2,
                   fmt::format("{} of {}{}", item.accounts,
                               count_of(alert.account_count, "account"), times_of(item)));
  }
  if (alert.evidence.size() > kShownEvidence) {
    page.paragraph(2, 0, fmt::format("and {} more", alert.evidence.size() - kShownEvidence));
  }
}

void known(TextPage& page, const Alert& alert) {
  const auto lines = known_in_words(alert);
  if (lines.empty()) return;
  page.heading("What else is known of them");
  for (const std::string& line : lines) page.paragraph(2, 2, "- " + line);
}

std::string in_words(const BenignCheck& check) {
  const std::string reason =
      check.reason.empty() ? "" : fmt::format(" ({})", sentence(check.reason));
  return fmt::format("- {}: {}{}", label(check.outcome), label(check.hypothesis), reason);
}

void checks(TextPage& page, const Alert& alert) {
  if (alert.benign_checks.empty()) return;
  page.heading("Harmless explanations considered");
  for (const BenignCheck& check : first(alert.benign_checks, kMaxChecks))
    page.paragraph(2, 2, in_words(check));
}

void changes(TextPage& page, const Alert& alert) {
  if (alert.changes.empty()) return;
  page.heading("Since the previous version");
  for (const std::string& change : first(alert.changes, kMaxChanges))
    page.paragraph(2, 2, fmt::format("- {}", excerpt(change)));
}

std::string open_explanations(const Alert& alert) {
  std::vector<std::string> open;
  for (const BenignCheck& check : first(alert.benign_checks, kMaxChecks)) {
    if (check.outcome != "excluded") open.push_back(check.hypothesis);
  }
  return open.empty() ? "" : fmt::format("Not excluded: {}.", list_of(open, kMaxChecks));
}

void uncertain(TextPage& page, const Alert& alert) {
  page.heading("What remains uncertain");
  const std::string remaining = alert.inference.remaining.empty()
                                    ? open_explanations(alert)
                                    : std::string{paragraph(alert.inference.remaining)};
  if (!remaining.empty()) page.paragraph(2, 2, "- " + remaining);
  if (!has_acted(alert)) {
    page.paragraph(2, 2,
                   "- The accounts have not acted yet; that they will, together, is not shown.");
  } else if (alert.assessment == Assessment::kCoordinated) {
    page.paragraph(
        2, 2, "- The accounts act together; that they are not what they claim to be is not shown.");
  }
  page.paragraph(2, 2, "- A lead made by a machine, not an attribution: review it before acting.");
}

}  // namespace

std::string to_text(const Alert& alert) {
  TextPage page;
  headline(page, alert);
  accounts(page, alert);
  evidence(page, alert);
  known(page, alert);
  checks(page, alert);
  changes(page, alert);
  uncertain(page, alert);
  return page.take();
}

}  // namespace lockstep::alert
