#include "hosts.h"

#include <arpa/inet.h>
#include <libpsl.h>
#include <unicode/bytestream.h>
#include <unicode/idna.h>
#include <unicode/stringpiece.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "lockstep/core/ascii.h"
#include "lockstep/core/hash.h"
#include "percent.h"
#include "utf8.h"

namespace lockstep::normalize {
namespace {

constexpr std::size_t kMaxHost = 253;  // RFC 1035
constexpr std::size_t kMaxLabel = 63;

// Direct-mapped by hash: a newer host takes the slot of an older one. 4,096 slots of about 200
// bytes each, at most 5 MiB with the longest names.
constexpr std::size_t kCacheSlots = 4096;

bool is_host_char(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

bool has_good_labels(std::string_view host) noexcept {
  if (host.empty() || host.size() > kMaxHost || host.find('.') == std::string_view::npos)
    return false;
  std::size_t label = 0;
  for (std::size_t i = 0; i <= host.size(); ++i) {
    if (i < host.size() && host[i] != '.') {
      if (!is_host_char(host[i])) return false;
      continue;
    }
    if (i == label || i - label > kMaxLabel) return false;
    label = i + 1;
  }
  return true;
}

// A host whose last label is a number is an IPv4 address in one of its many spellings, or nothing.
bool looks_like_ipv4(std::string_view host) noexcept {
  const std::size_t dot = host.rfind('.');
  const std::string_view last = dot == std::string_view::npos ? host : host.substr(dot + 1);
  if (last.substr(0, 2) == "0x")
    return last.find_first_not_of("0123456789abcdef", 2) == std::string_view::npos;
  return !last.empty() && last.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string ipv4_text(const std::string& host) {
  in_addr address{};
  char text[INET_ADDRSTRLEN];
  if (inet_aton(host.c_str(), &address) == 0 || !inet_ntop(AF_INET, &address, text, sizeof text))
    return {};
  return text;
}

std::string ipv6_text(std::string_view bracketed) {
  const std::string inner(bracketed.substr(1, bracketed.size() - 2));
  in6_addr address{};
  char text[INET6_ADDRSTRLEN];
  if (inet_pton(AF_INET6, inner.c_str(), &address) != 1) return {};
  if (!inet_ntop(AF_INET6, &address, text, sizeof text)) return {};
  return '[' + std::string(text) + ']';
}

struct PslDelete {
  void operator()(psl_ctx_t* psl) const noexcept { psl_free(psl); }
};

class CachedHosts final : public Hosts {
 public:
  CachedHosts(std::unique_ptr<psl_ctx_t, PslDelete> own, const psl_ctx_t* psl,
              std::unique_ptr<icu::IDNA> idna)
      : own_(std::move(own)), psl_(psl), idna_(std::move(idna)), slots_(kCacheSlots) {}

  const Host& resolve(std::string_view raw) override {
    Slot& slot = slots_[stable_hash(raw) % kCacheSlots];
    if (slot.used && slot.raw == raw) return slot.host;
    slot.raw = raw;
    slot.host = work_out(raw);
    slot.used = true;
    return slot.host;
  }

 private:
  struct Slot {
    std::string raw;
    Host host;
    bool used = false;
  };

  Host work_out(std::string_view raw) const {
    if (raw.empty() || raw.size() > 4 * kMaxHost) return {};
    if (raw.front() == '[' && raw.back() == ']') return address(ipv6_text(raw));
    std::string name = decode_percent(raw);
    if (!to_ascii(name)) return {};
    if (!name.empty() && name.back() == '.') name.pop_back();
    if (looks_like_ipv4(name)) return address(ipv4_text(name));
    if (!has_good_labels(name)) return {};
    return named(std::move(name));
  }

  static Host address(std::string text) { return {text, text, text}; }

  Host named(std::string full) const {
    Host host;
    const char* registrable = psl_registrable_domain(psl_, full.c_str());
    host.domain = registrable != nullptr ? registrable : full;
    std::string_view name = full;
    while (name != host.domain && (name.substr(0, 4) == "www." || name.substr(0, 4) == "amp.")) {
      name.remove_prefix(4);
    }
    host.name = name;
    host.full = std::move(full);
    return host;
  }

  // UTS #46 with transitional processing off, as browsers do.
  bool to_ascii(std::string& host) const {
    if (is_ascii(host)) {
      lower_ascii(host);
      return true;
    }
    if (!is_utf8(host)) return false;
    std::string ascii;
    icu::StringByteSink<std::string> sink(&ascii);
    icu::IDNAInfo info;
    UErrorCode status = U_ZERO_ERROR;
    idna_->nameToASCII_UTF8(icu::StringPiece(host.data(), static_cast<int32_t>(host.size())), sink,
                            info, status);
    constexpr std::uint32_t kHarmless = UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN |
                                        UIDNA_ERROR_HYPHEN_3_4 | UIDNA_ERROR_EMPTY_LABEL;
    if (U_FAILURE(status) || (info.getErrors() & ~kHarmless) != 0) return false;
    host = std::move(ascii);
    return is_ascii(host);
  }

  std::unique_ptr<psl_ctx_t, PslDelete> own_;
  const psl_ctx_t* psl_;
  std::unique_ptr<icu::IDNA> idna_;
  std::vector<Slot> slots_;
};

}  // namespace

StatusOr<std::unique_ptr<Hosts>> Hosts::make(const std::string& public_suffix_list) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::IDNA> idna(
      icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII, status));
  if (U_FAILURE(status)) return internal_error("ICU has no IDNA data (UTS #46)");
  std::unique_ptr<psl_ctx_t, PslDelete> own;
  const psl_ctx_t* psl = nullptr;
  if (public_suffix_list.empty()) {
    psl = psl_builtin();
    if (psl == nullptr) return internal_error("libpsl was built without a public suffix list");
  } else {
    own.reset(psl_load_file(public_suffix_list.c_str()));
    psl = own.get();
    if (psl == nullptr)
      return not_found("cannot read the public suffix list " + public_suffix_list);
  }
  return std::unique_ptr<Hosts>(new CachedHosts(std::move(own), psl, std::move(idna)));
}

}  // namespace lockstep::normalize
