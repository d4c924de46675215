// The second half of folding: case-folded text in, comparable text out (text.h says the rules).
// One pass over the characters, then hashtag blocks at the ends are cut off.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spans.h"

namespace lockstep::normalize {

// Keeps its buffers between texts; one per thread.
class FoldScanner {
 public:
  // `text` is NFKC_Casefold'ed UTF-8. Replaces `out`, which gets at most three times as long.
  void scan(std::string_view text, std::string& out);

 private:
  // What lies between two blanks of the output.
  struct Item {
    std::uint32_t begin = 0, end = 0;
    bool word = false;  // says something
    bool tag = false;   // has a hashtag
  };

  // Equal letters one after another.
  struct Run {
    char32_t last = 0;
    int length = 0;
    bool undress = false;  // the letter before loses its combining marks
    // Counts `c`; true if it is the third or a further one.
    bool third(char32_t c, bool letter) noexcept {
      length = letter && c == last ? length + 1 : 1;
      last = letter ? c : 0;
      return length > 2;
    }
  };

  void step();
  void put(std::string_view bytes);
  void open_item();
  void close_item();
  void take_word(bool tag);
  bool take_number();
  bool take_mention();
  bool take_tag();
  void take_other(std::size_t size);
  void put_placeholder(std::string_view placeholder);
  void copy_word();
  bool copy_ascii(Run& run);
  bool copy_letter(Run& run);
  bool link_may_start(std::size_t at) const noexcept;
  void drop_tag_blocks();

  Spans spans_;
  const CharTable& table_ = CharTable::get();
  std::string_view text_;
  std::string* out_ = nullptr;  // sized for the worst case while scanning
  std::size_t size_ = 0;        // bytes of it in use
  std::size_t at_ = 0;
  bool behind_word_ = false;  // the character before at_ belongs to a word
  bool behind_tag_ = false;   // ... of a hashtag
  bool open_ = false;
  bool any_tag_ = false;
  Item item_;
  std::string undressed_;
  std::vector<Item> items_;  // 12 bytes each, at most half as many as bytes of text
};

}  // namespace lockstep::normalize
