#include "section.h"

#include <algorithm>

#include "drawings.h"
#include "words.h"

namespace lockstep::report {
namespace {

using alert::Alert;

class Section {
 public:
  Section(const Alert& alert, const BookEntry& entry)
      : alert_(alert), entry_(entry), rows_(rows_of(alert)), kinds_(alert) {}

  Html write() {
    html_.raw("<section aria-labelledby=\"").text(alert_.alert_id).raw("\">\n");
    head();
    claim();
    timeline();
    matrix();
    evidence();
    checks();
    known();
    inference();
    context();
    members();
    versions();
    provenance();
    html_.raw("</section>\n");
    return std::move(html_);
  }

 private:
  void head() {
    const bool inauthentic = alert_.assessment == alert::Assessment::kCoordinatedInauthentic;
    html_.raw("<h2 id=\"").text(alert_.alert_id).raw("\">").text(alert_.alert_id).raw("</h2>\n<p>");
    html_.raw(inauthentic ? Markup("<span class=\"badge strong\">")
                          : Markup("<span class=\"badge\">"));
    html_.text(name(alert_.assessment)).raw("</span> <span class=\"badge\">confidence ");
    html_.number(alert_.confidence).raw("</span> <span class=\"badge\">").text(name(alert_.tier));
    html_.raw("</span> <span class=\"badge\">").text(name(alert_.status)).raw("</span> ");
    html_.raw("<span class=\"quiet\">version ").number(alert_.version).raw(", detected ");
    html_.text(second_of(alert_.detected_at)).raw(" UTC, ").text(alert_.campaign_id);
    html_.raw("</span></p>\n");
  }

  void claim() {
    html_.raw("<p class=\"summary\">").quoted(alert_.summary).raw("</p>\n<dl>\n");
    fact("Assessment", assessment_in_words(alert_));
    fact("Confidence", confidence_in_words(alert_.confidence));
    fact("Admiralty code", admiralty_in_words(alert_.admiralty));
    fact("Strength", fmt::format("coordination {:.3f} of 1, inauthenticity {:.3f} of 1",
                                 alert_.coordination, alert_.inauthenticity));
    fact("Suggested response",
         fmt::format("{}: {}; a person decides", name(alert_.tier), in_words(alert_.tier)));
    fact("Size",
         fmt::format("{}, {} of what they did together, on {}",
                     count_of(alert_.account_count, "account"), count_of(alert_.post_count, "post"),
                     list_of(alert_.platforms, kMostPlatforms)));
    fact("Time", span_of(alert_.window_start, alert_.window_end) + " UTC");
    html_.raw("</dl>\n");
  }

  // What is not known is left out.
  void fact(Markup title, std::string_view text) {
    if (text.empty()) return;
    html_.raw("<dt>").raw(title).raw("</dt><dd>").quoted(text).raw("</dd>\n");
  }

  void legend() {
    html_.raw("<p class=\"legend\">");
    for (const std::string_view kind : kinds_.names()) {
      html_.raw("<span>");
      swatch(html_, kinds_.style_of(kind));
      html_.raw(" ").text(kind).raw("</span> ");
    }
    html_.raw("</p>\n");
  }

  void left_out_rows() {
    if (rows_.left_out == 0) return;
    html_.raw("<p class=\"quiet\">").number(rows_.left_out);
    html_.raw(" accounts with fewer listed posts are not drawn.</p>\n");
  }

  void timeline() {
    if (rows_.rows.empty()) return;
    html_.raw("<h3>When they acted</h3>\n");
    legend();
    draw_timeline(html_, alert_, rows_, kinds_);
    left_out_rows();
    html_.raw(
        "<p class=\"quiet\">Listed posts only: at most 20 examples an item of evidence, each shown "
        "once, as its heaviest kind. Times are those the platforms gave, in UTC.</p>\n");
  }

  void matrix() {
    if (rows_.rows.empty()) return;
    html_.raw("<h3>Who shares which evidence</h3>\n");
    draw_matrix(html_, alert_, rows_, kinds_);
    left_out_rows();
    html_.raw("<p class=\"quiet\">Columns are the items of the evidence table, heaviest first");
    if (alert_.evidence.size() > kMaxColumns)
      html_.raw("; ")
          .number(alert_.evidence.size() - kMaxColumns)
          .raw(" lighter ones are left out");
    html_.raw(". An empty cell is no proof of absence: an item lists at most 20 posts.</p>\n");
  }

  void evidence() {
    html_.raw(
        "<h3>Evidence, heaviest first</h3>\n<table><thead><tr><th scope=\"col\">Item</th>"
        "<th scope=\"col\">Kind</th><th scope=\"col\" class=\"n\">Nats</th><th scope=\"col\" "
        "class=\"n\">Accounts</th><th scope=\"col\">What was seen, and the raw records</th></tr>"
        "</thead><tbody>\n");
    for (std::size_t i = 0; i < alert_.evidence.size(); ++i) evidence_row(alert_.evidence[i], i);
    html_.raw("</tbody></table>\n");
    html_.raw("<p class=\"quiet\">3 nats make a hypothesis twenty times as likely as before. ");
    html_.text(kNotIncluded).raw("</p>\n");
  }

  void evidence_row(const alert::EvidenceItem& item, std::size_t index) {
    html_.raw("<tr><th scope=\"row\" class=\"t\">E")
        .number(index + 1)
        .raw("</th><td class=\"kind\">");
    swatch(html_, kinds_.style_of(item.kind));
    html_.raw(" ").text(item.kind).raw("</td><td class=\"n\">").fixed(item.weight, 2);
    html_.raw("</td><td class=\"n\">").number(item.accounts).raw("</td><td>").quoted(item.text);
    html_.raw("<br><code>").quoted(item.key).raw("</code>");
    if (!item.indicator.empty())
      html_.raw("<br>on the watchlist by <code>").quoted(item.indicator).raw("</code>");
    if (!item.posts.empty()) posts(item);
    html_.raw("</td></tr>\n");
  }

  void posts(const alert::EvidenceItem& item) {
    html_.raw("<details><summary>").text(count_of(item.posts.size(), "listed post"));
    html_.raw(
        "</summary><table class=\"posts\"><thead><tr><th scope=\"col\">Time (UTC)</th>"
        "<th scope=\"col\">Account</th><th scope=\"col\">Post</th><th scope=\"col\">Raw record"
        "</th></tr></thead><tbody>\n");
    for (const auto& post : item.posts) {
      html_.raw("<tr><td class=\"t\">")
          .text(milli_of(post.at))
          .raw("</td><td>")
          .quoted(post.account);
      html_.raw("</td><td>").quoted(post.post).raw("</td><td>").quoted(coordinates_of(post.source));
      if (!post.sha256.empty()) html_.raw("<br><code>").text(post.sha256).raw("</code>");
      html_.raw("</td></tr>\n");
    }
    html_.raw("</tbody></table></details>");
  }

  void checks() {
    if (alert_.benign_checks.empty()) return;
    html_.raw(
        "<h3>Harmless explanations considered</h3>\n<table><thead><tr><th scope=\"col\">Explanation"
        "</th><th scope=\"col\">Outcome</th><th scope=\"col\">Why</th></tr></thead><tbody>\n");
    for (const auto& check : alert_.benign_checks) {
      const bool open = check.outcome != "excluded";
      html_.raw("<tr><th scope=\"row\">").quoted(check.hypothesis).raw("</th><td>");
      html_.raw(open ? Markup("<span class=\"badge open\">") : Markup("<span class=\"badge\">"));
      html_.text(check.outcome).raw("</span></td><td>").quoted(check.reason).raw("</td></tr>\n");
    }
    html_.raw("</tbody></table>\n");
  }

  void known() {
    const auto lines = alert::known_in_words(alert_);
    if (lines.empty()) return;
    html_.raw("<h3>What else is known of them</h3>\n<ul>\n");
    for (const std::string& line : lines) html_.raw("<li>").quoted(line).raw("</li>\n");
    html_.raw("</ul>\n");
  }

  void inference() {
    const auto& chain = alert_.inference;
    html_.raw("<h3>How it was inferred</h3>\n<dl>\n");
    fact("Observed", chain.observed);
    fact("Normalised", chain.normalised);
    fact("Matched", chain.matched);
    fact("Excluded", chain.excluded);
    fact("Remaining", chain.remaining);
    html_.raw("</dl>\n");
    if (alert_.families.empty()) return;
    html_.raw(
        "<table><thead><tr><th scope=\"col\">Family</th><th scope=\"col\" class=\"n\">Nats</th>"
        "<th scope=\"col\">What was seen</th><th scope=\"col\">Against</th></tr></thead><tbody>\n");
    for (const auto& family : alert_.families) {
      html_.raw("<tr><th scope=\"row\" class=\"t\">")
          .text(family.name)
          .raw("</th><td class=\"n\">");
      html_.fixed(family.weight, 2).raw("</td><td>").quoted(family.evidence).raw("</td><td>");
      html_.quoted(family.baseline).raw("</td></tr>\n");
    }
    html_.raw("</tbody></table>\n");
  }

  void context() {
    html_.raw("<h3>What they say, and to whom</h3>\n<ul>\n");
    if (alert_.narratives.empty())
      html_.raw("<li>No text among the evidence, its post deleted, or excerpts off.</li>\n");
    for (const auto& n : alert_.narratives) {
      html_.raw("<li><q>").quoted(n.excerpt).raw("</q> ");
      html_.text(fmt::format("({:.0f} % of the members{}{})", n.share * 100,
                             n.lang.empty() ? "" : ", ", n.lang));
      if (!n.translation.empty())
        html_.raw("; translated upstream: <q>").quoted(n.translation).raw("</q>");
      html_.raw("</li>\n");
    }
    for (const auto& h : alert_.handoff) {
      html_.raw("<li>").text(fmt::format("On {} from {} UTC, {:.0f} s after the first, by ",
                                         h.platform, second_of(h.at), h.delay_s));
      html_.quoted(h.account).raw("</li>\n");
    }
    html_.raw("</ul>\n<dl>\n");
    if (alert_.reach)
      fact("Reach", fmt::format("{} views, from {} to {}; {}", alert_.reach->estimate,
                                alert_.reach->lower, alert_.reach->upper, alert_.reach->basis));
    std::string countries;
    for (const auto& g : alert_.geo)
      countries +=
          fmt::format("{}{} {:.0f} %", countries.empty() ? "" : ", ", g.country, g.share * 100);
    fact("Countries", countries);
    fact("Languages", fmt::format("{}", fmt::join(alert_.languages, ", ")));
    fact("DISARM techniques", fmt::format("{}", fmt::join(alert_.techniques, ", ")));
    html_.raw("</dl>\n");
  }

  void members() {
    const std::size_t shown = std::min(alert_.accounts.size(), kMaxMembers);
    html_.raw(
        "<h3>Members, most strongly tied first</h3>\n<table><thead><tr><th scope=\"col\">Account"
        "</th><th scope=\"col\">Handle</th><th scope=\"col\">Role</th><th scope=\"col\">Member by"
        "</th><th scope=\"col\" class=\"n\">Score</th><th scope=\"col\">First seen (UTC)</th><th "
        "scope=\"col\">Created"
        "</th></tr></thead><tbody>\n");
    for (std::size_t i = 0; i < shown; ++i) {
      const auto& m = alert_.accounts[i];
      html_.raw("<tr><td>").quoted(m.account).raw("</td><td>").quoted(m.handle).raw("</td><td>");
      html_.text(name(m.role)).raw("</td><td>").text(name(m.basis));
      html_.raw("</td><td class=\"n\">").fixed(m.score, 3);
      html_.raw("</td><td class=\"t\">").text(second_of(m.first_seen)).raw("</td><td class=\"t\">");
      html_.text(m.created_at ? day_of(*m.created_at) : "not known").raw("</td></tr>\n");
    }
    html_.raw("</tbody></table>\n<p class=\"quiet\">");
    if (alert_.account_count > shown)
      html_.number(alert_.account_count - shown).raw(" more are left out here. ");
    html_.raw(
        "Originator: posts first. Booster: follows within moments. Echo: follows later. Bridge: "
        "carries it to another platform. Unknown: none of these for certain. Member by ");
    html_.text(kBases).raw(".</p>\n");
  }

  void versions() {
    html_.raw("<h3>Versions</h3>\n");
    draw_growth(html_, entry_);
    html_.raw(
        "<table><thead><tr><th scope=\"col\" class=\"n\">Version</th><th scope=\"col\">Detected "
        "(UTC)</th><th scope=\"col\">Status</th><th scope=\"col\">Assessment</th><th scope=\"col\" "
        "class=\"n\">Confidence</th><th scope=\"col\" class=\"n\">Accounts</th><th scope=\"col\" "
        "class=\"n\">Posts</th><th scope=\"col\">What changed</th></tr></thead><tbody>\n");
    for (const VersionNote& n : entry_.history) {
      html_.raw("<tr><th scope=\"row\" class=\"n\">")
          .number(n.version)
          .raw("</th><td class=\"t\">");
      html_.text(second_of(n.detected_at)).raw("</td><td>").text(name(n.status)).raw("</td><td>");
      html_.text(name(n.assessment)).raw("</td><td class=\"n\">").number(n.confidence);
      html_.raw("</td><td class=\"n\">").number(n.account_count).raw("</td><td class=\"n\">");
      html_.number(n.post_count).raw("</td><td>");
      html_.quoted(fmt::format("{}", fmt::join(n.changes, "; "))).raw("</td></tr>\n");
    }
    html_.raw("</tbody></table>\n");
    if (entry_.versions_left_out > 0)
      html_.raw("<p class=\"quiet\">")
          .number(entry_.versions_left_out)
          .raw(" versions after the first are left out.</p>\n");
  }

  void provenance() {
    html_.raw("<h3>What would reproduce it</h3>\n<dl>\n");
    fact("Configuration", alert_.config_sha256);
    fact("Baseline", alert_.baseline_sha256);
    fact("Made by", alert_.engine_version.empty() ? "" : "lockstep " + alert_.engine_version);
    html_.raw("</dl>\n");
  }

  const Alert& alert_;
  const BookEntry& entry_;
  Rows rows_;
  Kinds kinds_;
  Html html_;
};

}  // namespace

Html section_of(const Alert& alert, const BookEntry& entry) {
  return Section(alert, entry).write();
}

}  // namespace lockstep::report
