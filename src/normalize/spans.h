// Links, hashtags, mentions and numbers in running text. Each *_end takes well-formed UTF-8 and
// the place where the thing may begin, and returns where it ends; `begin` itself if it is none.
// None looks back: whether a thing may begin here is for the caller to know.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "char_table.h"

namespace lockstep::normalize {

class Spans {
 public:
  Spans() : table_(CharTable::get()) {}

  // "http://...", "https://...", "www.example.org", and bare "example.org/path" (a bare
  // "example.org" may as well be a missing space). `word_end` is the end of the word at `begin`.
  // Stops at white space, brackets and quotes, at scripts written without spaces, and gives
  // trailing punctuation back to the sentence.
  std::size_t link_end(std::string_view text, std::size_t begin,
                       std::size_t word_end) const noexcept;
  // The word at `begin` (behind the '#') if it has a letter.
  std::size_t tag_end(std::string_view text, std::size_t begin) const noexcept;
  // "@name", "@name@host.example", "@name.bsky.social"; `begin` is at the '@'.
  std::size_t mention_end(std::string_view text, std::size_t begin) const noexcept;
  // Digits with single '.', ',' or ':' between them, if no word character follows.
  std::size_t number_end(std::string_view text, std::size_t begin) const noexcept;
  // Letters, digits, combining marks, '_'.
  std::size_t word_end(std::string_view text, std::size_t begin) const noexcept;
  bool is_word(char32_t c) const noexcept { return c == U'_' || (table_.bits(c) & kWordBits); }

  // May a hashtag stand behind `previous`? Not in "&#39;", a link's "/#top", or where the word
  // without its '#' would be read as part of a name or a host.
  static bool tag_may_follow(char previous) noexcept {
    return std::string_view("&/=@.-").find(previous) == std::string_view::npos;
  }

  // Appends what `text` names, in order, without duplicates, until `out` has `limit` elements.
  void find_links(std::string_view text, std::size_t limit, std::vector<std::string>& out) const;
  void find_tags(std::string_view text, std::size_t limit, std::vector<std::string>& out) const;

 private:
  std::size_t extent(std::string_view text, std::size_t begin) const noexcept;
  std::size_t host_end(std::string_view text, std::size_t begin) const noexcept;
  bool ends_link(char32_t c) const noexcept;
  bool follows_word(std::string_view text, std::size_t at) const noexcept;

  const CharTable& table_;
};

}  // namespace lockstep::normalize
