#include "quotes.h"

#include <algorithm>

#include "lockstep/alert/hidden_name.h"

namespace lockstep::alert {
namespace {

// Of an object that several lists of an alert may name.
template <class Named>
std::size_t hide(Named& named, KeyHash post) {
  if (named.quoted != post) return 0;
  named.key = hidden_name(named.object);
  named.quoted = 0;
  return 1;
}

}  // namespace

void sort_evidence(std::vector<EvidenceItem>& evidence) {
  std::sort(evidence.begin(), evidence.end(), [](const EvidenceItem& a, const EvidenceItem& b) {
    if (a.weight != b.weight) return a.weight > b.weight;
    return a.kind != b.kind ? a.kind < b.kind : a.key < b.key;
  });
}

std::vector<KeyHash> posts_quoted_in(const Alert& alert) {
  std::vector<KeyHash> out;
  for (const auto& item : alert.evidence) out.push_back(item.quoted);
  for (const auto& n : alert.narratives) out.insert(out.end(), {n.quoted, n.translated});
  if (alert.audience_jump) out.push_back(alert.audience_jump->quoted);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  if (!out.empty() && out.front() == 0) out.erase(out.begin());
  return out;
}

std::size_t take_out(Alert& alert, KeyHash post) {
  auto gone = std::erase_if(alert.narratives, [&](const auto& n) { return n.quoted == post; });
  for (auto& n : alert.narratives) {
    if (n.translated != post) continue;
    n.translation = {};
    n.translated = 0;
    ++gone;
  }
  for (auto& item : alert.evidence) gone += hide(item, post);
  if (alert.audience_jump) gone += hide(*alert.audience_jump, post);
  sort_evidence(alert.evidence);
  return gone;
}

}  // namespace lockstep::alert
