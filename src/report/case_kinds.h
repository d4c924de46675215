// What a kind of evidence is in a case graph: a node of which kind, and who is tied to it how.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "lockstep/report/case_graph.h"

namespace lockstep::report {

struct KindRule {
  std::string_view evidence;  // EvidenceItem::kind
  std::string_view node;
  Verb verb = Verb::kShares;
  bool of_account = false;  // the account has it, not a post
  bool names_site = false;  // the key is "value on site", or on a page
};

std::span<const KindRule> kind_rules() noexcept;

// Of an EvidenceItem::kind, "watchlist-" left out. One that has no rule is shared by posts and a
// node of its own name: letters, digits and hyphens, whatever stands in the alert, kept in `own`.
KindRule kind_rule_of(std::string_view evidence, std::string& own);

}  // namespace lockstep::report
