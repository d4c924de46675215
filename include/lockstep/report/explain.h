// Alerts for a person at a terminal: plain text of at most 100 columns. Nothing of a post can move
// the cursor, colour the screen or turn the writing around (alert/text_page.h).
//
// Pure functions of the flat alert and the versions read with it; safe on any thread.
#pragma once

#include <string>

#include "lockstep/report/alert_book.h"

namespace lockstep::report {

struct ExplainOptions {
  bool full = false;  // every item, post and member that the alert lists
};

// One alert: what is claimed and how sure, how it was inferred, on which evidence, what else it
// could be, what changed, who, and where the raw records lie.
std::string explain(const alert::Alert&, const BookEntry&, const ExplainOptions&);

// One line an alert, its newest version, highest ranked first.
std::string table_of(const AlertBook&);

}  // namespace lockstep::report
