#include "lockstep/report/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <span>

#include "lockstep/alert/text_page.h"
#include "words.h"

namespace lockstep::report {
namespace {

using alert::Alert;
using alert::TextPage;

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

// How much of each list is shown.
struct Shown {
  std::size_t evidence = 8, posts = 4, members = 20, versions = 12;
  bool full = false;
};
constexpr Shown kEverything{kAll, kAll, kAll, kAll, true};

class Explanation {
 public:
  Explanation(const Alert& alert, const BookEntry& entry, const Shown& shown)
      : alert_(alert), entry_(entry), shown_(shown) {}

  std::string write() {
    headline();
    claim();
    inference();
    families();
    evidence();
    checks();
    known();
    context();
    versions();
    members();
    records();
    cannot_know();
    return page_.take();
  }

 private:
  void item(std::string_view name, std::string_view text) {
    if (!text.empty()) page_.paragraph(2, 4, fmt::format("{}: {}", name, text));
  }

  // The first of `items`, and how many more there are.
  template <class T, class Each>
  void list(const std::vector<T>& items, std::size_t most, Each&& each) {
    const std::size_t count = std::min(items.size(), most);
    for (std::size_t i = 0; i < count; ++i) each(items[i], i);
    if (count < items.size())
      page_.paragraph(2, 0, fmt::format("and {} more: --full", items.size() - count));
  }

  void headline() {
    page_.paragraph(0, 2,
                    fmt::format("{}, version {} of {}, {}", alert_.alert_id, alert_.version,
                                entry_.newest().version, name(alert_.status)));
    if (!alert_.campaign_id.empty()) page_.paragraph(0, 2, alert_.campaign_id);
    page_.paragraph(0, 2, fmt::format("detected {} UTC", second_of(alert_.detected_at)));
    page_.paragraph(0, 0, kLead);
  }

  void claim() {
    page_.heading("What is claimed, and how sure it is");
    page_.paragraph(2, 0, alert_.summary);
    item("assessment", fmt::format("{}: {}", name(alert_.assessment), assessment_in_words(alert_)));
    item("confidence", confidence_in_words(alert_.confidence));
    item("Admiralty code", admiralty_in_words(alert_.admiralty));
    item("strength of the evidence",
         fmt::format("coordination {:.3f} of 1, inauthenticity {:.3f} of 1", alert_.coordination,
                     alert_.inauthenticity));
    item("suggested response",
         fmt::format("{}: {}; a person decides", name(alert_.tier), in_words(alert_.tier)));
    item("size",
         fmt::format("{}, {} of what they did together, on {}",
                     count_of(alert_.account_count, "account"), count_of(alert_.post_count, "post"),
                     list_of(alert_.platforms, kMostPlatforms)));
    item("time", span_of(alert_.window_start, alert_.window_end) + " UTC");
  }

  void inference() {
    const auto& chain = alert_.inference;
    page_.heading("How it was inferred");
    item("observed", chain.observed);
    item("normalised", chain.normalised);
    item("matched", chain.matched);
    item("excluded", chain.excluded);
    item("remaining", chain.remaining);
  }

  void families() {
    if (alert_.families.empty()) return;
    page_.heading(
        "Families of evidence, independent of each other (3 nats: twenty times as likely)");
    for (const auto& family : alert_.families) {
      item(fmt::format("{}, {:.2f} nats", family.name, family.weight), family.evidence);
      if (!family.baseline.empty()) page_.paragraph(6, 2, "against: " + family.baseline);
    }
  }

  void evidence() {
    page_.heading(
        fmt::format("Evidence, heaviest first ({})", count_of(alert_.evidence.size(), "item")));
    list(alert_.evidence, shown_.evidence, [&](const alert::EvidenceItem& e, std::size_t i) {
      page_.paragraph(2, 5, fmt::format("E{} {}", i + 1, e.text));
      page_.paragraph(6, 2, fmt::format("{}: {}", e.kind, e.key));
      page_.paragraph(
          6, 2,
          fmt::format("{:.2f} nats; {} of {}; {} listed", e.weight, e.accounts,
                      count_of(alert_.account_count, "account"), count_of(e.posts.size(), "post")));
      if (!e.indicator.empty()) page_.paragraph(6, 2, "on the watchlist by " + e.indicator);
      const std::size_t count = std::min(e.posts.size(), shown_.posts);
      for (std::size_t p = 0; p < count; ++p) post(e.posts[p]);
      if (count < e.posts.size())
        page_.paragraph(6, 0, fmt::format("and {} more: --full", e.posts.size() - count));
    });
  }

  void post(const alert::EvidencePost& p) {
    std::string line = fmt::format("- {} {} in {}", milli_of(p.at), p.account, p.post);
    page_.paragraph(6, 2, line);
    page_.paragraph(8, 2, fmt::format("at {}", coordinates_of(p.source)));
    if (!shown_.full) return;
    if (!p.sha256.empty()) page_.paragraph(8, 2, "sha256 " + p.sha256);
    if (!p.collector.empty()) page_.paragraph(8, 2, "collected by " + p.collector);
    if (!p.request_id.empty()) page_.paragraph(8, 2, "request " + p.request_id);
  }

  void checks() {
    if (alert_.benign_checks.empty()) return;
    page_.heading("Harmless explanations considered");
    for (const auto& check : alert_.benign_checks)
      item(fmt::format("{}: {}", check.outcome, check.hypothesis),
           check.reason.empty() ? "no reason given" : check.reason);
  }

  void known() {
    const auto lines = alert::known_in_words(alert_);
    if (lines.empty()) return;
    page_.heading("What else is known of them");
    for (const std::string& line : lines) page_.paragraph(2, 2, "- " + line);
  }

  void context() {
    page_.heading("What they say, and to whom");
    for (const auto& n : alert_.narratives) {
      const std::string lang = n.lang.empty() ? "" : fmt::format(", {}", n.lang);
      page_.paragraph(
          2, 2,
          fmt::format("- \"{}\" ({:.0f} % of the members{})", n.excerpt, n.share * 100, lang));
      if (!n.translation.empty())
        page_.paragraph(4, 2, fmt::format("translated upstream: \"{}\"", n.translation));
    }
    if (alert_.narratives.empty())
      page_.paragraph(2, 2, "- no text among the evidence, its post deleted, or excerpts off");
    for (const auto& h : alert_.handoff)
      page_.paragraph(2, 2,
                      fmt::format("- on {} from {} UTC ({:.0f} s after the first), by {}",
                                  h.platform, second_of(h.at), h.delay_s, h.account));
    if (alert_.reach)
      item("reach", fmt::format("{} views, from {} to {}; {}", alert_.reach->estimate,
                                alert_.reach->lower, alert_.reach->upper, alert_.reach->basis));
    for (const auto& g : alert_.geo)
      page_.paragraph(2, 2, fmt::format("- {}: {:.0f} %", g.country, g.share * 100));
    item("languages", fmt::format("{}", fmt::join(alert_.languages, ", ")));
    item("DISARM techniques", fmt::format("{}", fmt::join(alert_.techniques, ", ")));
  }

  void versions() {
    page_.heading("What changed since the previous version");
    for (const std::string& change : alert_.changes) page_.paragraph(2, 2, "- " + change);
    if (alert_.changes.empty())
      page_.paragraph(2, 0, "nothing: this is the first, or none is said");
    page_.heading(
        fmt::format("Versions in this input ({})",
                    count_of(entry_.history.size() + entry_.versions_left_out, "version")));
    const std::size_t count = std::min(entry_.history.size(), shown_.versions);
    if (count < entry_.history.size() || entry_.versions_left_out > 0)
      page_.paragraph(2, 0, fmt::format("the last {}", count));
    for (const VersionNote& n : std::span(entry_.history).last(count)) {
      std::string line = fmt::format("v{} {} UTC, {}: {}, confidence {}, {}", n.version,
                                     second_of(n.detected_at), name(n.status), name(n.assessment),
                                     n.confidence, count_of(n.account_count, "account"));
      if (!n.changes.empty()) line += fmt::format("; {}", fmt::join(n.changes, "; "));
      page_.paragraph(2, 4, line);
    }
  }

  void members() {
    page_.heading(fmt::format("Members, most strongly tied first ({}, {} listed)",
                              count_of(alert_.account_count, "account"), alert_.accounts.size()));
    list(alert_.accounts, shown_.members, [&](const alert::Member& m, std::size_t) {
      std::string line = fmt::format("- {}", m.account);
      if (!m.handle.empty()) line += fmt::format(" ({})", m.handle);
      line += fmt::format(", {}, score {:.3f}, first seen {}", name(m.role), m.score,
                          second_of(m.first_seen));
      line += m.created_at ? fmt::format(", created {}", day_of(*m.created_at))
                           : ", creation date not known";
      line += fmt::format(", member by {}", name(m.basis));
      page_.paragraph(2, 2, line);
    });
    page_.paragraph(2, 2,
                    "originator: posts first; booster: follows within moments; echo: follows "
                    "later; bridge: carries it to another platform");
    page_.paragraph(2, 2, kBases);
  }

  void records() {
    page_.heading("How to find the raw records");
    page_.paragraph(2, 0, kNotIncluded);
    page_.paragraph(2, 0,
                    "TOPIC[P]@O is offset O of partition P of a topic, or record O of a file, "
                    "counted from zero. The bytes of that record have the SHA-256 of the alert:");
    page_.paragraph(4, 2, "kcat -C -q -D '' -b BROKER -t TOPIC -p P -o O -c 1 | sha256sum");
    page_.paragraph(4, 2,
                    "sed -n \"$((O + 1))p\" FILE | tr -d '\\n' | sha256sum    (one record a line)");
    page_.paragraph(2, 0,
                    "All of them as a package, and compared with the archive they came from:");
    page_.paragraph(
        4, 2,
        fmt::format("lockstep evidence export ALERTS --alert {} -o {}.tar --verify FILE",
                    alert_.alert_id, alert_.alert_id));
    item("configuration", alert_.config_sha256);
    item("baseline", alert_.baseline_sha256);
    item("made by", alert_.engine_version.empty() ? "" : "lockstep " + alert_.engine_version);
  }

  void cannot_know() {
    page_.heading("What this cannot know");
    for (const std::string_view line : kCannotKnow)
      page_.paragraph(2, 2, fmt::format("- {}", line));
  }

  const Alert& alert_;
  const BookEntry& entry_;
  const Shown& shown_;
  TextPage page_;
};

}  // namespace

std::string explain(const Alert& alert, const BookEntry& entry, const ExplainOptions& options) {
  const Shown some;
  return Explanation(alert, entry, options.full ? kEverything : some).write();
}

}  // namespace lockstep::report
