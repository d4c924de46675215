// The sentences of an alert. Plain words, only what the evidence supports.
#pragma once

#include <string>
#include <vector>

#include "lockstep/alert/alert.h"
#include "lockstep/assess/finding.h"
#include "lockstep/evidence/evidence.h"
#include "lockstep/signals/signal.h"

namespace lockstep::alert {

// "3 of the accounts touched what is on the watchlist: seized in 2025"
std::string watched_sentence(const assess::WatchedFinding&);
// "12 of 24 accounts reposted the same post within 2 min"
std::string evidence_sentence(const assess::SharedFinding&, std::size_t members, const KindDef&);
// The clues that the summary names: the widest, one a kind. `evidence[]` lists each.
std::vector<const assess::SharedFinding*> named_clues(const assess::Finding&);
// Needs accounts, platforms, assessment, confidence and admiralty of `alert` to be set.
std::string summary_of(const assess::Finding&, const Alert& alert, const signals::Registry&);
Inference inference_of(const assess::Finding&, const Alert& alert);
std::vector<FamilyEvidence> families_of(const assess::Finding&, const signals::Registry&);
// DISARM techniques (v1.6) that the kinds of evidence stand for, sorted.
std::vector<std::string> techniques_of(const assess::Finding&, const Alert& alert,
                                       const signals::Registry&);

}  // namespace lockstep::alert
