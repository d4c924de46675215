#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "lockstep/alert/hidden_name.h"
#include "lockstep/alert/text_page.h"
#include "lockstep/hunt/investigation_pages.h"

namespace lockstep::hunt {
namespace {

constexpr std::size_t kMaxKey = 72;     // columns of a name that are printed
constexpr std::size_t kMaxReasons = 4;  // objects of a lead

// Strangers wrote it.
std::string brief(std::string_view text) { return alert::shorten(alert::printable(text), kMaxKey); }

std::string removed(const SharedObject& o) {
  return o.deleted ? fmt::format("; {}", alert::kTextRemoved) : std::string{};
}

std::string ago(Duration d) {
  const auto s = static_cast<double>(d.count()) / 1e6;
  if (s < 120) return fmt::format("{:.0f} s", s);
  if (s < 2 * 3600) return fmt::format("{:.0f} min", s / 60);
  return s < 48 * 3600 ? fmt::format("{:.1f} h", s / 3600) : fmt::format("{:.1f} d", s / 86400);
}

class Page {
 public:
  explicit Page(std::size_t top) : top_(top) {}

  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
    out_ += '\n';
  }
  void trail(const SeedTrail& trail);
  void hop(const Hop& hop, const Investigation& found);
  std::string take() { return std::move(out_); }

 private:
  void spread(const SeedTrail& trail);
  void reasons(const Lead& lead, const Investigation& found);

  std::size_t top_;
  std::string out_;
};

void Page::trail(const SeedTrail& trail) {
  const auto& seed = trail.seed;
  line("seed {}", brief(seed.given));
  if (seed.understood != seed.value) line("  looked for as: {}", brief(seed.understood));
  if (seed.is_account()) return line("  {} posts", trail.posts);
  line("  touched by {} accounts in {} posts", trail.accounts, trail.posts);
  if (trail.objects.size() > 1)
    line("  stands for {} objects, the first: {}{}", trail.objects.size(),
         brief(trail.objects.front().key), removed(trail.objects.front()));
  const auto popular = std::count_if(trail.objects.begin(), trail.objects.end(),
                                     [](const SharedObject& o) { return o.popular; });
  if (popular > 0)
    line("  popular ({} of {}): listed, and not grown through", popular, trail.objects.size());
  spread(trail);
}

void Page::spread(const SeedTrail& trail) {
  if (trail.order.empty()) return;
  const auto start = trail.order.front().at;
  std::string handoff;
  for (const auto& f : trail.handoff)
    handoff += fmt::format("{}{} by {}{}", handoff.empty() ? "" : ", then ",
                           alert::printable(f.platform), alert::printable(f.account),
                           f.at == start ? "" : fmt::format(" after {}", ago(f.at - start)));
  line("  first on {}", handoff);
  line("  order of first touches:");
  for (std::size_t i = 0; i < std::min(top_, trail.order.size()); ++i) {
    const auto& s = trail.order[i];
    line("  {:>4}  {}  +{:<8}  {}{}", i + 1, format_rfc3339(s.at), ago(s.at - start),
         alert::printable(s.account), s.post.empty() ? "" : "  post " + alert::printable(s.post));
  }
  if (trail.accounts > top_) line("        ... and {} more accounts", trail.accounts - top_);
}

void Page::reasons(const Lead& lead, const Investigation& found) {
  for (std::size_t i = 0; i < std::min(kMaxReasons, lead.objects.size()); ++i) {
    const auto& o = found.objects[lead.objects[i]];
    line("          {} {}  ({} of those found, {} accounts in all){}", o.kind, brief(o.key),
         o.found, o.accounts, removed(o));
  }
  if (lead.objects.size() > kMaxReasons)
    line("          ... and more ({} listed in the JSON)", lead.objects.size());
}

void Page::hop(const Hop& hop, const Investigation& found) {
  if (hop.distance == 0 && hop.leads.empty()) return;
  if (hop.distance == 0)
    line("\nhop 0: the {} accounts named as seeds", hop.leads.size());
  else
    line("\nhop {}: {} accounts", hop.distance, hop.leads.size());
  std::size_t rank = 0;
  for (const auto& lead : hop.leads) {
    if (rank++ == top_) break;
    std::string when;
    if (lead.first)
      when = fmt::format(", {} to {}", format_rfc3339(*lead.first), format_rfc3339(*lead.last));
    if (lead.median_delay)
      when += fmt::format(", median {} from the nearest", ago(*lead.median_delay));
    line("  {:>4}  {}  score {:.1f}: {} shared, {:.1f} by chance{}", rank,
         alert::printable(lead.account), lead.score, lead.shared, lead.expected, when);
    reasons(lead, found);
  }
  if (hop.leads.size() > top_) line("        ... and {} more accounts", hop.leads.size() - top_);
}

}  // namespace

std::string to_text(const Investigation& found, std::size_t top) {
  Page page(top);
  page.line(
      "These are leads, not findings: who shares rare things with the seeds, and nothing about");
  page.line("why. No verdict is implied; look at the posts before you act.\n");
  for (const auto& trail : found.trails) page.trail(trail);
  for (const auto& hop : found.hops) page.hop(hop, found);
  if (found.leads() == 0) page.line("\nNobody else shares enough that is rare with the seeds.");
  page.line(
      "\n{} leads; {} posts of {} accounts looked at, {} objects; popular: more than {} accounts",
      found.leads(), found.posts, found.accounts, found.objects_seen, found.key_cap);
  for (const auto& cut : found.cuts) page.line("a bound was met: {}", cut);
  return page.take();
}

}  // namespace lockstep::hunt
