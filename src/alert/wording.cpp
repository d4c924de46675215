#include "wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "lockstep/alert/hidden_name.h"
#include "lockstep/alert/text_page.h"
#include "lockstep/assess/assess.h"

namespace lockstep::alert {
namespace {

using assess::Finding;
using assess::SharedFinding;

std::string join_words(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " and " : ", ";
    out += words[i];
  }
  return out;
}

// Kinds of acts by how many of them there are, most first, in the words of their definitions.
std::vector<std::string> acts_in_words(const Finding& f, const signals::Registry& registry,
                                       std::size_t most) {
  std::map<KindId, std::size_t> counts;
  for (const auto& s : f.shared) {
    if (s.act) ++counts[s.kind];
  }
  std::vector<std::pair<std::size_t, KindId>> order;
  for (const auto& [kind, n] : counts) order.emplace_back(n, kind);
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<std::string> out;
  for (const auto& [n, kind] : order) {
    if (out.size() < most) out.emplace_back(registry.kind(kind).def->evidence);
  }
  return out;
}

std::vector<std::string> clues_in_words(const Finding& f, const signals::Registry& registry) {
  std::vector<std::string> out;
  for (const auto* s : named_clues(f))
    out.push_back(fmt::format("{} of them {} ({})", s->members,
                              registry.kind(s->kind).def->evidence,
                              s->text.empty() ? hidden_name(s->key) : s->text));
  return out;
}

constexpr std::size_t kMaxNamedClues = 3;

constexpr std::array<std::pair<std::string_view, std::string_view>, 17> kTechniques{{
    {"repost", "T0049.003"},     // Bots Amplify via Automated Forwarding and Reposting
    {"text", "T0084.001"},       // Use Copypasta
    {"reply", "T0116.001"},      // Post Inauthentic Social Media Comment
    {"mention", "T0049.005"},    // Conduct Swarming
    {"hashtag", "T0049.002"},    // Flood Existing Hashtag
    {"redirect", "T0149.004"},   // Redirecting Domain Asset
    {"analytics", "T0149.001"},  // Domain Asset
    {"registrant", "T0149.001"},
    {"ip", "T0149.006"},  // IP Address Asset
    {"ip-prefix", "T0149.006"},
    {"registration-ip", "T0149.006"},
    {"creation", "T0150.008"},  // Bulk Created Asset
    {"creation-day", "T0150.008"},
    {"handle-pattern", "T0144.002"},  // Persona Template
    {"bio", "T0144.002"},
    {"persona", "T0144.002"},
    {"avatar", "T0145.001"},  // Copy Account Imagery
}};

constexpr double kFast = 0.9;  // worth saying that almost everything else is slower

// "sooner than 99 % of such objects first seen in a post on x"
std::string faster_than(const assess::SpeedFinding& s) {
  auto from = s.platform.empty() ? std::string("on any platform") : "first seen on " + s.platform;
  if (s.action) {
    from = fmt::format("first seen in a {} on {}",
                       kActionNames[static_cast<std::size_t>(*s.action)], s.platform);
  }
  return fmt::format("sooner than {:.0f} % of such objects {}", std::floor(100 * s.slower), from);
}

std::string speed_of(const SharedFinding& s) {
  const auto span_of = [](const assess::SpeedFinding& f) {
    return plain_span(std::chrono::duration<double>(f.took).count());
  };
  std::string out;
  if (s.fifth && s.fifth->slower >= kFast) {
    out += fmt::format("; five within {}, {} reach five accounts", span_of(*s.fifth),
                       faster_than(*s.fifth));
  }
  if (s.crossing && s.crossing->slower >= kFast) {
    out += fmt::format("; on {} within {}, {} reach a second platform", s.crossing->reached,
                       span_of(*s.crossing), faster_than(*s.crossing));
  }
  return out;
}

std::string rhythm_words(const assess::RhythmFinding& r) {
  return fmt::format(
      "leave more regular gaps between posts than {:.0f} % of comparable accounts do ({:.1f} bits, "
      "usual {:.1f}) and keep hours more alike than {:.0f} % of them (cosine {:.2f}, usual {:.2f})",
      100 * r.less_regular, r.gap_entropy, r.usual_gap_entropy, 100 * r.less_alike, r.likeness,
      r.usual_likeness);
}

std::string baseline_of(Family family, const Finding& f) {
  switch (family) {
    case Family::kBehaviour:
    case Family::kContent:
      return "what two accounts as active as these share by chance, counted in the same stream";
    case Family::kRhythm:
      return fmt::format("{} of the same platform, age and activity in the same stream",
                         count_of(f.rhythm ? f.rhythm->controls : 0, "account"));
    case Family::kInfrastructure:
    case Family::kIdentity:
      break;
  }
  return "how many of the accounts seen have the same value";
}

std::string opening_of(const Finding& f, const Alert& alert, const signals::Registry& registry) {
  const auto from = format_rfc3339(alert.window_start), to = format_rfc3339(alert.window_end);
  if (!assess::acted(f))
    return fmt::format(
        "{} accounts on {} look made together, between {} and {}; they have not "
        "acted together yet.",
        alert.account_count, join_words(alert.platforms), from, to);
  const auto acts = join_words(acts_in_words(f, registry, 3));
  return fmt::format("{} accounts on {} {}{}, typically {} apart, between {} and {}.",
                     alert.account_count, join_words(alert.platforms),
                     f.pairs > 0 ? "repeatedly " : "", acts.empty() ? "acted together" : acts,
                     plain_span(f.median_delay_s), from, to);
}

}  // namespace

std::string watched_sentence(const assess::WatchedFinding& w) {
  const auto who = w.type == "account" ? std::string("One of the accounts is on the watchlist")
                                       : fmt::format(
                                             "{} of the accounts touched what is on the "
                                             "watchlist",
                                             w.members);
  return who + (w.note.empty() ? "." : ": " + w.note);
}

std::string evidence_sentence(const SharedFinding& s, std::size_t members, const KindDef& kind) {
  if (!s.act) {
    return fmt::format("{} of {} accounts {}; {} in all were seen with it", s.members, members,
                       kind.evidence, count_of(s.accounts, "account"));
  }
  const double span =
      s.touches.empty()
          ? 0
          : std::chrono::duration<double>(s.touches.back().time - s.touches.front().time).count();
  return fmt::format("{} of {} accounts {} within {}; {} in all did{}", s.members, members,
                     kind.evidence, plain_span(span), count_of(s.accounts, "account"), speed_of(s));
}

std::vector<const SharedFinding*> named_clues(const Finding& f) {
  std::vector<const SharedFinding*> out;
  std::set<KindId> seen;
  for (const auto& s : f.shared)
    if (s.clue && out.size() < kMaxNamedClues && seen.insert(s.kind).second) out.push_back(&s);
  return out;
}

std::string summary_of(const Finding& f, const Alert& alert, const signals::Registry& registry) {
  auto out = opening_of(f, alert, registry);
  const auto clues = clues_in_words(f, registry);
  if (!clues.empty()) out += fmt::format(" {}.", join_words(clues));
  if (alert.assessment == Assessment::kCoordinated) {
    const auto explains = std::find_if(f.benign.begin(), f.benign.end(),
                                       [](const auto& b) { return b.outcome == "explains"; });
    const bool attributes =
        std::any_of(f.shared.begin(), f.shared.end(), [](const auto& s) { return !s.act; });
    if (explains != f.benign.end()) {
      out += fmt::format(" A benign explanation holds: {} ({}).", explains->hypothesis,
                         explains->reason);
    } else if (!assess::acted(f)) {
      out += " That alone proves nothing: a lead to watch.";
    } else if (attributes) {
      out +=
          " What else they share is too common or too few of them share it: coordinated, "
          "authenticity not "
          "established.";
    } else {
      out +=
          " Nothing is known of them but what they posted: coordinated, authenticity not "
          "established.";
    }
  }
  out += fmt::format(" Confidence {}/100 ({}). Human review required.", alert.confidence,
                     alert.admiralty);
  return out;
}

Inference inference_of(const Finding& f, const Alert& alert) {
  Inference i;
  const bool acted = assess::acted(f);
  i.observed = fmt::format("{} by {} between {} and {}",
                           acted ? count_of(alert.post_count, "post") : "records",
                           count_of(alert.account_count, "account"),
                           format_rfc3339(alert.window_start), format_rfc3339(alert.window_end));
  i.normalised =
      "links reduced to their landing page, text to its letters, near-duplicates to one key";
  i.matched = "nobody has acted yet";
  if (acted) {
    i.matched = fmt::format(
        "{} of {} possible pairs share more different objects than chance and activity explain, at "
        "an expected false discovery rate of 5 % or less",
        f.pairs, f.members.size() * (f.members.size() - 1) / 2);
  }
  for (const auto& claim : f.claims)
    i.matched += fmt::format("; {} ({} of them)", claim.hypothesis, claim.accounts);
  if (f.confirmed) {
    i.matched +=
        "; its first members met again on objects that none of them had touched when it was found";
  }
  std::vector<std::string> excluded, open;
  for (const auto& b : f.benign) {
    if (b.outcome == "excluded") {
      excluded.push_back(fmt::format("{} ({})", b.hypothesis, b.reason));
    } else {
      open.push_back(fmt::format("{}: {} ({})", b.hypothesis, b.outcome, b.reason));
    }
  }
  i.excluded = excluded.empty() ? "nothing" : join_words(excluded);
  i.remaining = open.empty() ? "coordination of undisclosed purpose" : join_words(open);
  return i;
}

std::vector<FamilyEvidence> families_of(const Finding& f, const signals::Registry& registry) {
  std::array<std::set<std::string>, kFamilyCount> words;
  for (const auto& s : f.shared) {
    const auto& kind = registry.kind(s.kind);
    words[static_cast<std::size_t>(kind.signal->family)].emplace(kind.def->evidence);
  }
  std::vector<FamilyEvidence> out;
  for (std::size_t family = 0; family < kFamilyCount; ++family) {
    if (f.families[family] <= 0) continue;
    FamilyEvidence e;
    e.name = std::string{lockstep::name(static_cast<Family>(family))};
    e.weight = f.families[family];
    const auto which = static_cast<Family>(family);
    e.evidence = "they " + (which == Family::kRhythm && f.rhythm
                                ? rhythm_words(*f.rhythm)
                                : join_words({words[family].begin(), words[family].end()}));
    e.baseline = baseline_of(which, f);
    out.push_back(std::move(e));
  }
  return out;
}

std::vector<std::string> techniques_of(const Finding& f, const Alert& alert,
                                       const signals::Registry& registry) {
  std::set<std::string> out;
  for (const auto& s : f.shared) {
    const auto name = registry.kind(s.kind).def->name;
    for (const auto& [kind, technique] : kTechniques) {
      if (kind == name && (s.act || s.clue)) out.emplace(technique);
    }
  }
  if (alert.cross_posted > 0) out.emplace("T0119.001");      // Post across Groups
  if (alert.platforms.size() > 1) out.emplace("T0119.002");  // Post across Platform
  return {out.begin(), out.end()};
}

}  // namespace lockstep::alert
