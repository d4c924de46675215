#include "summary.h"

#include <fmt/format.h>

#include <string_view>

#include "lockstep/alert/text_page.h"
#include "words.h"

namespace lockstep::report {
namespace {

// A text as Markdown that shows that text and nothing else. Every one of these may be escaped
// (CommonMark 2.4); links need none of the others.
std::string markdown(std::string_view text) {
  constexpr std::string_view kSpecial = R"(\`*_{}[]()<>#+-.!|&~:=)";
  std::string out;
  for (const char c : alert::printable(text)) {
    if (kSpecial.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

class Summary {
 public:
  void title(std::string_view text) { out_ += fmt::format("# {}\n\n", markdown(text)); }
  void heading(std::string_view text) { out_ += fmt::format("## {}\n\n", text); }
  void paragraph(std::string_view text) { out_ += markdown(text) + "\n\n"; }
  void point(std::string_view text) { out_ += fmt::format("- {}\n", markdown(text)); }
  void point(std::string_view name, std::string_view text) {
    if (!text.empty()) out_ += fmt::format("- **{}**: {}\n", markdown(name), markdown(text));
  }
  void end_of_list() { out_ += '\n'; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

void claim(Summary& md, const alert::Alert& alert) {
  md.heading("What is claimed, and how sure it is");
  md.paragraph(alert.summary);
  md.point("assessment", fmt::format("{}: {}", name(alert.assessment), assessment_in_words(alert)));
  md.point("confidence", confidence_in_words(alert.confidence));
  md.point("Admiralty code", admiralty_in_words(alert.admiralty));
  md.point("suggested response",
           fmt::format("{}: {}; a person decides", name(alert.tier), in_words(alert.tier)));
  md.point("size",
           fmt::format("{}, {} of what they did together", count_of(alert.account_count, "account"),
                       count_of(alert.post_count, "post")));
  md.point("time", span_of(alert.window_start, alert.window_end) + " UTC");
  md.end_of_list();
}

void chain(Summary& md, const alert::Alert& alert) {
  md.heading("How it was inferred");
  md.point("observed", alert.inference.observed);
  md.point("normalised", alert.inference.normalised);
  md.point("matched", alert.inference.matched);
  md.point("excluded", alert.inference.excluded);
  md.point("remaining", alert.inference.remaining);
  for (const auto& family : alert.families)
    md.point(fmt::format("{}, {:.2f} nats", family.name, family.weight), family.evidence);
  md.end_of_list();
}

void evidence(Summary& md, const alert::Alert& alert) {
  md.heading("Evidence, heaviest first");
  for (std::size_t i = 0; i < alert.evidence.size(); ++i) {
    const auto& item = alert.evidence[i];
    md.point(fmt::format("E{}, {}, {:.2f} nats", i + 1, item.kind, item.weight),
             fmt::format("{} ({})", item.text, item.key));
  }
  md.end_of_list();
}

void checks(Summary& md, const alert::Alert& alert) {
  md.heading("Harmless explanations considered");
  for (const auto& check : alert.benign_checks)
    md.point(fmt::format("{}: {}", check.outcome, check.hypothesis), check.reason);
  md.end_of_list();
}

void contents(Summary& md, const alert::Alert& alert, std::size_t records) {
  md.heading("What is in this package");
  md.paragraph(kNotIncluded);
  md.point("appendix.json", "the alert, whole (lockstep.alert/1)");
  md.point("index.csv", fmt::format("{} that the alert lists, with their places and hashes",
                                    count_of(records, "raw record")));
  md.point("SHA256SUMS", "of these files; check with sha256sum -c");
  md.point("configuration", alert.config_sha256);
  md.point("baseline", alert.baseline_sha256);
  md.point("made by", alert.engine_version.empty() ? "" : "lockstep " + alert.engine_version);
  md.end_of_list();
}

}  // namespace

std::string summary_of(const alert::Alert& alert, std::size_t records) {
  Summary md;
  md.title(fmt::format("{}, version {}, {}", alert.alert_id, alert.version, name(alert.status)));
  md.paragraph(kLead);
  if (!alert.campaign_id.empty()) md.paragraph(alert.campaign_id);
  md.paragraph(fmt::format("Detected {} UTC.", second_of(alert.detected_at)));
  claim(md, alert);
  chain(md, alert);
  evidence(md, alert);
  checks(md, alert);
  contents(md, alert, records);
  md.heading("What this cannot know");
  for (const std::string_view line : kCannotKnow) md.point(line);
  return md.take();
}

}  // namespace lockstep::report
