// One campaign of the page.
#pragma once

#include "html.h"
#include "lockstep/report/alert_book.h"

namespace lockstep::report {

inline constexpr std::size_t kMaxMembers = 300;  // rows of a table of members

// Its anchor is the alert's id. `entry` is the entry of `alert`.
Html section_of(const alert::Alert& alert, const BookEntry& entry);

}  // namespace lockstep::report
