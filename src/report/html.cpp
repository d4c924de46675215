#include "html.h"

#include <iterator>

#include "lockstep/alert/text_page.h"

namespace lockstep::report {

Html& Html::text(std::string_view text) {
  for (const char c : alert::printable(text)) {
    switch (c) {
      case '&':
        out_ += "&amp;";
        break;
      case '<':
        out_ += "&lt;";
        break;
      case '>':
        out_ += "&gt;";
        break;
      case '"':
        out_ += "&quot;";
        break;
      case '\'':
        out_ += "&#39;";
        break;
      default:
        out_ += c;
    }
  }
  return *this;
}

Html& Html::fixed(double value, int decimals) {
  fmt::format_to(std::back_inserter(out_), "{:.{}f}", value, decimals);
  return *this;
}

}  // namespace lockstep::report
