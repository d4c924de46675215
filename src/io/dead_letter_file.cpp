#include "lockstep/io/dead_letter_file.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

namespace lockstep::io {
namespace {

using Json = nlohmann::ordered_json;

// The length of the well-formed UTF-8 sequence at `at` (Unicode, table 3-7), or 0.
std::size_t sequence_length(std::string_view s, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < s.size() ? static_cast<unsigned char>(s[at + i]) : 0U;
  };
  const auto tail = [&](std::size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xbf; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return tail(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const bool ok =
        byte(1) >= (first == 0xe0 ? 0xa0U : 0x80U) && byte(1) <= (first == 0xed ? 0x9fU : 0xbfU);
    return ok && tail(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const bool ok =
        byte(1) >= (first == 0xf0 ? 0x90U : 0x80U) && byte(1) <= (first == 0xf4 ? 0x8fU : 0xbfU);
    return ok && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

bool is_utf8(std::string_view s) {
  for (std::size_t at = 0; at < s.size();) {
    const std::size_t length = sequence_length(s, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

// RFC 4648, section 4.
std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) -> unsigned {
      return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U;
    };
    const unsigned three = byte(0) << 16 | byte(1) << 8 | byte(2);
    out += kDigits[three >> 18];
    out += kDigits[three >> 12 & 63];
    out += i + 1 < bytes.size() ? kDigits[three >> 6 & 63] : '=';
    out += i + 2 < bytes.size() ? kDigits[three & 63] : '=';
  }
  return out;
}

// Never throws: what is not UTF-8 is replaced.
std::string line_of(const Json& object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

DeadLetterFile::DeadLetterFile(std::string path, std::vector<std::string> inputs)
    : path_(std::move(path)), inputs_(std::move(inputs)) {}

std::string_view DeadLetterFile::name_of(std::uint32_t input) const {
  return input < inputs_.size() ? std::string_view(inputs_[input]) : std::string_view();
}

void DeadLetterFile::rejected(const runtime::DeadLetter& letter) {
  Json line;
  line["input"] = name_of(letter.at.input);
  line["partition"] = letter.at.partition;
  line["offset"] = letter.at.offset;
  line["stage"] = letter.stage;
  line["reason"] = name(letter.rejection.reason);
  line["detail"] = letter.rejection.detail;
  if (!letter.bytes.empty()) {
    if (is_utf8(letter.bytes))
      line["record"] = letter.bytes;
    else
      line["record_base64"] = base64(letter.bytes);
  }
  write(line_of(line));
}

void DeadLetterFile::late(const TracedPost& post) {
  Json line;
  line["input"] = name_of(post.source.input);
  line["partition"] = post.source.partition;
  line["offset"] = post.source.offset;
  line["stage"] = "sequence";
  line["reason"] = "late";
  line["detail"] = format_rfc3339(post.time);
  line["post"] = post.post_key();
  write(line_of(line));
}

void DeadLetterFile::write(std::string_view line) {
  ++lines_;
  if (!status_.ok()) return;
  if (file_ == nullptr) {
    auto file = AtomicFile::create(path_);
    if (!file.ok()) {
      status_ = file.status();
      return;
    }
    file_ = *std::move(file);
  }
  status_ = file_->write(line);
}

void DeadLetterFile::restart() {
  file_.reset();
  status_ = absl::OkStatus();
  lines_ = 0;
}

Status DeadLetterFile::commit() {
  LOCKSTEP_TRY(status_);
  if (file_ != nullptr) return file_->commit();
  std::error_code ignored;
  if (path_ != "-" && std::filesystem::is_regular_file(path_, ignored))
    std::filesystem::remove(path_, ignored);
  return absl::OkStatus();
}

}  // namespace lockstep::io
