// What a kind of evidence is in a case graph: a node of which kind, and who is tied to it how.
#pragma once

#include <string>
#include <string_view>

#include "lockstep/report/case_graph.h"

namespace lockstep::report {

struct KindRule {
  std::string_view evidence;  // EvidenceItem::kind
  std::string_view node;
  Verb verb = Verb::kShares;
  bool of_account = false;  // the account has it, not a post
  bool names_site = false;  // the key is "value on site"
};

// Of an evidence kind without "watchlist-"; null for one that is not known here, which is shared by
// posts under its own name.
const KindRule* find_kind_rule(std::string_view evidence) noexcept;

// Letters, digits and hyphens: part of an id, and a label, whatever stands in the alert.
std::string plain_kind(std::string_view kind);

}  // namespace lockstep::report
