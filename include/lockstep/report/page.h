// One HTML page of all alerts, to be read, printed and filed: no script, no font, no picture and no
// link to anywhere outside. Everything drawn is inline SVG. Texts of posts are escaped and shown as
// text; their links are not links.
//
// A pure function of the book: same alerts, same bytes. Bounded: at most `max_campaigns` sections
// and about `max_bytes`, kMaxListed lines of the table; the page says what it left out.
#pragma once

#include <cstddef>
#include <string>

#include "lockstep/report/alert_book.h"

namespace lockstep::report {

struct PageOptions {
  std::size_t max_campaigns = 50;
  std::size_t max_bytes = 8 << 20;  // of sections
};

inline constexpr std::size_t kMaxListed = 1000;

std::string to_page(const AlertBook&, const PageOptions&);

}  // namespace lockstep::report
