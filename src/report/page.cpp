#include "lockstep/report/page.h"

#include <algorithm>
#include <set>
#include <utility>

#include "lockstep/alert/read_flat.h"
#include "page_style.h"
#include "plot.h"
#include "section.h"
#include "words.h"

namespace lockstep::report {
namespace {

constexpr std::size_t kPlatformsInRow = 4;

using Ranking = std::vector<const BookEntry*>;

// The sections that fit, and who has one.
struct Sections {
  Html html;
  std::set<std::string_view> with;
};

Sections sections_of(const Ranking& ranking, const PageOptions& options) {
  Sections out;
  for (const BookEntry* entry : ranking) {
    const bool full = out.html.size() > options.max_bytes / 8 * 7;
    if (out.with.size() == options.max_campaigns || full) break;
    if (entry->line.empty()) continue;
    const auto alert = alert::from_flat_json(entry->line);
    if (!alert.ok()) continue;  // it was read before: not reached
    const Html section = section_of(*alert, *entry);
    if (out.html.size() + section.size() > options.max_bytes) continue;
    out.html.append(section);
    out.with.insert(entry->alert_id);
  }
  return out;
}

void head(Html& html) {
  html.raw(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>Lockstep report</title>\n");
  html.raw(kPageStyle).raw("</head>\n<body>\n");
}

void notice(Html& html) {
  html.raw("<div class=\"lead\" role=\"note\"><p><strong>").text(kLead);
  html.raw("</strong></p>\n<p>What it cannot know:</p>\n<ul>\n");
  for (const std::string_view line : kCannotKnow) html.raw("<li>").text(line).raw("</li>\n");
  html.raw("</ul></div>\n");
}

void tile(Html& html, std::uint64_t count, Markup what) {
  html.raw("<li><b>").number(count).raw("</b>").raw(what).raw("</li>\n");
}

void counts(Html& html, const AlertBook& book, const Ranking& ranking) {
  std::uint64_t inauthentic = 0, open = 0, accounts = 0;
  for (const BookEntry* entry : ranking) {
    const VersionNote& n = entry->newest();
    inauthentic += n.assessment == alert::Assessment::kCoordinatedInauthentic;
    open += n.status == alert::Status::kOpen || n.status == alert::Status::kUpdated;
    accounts += n.account_count;
  }
  html.raw("<ul class=\"tiles\">\n");
  tile(html, ranking.size(), "campaigns");
  tile(html, inauthentic, "called inauthentic");
  tile(html, ranking.size() - inauthentic, "coordinated only");
  tile(html, open, "open");
  tile(html, accounts, "memberships");
  tile(html, book.versions_read(), "versions read");
  html.raw("</ul>\n");
}

void row(Html& html, const BookEntry& entry, bool has_section) {
  const VersionNote& n = entry.newest();
  html.raw("<tr><th scope=\"row\">");
  if (has_section) html.raw("<a href=\"#").text(entry.alert_id).raw("\">");
  html.text(entry.alert_id);
  if (has_section) html.raw("</a>");
  html.raw("</th><td>").text(name(n.assessment)).raw("</td><td class=\"n\">").number(n.confidence);
  html.raw("</td><td>").text(entry.admiralty).raw("</td><td>").text(name(n.tier)).raw("</td><td>");
  html.text(name(n.status)).raw("</td><td class=\"n\">").number(n.account_count);
  html.raw("</td><td class=\"n\">").number(n.post_count).raw("</td><td>");
  html.quoted(list_of(entry.platforms, kPlatformsInRow)).raw("</td><td class=\"t\">");
  html.text(second_of(entry.first_post_at).substr(0, 16)).raw("</td><td class=\"t\">");
  html.text(second_of(n.detected_at).substr(0, 16)).raw("</td><td class=\"n\">").number(n.version);
  html.raw("</td></tr>\n");
}

void list(Html& html, const Ranking& ranking, const Sections& sections) {
  html.raw(
      "<table class=\"list\"><thead><tr><th scope=\"col\">Campaign</th><th scope=\"col\">"
      "Assessment</th><th scope=\"col\" class=\"n\">Confidence</th><th scope=\"col\">Code"
      "</th><th scope=\"col\">Response</th><th scope=\"col\">Status</th><th scope=\"col\" "
      "class=\"n\">Accounts</th><th scope=\"col\" class=\"n\">Posts</th><th scope=\"col\">"
      "Platforms</th><th scope=\"col\">First post</th><th scope=\"col\">Detected</th>"
      "<th scope=\"col\" class=\"n\">Version</th></tr></thead><tbody>\n");
  const std::size_t shown = std::min(ranking.size(), kMaxListed);
  for (std::size_t i = 0; i < shown; ++i)
    row(html, *ranking[i], sections.with.contains(ranking[i]->alert_id));
  html.raw("</tbody></table>\n");
}

void left_out(Html& html, const AlertBook& book, const Ranking& ranking, const Sections& sections) {
  html.raw(
      "<p class=\"quiet\">Newest version of each; times in UTC. An account may be a member of ");
  html.raw("several.");
  if (sections.with.size() < ranking.size()) {
    html.raw(" Left out to bound this page: the sections of ");
    html.number(ranking.size() - sections.with.size())
        .raw(" campaigns of lower rank or great size");
    if (ranking.size() > kMaxListed)
      html.raw(", and ").number(ranking.size() - kMaxListed).raw(" lines of this table");
    html.raw(". <code>lockstep explain</code> shows any of them.");
  }
  if (book.versions_refused() > 0)
    html.raw(" ").number(book.versions_refused()).raw(" versions of further alerts were not kept.");
  html.raw("</p>\n");
}

}  // namespace

std::string to_page(const AlertBook& book, const PageOptions& options) {
  const Ranking ranking = book.ranked();
  const Sections sections = sections_of(ranking, options);
  Html html;
  head(html);
  marker_shapes(html);
  html.raw("<h1>Coordinated behaviour: alerts</h1>\n");
  notice(html);
  if (ranking.empty()) {
    html.raw("<p>There are no alerts. Nothing was found; that is no proof of absence.</p>\n");
  } else {
    counts(html, book, ranking);
    list(html, ranking, sections);
    left_out(html, book, ranking, sections);
  }
  html.append(sections.html).raw("</body>\n</html>\n");
  return html.take();
}

}  // namespace lockstep::report
