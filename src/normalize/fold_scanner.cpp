#include "fold_scanner.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "utf8.h"

namespace lockstep::normalize {
namespace {

// A one-digit number becomes "<n>"; nothing else grows more, blanks included.
constexpr std::size_t kMaxGrowth = 3;

enum class Ascii : std::uint8_t {
  kOther,
  kBlank,
  kLetter,
  kDigit,
  kUnderscore,
  kAt,
  kHash,
  kSeparator
};

constexpr std::array<Ascii, 128> kAscii = [] {
  std::array<Ascii, 128> classes{};
  for (std::size_t c = 0; c < 128; ++c) {
    if (c <= ' ' || c == 0x7F) classes[c] = Ascii::kBlank;
    if (c >= 'a' && c <= 'z') classes[c] = Ascii::kLetter;
    if (c >= 'A' && c <= 'Z') classes[c] = Ascii::kLetter;
    if (c >= '0' && c <= '9') classes[c] = Ascii::kDigit;
  }
  classes['_'] = Ascii::kUnderscore;
  classes['@'] = Ascii::kAt;
  classes['#'] = Ascii::kHash;
  for (const char c : {',', ';', '|', '/'})
    classes[static_cast<std::size_t>(c)] = Ascii::kSeparator;
  return classes;
}();

bool is_ascii_word(Ascii c) noexcept {
  return c == Ascii::kLetter || c == Ascii::kDigit || c == Ascii::kUnderscore;
}

}  // namespace

void FoldScanner::scan(std::string_view text, std::string& out) {
  text_ = text;
  out_ = &out;
  at_ = 0;
  behind_word_ = behind_tag_ = open_ = any_tag_ = false;
  items_.clear();
  out.resize(kMaxGrowth * text.size() + kMaxGrowth);
  size_ = 0;
  while (at_ < text_.size()) step();
  close_item();
  if (any_tag_) drop_tag_blocks();
  out.resize(size_);
}

void FoldScanner::step() {
  const auto lead = static_cast<unsigned char>(text_[at_]);
  if (lead < 0x80) {
    switch (kAscii[lead]) {
      case Ascii::kLetter:
      case Ascii::kUnderscore:
        return take_word(false);
      case Ascii::kDigit:
        return take_number() ? void() : take_word(false);
      case Ascii::kBlank:
        return close_item(), void(++at_);
      case Ascii::kAt:
        return take_mention() ? void() : take_other(1);
      case Ascii::kHash:
        return take_tag() ? void() : take_other(1);
      default:
        return take_other(1);
    }
  }
  const auto [c, size] = decode_utf8(text_, at_);
  const std::uint8_t bits = table_.bits(c);
  if (bits & (kSpace | kEmoji | kIgnorable)) {
    close_item();
    at_ += size;
  } else if (bits & kWordBits) {
    if (!(bits & kDigit) || !take_number()) take_word(false);
  } else {
    take_other(size);
  }
}

void FoldScanner::put(std::string_view bytes) {
  std::memcpy(out_->data() + size_, bytes.data(), bytes.size());
  size_ += bytes.size();
}

void FoldScanner::open_item() {
  if (open_) return;
  if (size_ > 0) put(" ");
  item_ = {};
  item_.begin = static_cast<std::uint32_t>(size_);
  open_ = true;
}

void FoldScanner::close_item() {
  behind_word_ = behind_tag_ = false;
  if (!open_) return;
  item_.end = static_cast<std::uint32_t>(size_);
  items_.push_back(item_);
  open_ = false;
}

void FoldScanner::put_placeholder(std::string_view placeholder) {
  put(placeholder);
  behind_word_ = behind_tag_ = false;
}

void FoldScanner::take_other(std::size_t size) {
  open_item();
  put(text_.substr(at_, size));
  if (size > 1 || kAscii[static_cast<unsigned char>(text_[at_])] != Ascii::kSeparator)
    item_.word = true;
  at_ += size;
  behind_word_ = behind_tag_ = false;
}

bool FoldScanner::take_number() {
  if (behind_word_) return false;
  const std::size_t end = spans_.number_end(text_, at_);
  if (end == at_) return false;
  open_item();
  item_.word = true;
  put_placeholder("<n>");
  at_ = end;
  return true;
}

bool FoldScanner::take_mention() {
  if (behind_word_ || (at_ > 0 && text_[at_ - 1] == '/')) return false;
  const std::size_t end = spans_.mention_end(text_, at_);
  if (end == at_) return false;
  open_item();
  put_placeholder("<m>");
  at_ = end;
  return true;
}

bool FoldScanner::take_tag() {
  if (behind_word_ && !behind_tag_) return false;
  if (at_ > 0 && !Spans::tag_may_follow(text_[at_ - 1])) return false;
  const std::size_t word = std::min(text_.find_first_not_of('#', at_), text_.size());
  if (spans_.tag_end(text_, word) == word) {
    take_other(word - at_);  // all at once, or a row of '#' would be read over and over
    return true;
  }
  if (behind_tag_) close_item();  // "#a#b" are two
  at_ = word;
  take_word(true);
  return true;
}

// A link may not start inside "name@example.org" or in the middle of a path or a host.
bool FoldScanner::link_may_start(std::size_t at) const noexcept {
  if (at == 0) return true;
  const char before = text_[at - 1];
  return before != '.' && before != '/' && before != '-' && before != '@';
}

void FoldScanner::take_word(bool tag) {
  open_item();
  const std::size_t begin = at_;
  const std::size_t mark = size_;
  const bool may_link = !behind_word_ && link_may_start(begin);
  copy_word();
  if (may_link && at_ < text_.size() && (text_[at_] == '.' || text_[at_] == ':')) {
    if (const std::size_t end = spans_.link_end(text_, begin, at_); end > begin) {
      size_ = mark;
      put_placeholder("<u>");
      at_ = end;
      return;
    }
  }
  behind_word_ = true;
  behind_tag_ = tag;
  if (tag) {
    item_.tag = any_tag_ = true;
  } else {
    item_.word = true;
  }
}

// Copies up to the end of the word, without accents, and without the third and further equal
// letter.
void FoldScanner::copy_word() {
  Run run;
  while (at_ < text_.size()) {
    if (static_cast<signed char>(text_[at_]) >= 0) {
      if (!copy_ascii(run)) return;
    } else if (!copy_letter(run)) {
      return;
    }
  }
}

// Copies an ASCII stretch of the word in pieces as long as possible. False at the end of the word.
bool FoldScanner::copy_ascii(Run& run) {
  std::size_t piece = at_;
  bool word = true;
  for (; at_ < text_.size(); ++at_) {
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (c >= 0x80) break;
    const Ascii kind = kAscii[c];
    if (!is_ascii_word(kind)) {
      word = false;
      break;
    }
    if (run.third(c, kind == Ascii::kLetter)) {
      put(text_.substr(piece, at_ - piece));
      piece = at_ + 1;
    }
    run.undress = kind == Ascii::kLetter;
  }
  put(text_.substr(piece, at_ - piece));
  return word;
}

bool FoldScanner::copy_letter(Run& run) {
  const auto [c, size] = decode_utf8(text_, at_);
  const std::uint8_t bits = table_.bits(c);
  if (!(bits & kWordBits)) return false;
  const std::string_view bytes = text_.substr(at_, size);
  at_ += size;
  if (bits & kMark) {
    if (!run.undress || !(bits & kPlainScript)) put(bytes);
    return true;
  }
  const char32_t base = table_.base(c);
  const bool letter = (bits & kLetter) != 0;
  run.undress = letter && (bits & kPlainScript);
  if (run.third(base, letter)) return true;
  if (base == c) {
    put(bytes);
  } else {
    undressed_.clear();
    append_utf8(undressed_, base);
    put(undressed_);
  }
  return true;
}

// Hashtags before the first word or behind the last one are labels, not language.
void FoldScanner::drop_tag_blocks() {
  const auto says = [](const Item& item) { return item.word; };
  const auto first = std::find_if(items_.begin(), items_.end(), says);
  const auto last =
      std::find_if(items_.rbegin(), items_.rend(), says).base();  // behind the last word
  std::string& out = *out_;
  std::size_t size = 0;
  for (auto it = items_.begin(); it != items_.end(); ++it) {
    const bool inside = it >= first && it < last;
    if (it->tag && !it->word && !inside) continue;
    if (size > 0) out[size++] = ' ';
    std::copy(out.begin() + it->begin, out.begin() + it->end,
              out.begin() + static_cast<std::ptrdiff_t>(size));
    size += it->end - it->begin;
  }
  size_ = size;
}

}  // namespace lockstep::normalize
