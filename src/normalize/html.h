// HTML as posts carry it (Mastodon, 4chan, ActivityPub) to plain text.
//
// libxml2 reads it event by event: no tree, no recursion, no network, silence on errors.
// Paragraphs, list items and <br> become line breaks, runs of white space one blank; scripts and
// styles vanish. Spans that a platform hides or shortens keep their text, so that a link stays
// whole.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::normalize {

struct HtmlText {
  std::string text;
  std::vector<std::string> links;  // href of anchors that are not hashtags or mentions, in order
  bool cut = false;                // an end was reached before the end of the document
};

// Bounds: of `html` the first kMaxHtml bytes are read; an element nested deeper than kMaxHtmlDepth
// ends the text; a tag longer than kMaxHtmlTag is left out; at most kMaxHtmlLinks links. `html`
// must be well-formed UTF-8. Thread-safe.
inline constexpr std::size_t kMaxHtml = 64 * 1024;
inline constexpr std::size_t kMaxHtmlTag = 4 * 1024;
inline constexpr std::size_t kMaxHtmlDepth = 64;
inline constexpr std::size_t kMaxHtmlLinks = 32;
void html_to_text(std::string_view html, HtmlText& out);

}  // namespace lockstep::normalize
