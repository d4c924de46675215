#include "erasure.h"

#include <algorithm>
#include <string>

#include "lockstep/alert/hidden_name.h"
#include "quotes.h"

namespace lockstep::alert {
namespace {

// Removes the list's elements of the account.
template <class List>
std::size_t take_from(List& list, const std::string& name) {
  return static_cast<std::size_t>(
      std::erase_if(list, [&](const auto& element) { return element.account == name; }));
}

std::size_t take_member(Alert& alert, const std::string& name) {
  const auto members = take_from(alert.accounts, name) + take_from(alert.further, name);
  alert.account_count -=
      static_cast<std::uint32_t>(std::min<std::size_t>(members, alert.account_count));
  return members;
}

// An attribute is named in the summary, too.
void hide(EvidenceItem& item, std::string& summary) {
  auto hidden = hidden_name(item.object);
  const std::string shown = " (" + item.key + ')';
  for (std::size_t at = 0; item.attribute && (at = summary.find(shown, at)) != std::string::npos;)
    summary.replace(at, shown.size(), " (" + hidden + ')');
  item.key = std::move(hidden);
  item.quoted = item.author = 0;
}

bool is_known_by(const ErasedAccount& who, KeyHash object) {
  return std::binary_search(who.objects.begin(), who.objects.end(), object);
}

std::size_t take_evidence(Alert& alert, const ErasedAccount& who) {
  auto& evidence = alert.evidence;
  auto taken = std::erase_if(evidence, [&](const EvidenceItem& item) {
    return item.kind == "watchlist-account" && item.key == who.name;
  });
  for (auto& item : evidence) {
    const auto posts = take_from(item.posts, who.name);
    taken += posts;
    const bool its_own =
        item.author == who.hash || is_known_by(who, item.object) || (item.attribute && posts > 0);
    if (!its_own || item.key == hidden_name(item.object)) continue;
    hide(item, alert.summary);
    ++taken;
  }
  sort_evidence(evidence);
  return taken;
}

std::size_t take_words(Alert& alert, const ErasedAccount& who) {
  auto taken =
      std::erase_if(alert.narratives, [&](const Narrative& n) { return n.author == who.hash; });
  for (auto& n : alert.narratives) {
    if (n.translated_author != who.hash) continue;
    n.translation = {};
    n.translated = n.translated_author = 0;
    ++taken;
  }
  return taken;
}

std::size_t take_jump(Alert& alert, const ErasedAccount& who) {
  auto& jump = alert.audience_jump;
  if (!jump) return 0;
  if (jump->from == who.name || jump->to == who.name) {
    jump.reset();
    return 1;
  }
  if (jump->author != who.hash && !is_known_by(who, jump->object)) return 0;
  jump->key = hidden_name(jump->object);
  jump->quoted = jump->author = 0;
  return 1;
}

// A channel is an account, and a place for others.
std::size_t take_community(Alert& alert, const std::string& name) {
  const auto places =
      std::erase_if(alert.communities, [&](const Community& c) { return c.community == name; });
  alert.community_count -= static_cast<std::uint32_t>(places);
  return places;
}

}  // namespace

bool take_out_account(Alert& alert, const ErasedAccount& who) {
  const auto handed_on = take_from(alert.handoff, who.name);
  if (alert.handoff.size() < 2) alert.handoff.clear();  // from nowhere
  const auto taken = take_member(alert, who.name) + take_evidence(alert, who) +
                     take_words(alert, who) + handed_on + take_from(alert.amplifiers, who.name) +
                     take_jump(alert, who) + take_community(alert, who.name);
  return taken > 0;
}

}  // namespace lockstep::alert
