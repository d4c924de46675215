#include "html.h"

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>

#include "utf8.h"

namespace lockstep::normalize {
namespace {

constexpr std::array<std::string_view, 19> kBlocks = {
    "p",  "div", "br", "li", "ul", "ol", "tr", "table",   "blockquote", "pre",
    "h1", "h2",  "h3", "h4", "h5", "h6", "hr", "section", "article"};
constexpr std::array<std::string_view, 4> kUnseen = {"script", "style", "head", "template"};
// Not nesting: they hold nothing, or libxml2 adds them by itself.
constexpr std::array<std::string_view, 8> kFlat = {"br",    "img",  "hr",   "wbr",
                                                   "input", "link", "html", "body"};

template <std::size_t N>
bool is_one_of(std::string_view tag, const std::array<std::string_view, N>& tags) noexcept {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

std::string_view view(const xmlChar* text) noexcept {
  return text == nullptr ? std::string_view()
                         : std::string_view(reinterpret_cast<const char*>(text));
}

// The receiver of libxml2's events.
struct Reader {
  HtmlText& out;
  htmlParserCtxtPtr context = nullptr;
  std::size_t depth = 0;
  std::size_t unseen = 0;  // open elements whose text nobody sees
  bool blank = false;      // white space is owed
  bool labelled = false;   // the newest link calls itself a mention or a hashtag

  void line_break() {
    blank = false;
    while (!out.text.empty() && out.text.back() == ' ') out.text.pop_back();
    if (!out.text.empty() && out.text.back() != '\n') out.text.push_back('\n');
  }

  void characters(std::string_view chunk) {
    if (unseen > 0) return;
    for (const char c : chunk) {
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
        blank = true;
        continue;
      }
      // The mark alone would let anyone hide a link.
      if (labelled && (c == '@' || c == '#')) out.links.pop_back();
      labelled = false;
      if (blank && !out.text.empty() && out.text.back() != '\n') out.text.push_back(' ');
      blank = false;
      out.text.push_back(c);
    }
  }

  void start(std::string_view tag, const xmlChar** attributes) {
    if (is_one_of(tag, kBlocks)) line_break();
    if (tag == "a") anchor(attributes);
    if (is_one_of(tag, kUnseen)) ++unseen;
    if (!is_one_of(tag, kFlat) && ++depth > kMaxHtmlDepth) {
      out.cut = true;
      xmlStopParser(context);
    }
  }

  void end(std::string_view tag) {
    if (is_one_of(tag, kBlocks)) line_break();
    if (is_one_of(tag, kUnseen) && unseen > 0) --unseen;
    if (!is_one_of(tag, kFlat) && depth > 0) --depth;
  }

  void anchor(const xmlChar** attributes) {
    if (attributes == nullptr || out.links.size() >= kMaxHtmlLinks) return;
    std::string_view href;
    bool marked = false;
    for (; attributes[0] != nullptr; attributes += 2) {
      const std::string_view name = view(attributes[0]);
      const std::string_view value = view(attributes[1]);
      if (name == "href") href = value;
      const bool label = name == "class" && (value.find("mention") != std::string_view::npos ||
                                             value.find("hashtag") != std::string_view::npos);
      marked = marked || label || (name == "rel" && value == "tag");
    }
    if (href.empty()) return;
    out.links.emplace_back(href);
    labelled = marked;
  }
};

Reader& reader(void* data) noexcept { return *static_cast<Reader*>(data); }

void on_start(void* data, const xmlChar* tag, const xmlChar** attributes) {
  reader(data).start(view(tag), attributes);
}
void on_end(void* data, const xmlChar* tag) { reader(data).end(view(tag)); }
void on_text(void* data, const xmlChar* text, int size) {
  reader(data).characters(view(text).substr(0, static_cast<std::size_t>(size)));
}
void on_script(void*, const xmlChar*, int) {}

htmlSAXHandler handler() noexcept {
  htmlSAXHandler sax{};
  sax.startElement = on_start;
  sax.endElement = on_end;
  sax.characters = on_text;
  sax.ignorableWhitespace = on_text;
  sax.cdataBlock = on_script;
  return sax;
}

struct ContextDelete {
  void operator()(htmlParserCtxtPtr context) const noexcept {
    // No tree was built, but the parser may have begun one.
    if (context->myDoc != nullptr) xmlFreeDoc(context->myDoc);
    htmlFreeParserCtxt(context);
  }
};

// The parser compares the attributes of a tag in pairs, so one with thousands is blanked.
void blank_long_tags(std::string& html) {
  for (auto open = html.find('<'); open != std::string::npos; open = html.find('<', open + 1)) {
    const auto close = std::min(html.find('>', open), html.size());
    const bool is_tag =
        open + 1 < close && std::isalpha(static_cast<unsigned char>(html[open + 1]));
    if (!is_tag) continue;
    if (close - open > kMaxHtmlTag)
      std::fill(html.begin() + static_cast<std::ptrdiff_t>(open),
                html.begin() + static_cast<std::ptrdiff_t>(std::min(close + 1, html.size())), ' ');
    open = close - 1;
  }
}

}  // namespace

void html_to_text(std::string_view html, HtmlText& out) {
  out.text.clear();
  out.links.clear();
  out.cut = html.size() > kMaxHtml;
  std::string source(html.substr(0, kMaxHtml));
  if (out.cut) cut_utf8(source, kMaxHtml - 4);
  std::erase(source, '\0');
  blank_long_tags(source);
  source.insert(0,
                "<body>");  // or the push parser takes an end tag at the start for the end of all

  [[maybe_unused]] static const bool initialised =
      (xmlInitParser(), true);  // once, before any thread parses
  Reader reader{out};
  htmlSAXHandler sax = handler();
  const std::unique_ptr<htmlParserCtxt, ContextDelete> context(
      htmlCreatePushParserCtxt(&sax, &reader, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8));
  if (context == nullptr) {  // out of memory
    out.text = source;
    return;
  }
  reader.context = context.get();
  htmlCtxtUseOptions(context.get(), HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                        HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  htmlParseChunk(context.get(), source.data(), static_cast<int>(source.size()), 1);
  while (!out.text.empty() && (out.text.back() == '\n' || out.text.back() == ' '))
    out.text.pop_back();
}

}  // namespace lockstep::normalize
