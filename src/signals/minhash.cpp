#include "minhash.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

namespace lockstep::signals {
namespace {

constexpr std::size_t kBins = TextSketch::kBins;
constexpr std::size_t kRows = kBins / TextSketch::kBands;
constexpr std::uint32_t kEmpty = std::numeric_limits<std::uint32_t>::max();
constexpr char32_t kReplacement = 0xFFFD;

using Bins = std::array<std::uint32_t, kBins>;

struct Reader {
  const char* at;
  const char* end;

  char32_t next() noexcept {
    const auto lead = static_cast<unsigned char>(*at++);
    if (lead < 0x80) return lead;
    const auto length = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    if (lead < 0xC0 || lead > 0xF7 || end - at < length) return kReplacement;
    char32_t c = lead & (0x3Fu >> length);
    for (auto i = 0; i < length; ++i) {
      const auto byte = static_cast<unsigned char>(at[i]);
      if ((byte & 0xC0) != 0x80) return kReplacement;
      c = (c << 6) | (byte & 0x3Fu);
    }
    at += length;
    return c;
  }
};

// Which bin the n-gram falls into, and its value there, come from different halves of one hash.
void put(Bins& bins, std::uint64_t hash) noexcept {
  auto& bin = bins[((hash >> 32) * kBins) >> 32];
  bin = std::min(bin, std::min(static_cast<std::uint32_t>(hash), kEmpty - 1));
}

// Five characters of 21 bits in two words; the oldest leaves at the top of `old`.
struct Window {
  std::uint64_t recent = 0;  // the newest three characters
  std::uint64_t old = 0;     // the ones before

  template <std::size_t kLength>
  void push(char32_t c) noexcept {
    constexpr std::uint64_t kThree = (1ULL << 63) - 1;
    constexpr std::uint64_t kRest = (1ULL << (21 * (kLength - 3))) - 1;
    old = ((old << 21) | (recent >> 42)) & kRest;
    recent = ((recent << 21) | c) & kThree;
  }
  std::uint64_t hash() const noexcept { return mix64(recent ^ (old * 0xd6e8feb86659fd93ULL)); }
};

template <std::size_t kLength>
void fill(Bins& bins, std::string_view text) noexcept {
  Reader in{text.data(), text.data() + text.size()};
  Window window;
  for (std::size_t i = 1; i < kLength; ++i)
    window.push<kLength>(in.at == in.end ? U'\0' : in.next());
  do {
    window.push<kLength>(in.at == in.end ? U'\0' : in.next());
    put(bins, window.hash());
  } while (in.at != in.end);
}

// The bin that an empty bin asks first, second, ...: fixed, and the same for every text.
constexpr std::uint8_t lender(std::size_t bin, std::uint64_t attempt) noexcept {
  const auto hash = mix64((static_cast<std::uint64_t>(bin) << 32) | attempt);
  return static_cast<std::uint8_t>(((hash >> 32) * kBins) >> 32);
}

constexpr std::size_t kTabled = 32;  // attempts; few texts need more
constexpr auto kLenders = [] {
  std::array<std::array<std::uint8_t, kTabled>, kBins> lenders{};
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    for (std::size_t attempt = 0; attempt < kTabled; ++attempt)
      lenders[bin][attempt] = lender(bin, attempt);
  }
  return lenders;
}();

// An empty bin borrows from the first non-empty one it asks; so two sketches agree in it with
// probability J, as in any other. Which bins are empty, and whom they must ask, nothing could
// predict: so bins are listed, and four lenders asked at once, without branches.
void densify(Bins& bins) noexcept {
  const auto filled = bins;
  std::array<std::uint8_t, kBins> empty;
  std::size_t count = 0;
  for (std::size_t i = 0; i < kBins; ++i) {
    empty[count] = static_cast<std::uint8_t>(i);
    count += filled[i] == kEmpty ? 1U : 0U;
  }
  for (std::size_t e = 0; e < count; ++e) {
    const std::size_t i = empty[e];
    const auto& ask = kLenders[i];
    auto value = filled[ask[3]];
    for (std::size_t attempt = 3; attempt-- > 0;) {
      const auto earlier = filled[ask[attempt]];
      value = earlier == kEmpty ? value : earlier;
    }
    for (std::size_t attempt = 4; value == kEmpty; ++attempt)
      value = filled[attempt < kTabled ? ask[attempt] : lender(i, attempt)];
    bins[i] = value;
  }
}

std::uint64_t band_of(const Bins& bins, std::size_t band) noexcept {
  auto hash = mix64(band);
  for (std::size_t row = 0; row < kRows; row += 2) {
    const auto first = band * kRows + row;
    hash = mix64(hash ^ ((static_cast<std::uint64_t>(bins[first]) << 32) | bins[first + 1]));
  }
  return hash;
}

}  // namespace

std::size_t count_characters(std::string_view text) noexcept {
  std::size_t continuation = 0;
  for (const char c : text) continuation += (static_cast<unsigned char>(c) & 0xC0) == 0x80;
  return text.size() - continuation;
}

TextSketch sketch_of(std::string_view text) noexcept {
  Bins bins;
  bins.fill(kEmpty);
  if (count_characters(text) > kLongText) {
    fill<5>(bins, text);
  } else {
    fill<4>(bins, text);
  }
  densify(bins);
  TextSketch sketch;
  for (std::size_t b = 0; b < TextSketch::kBands; ++b) sketch.bands[b] = band_of(bins, b);
  for (std::size_t i = 0; i < kBins; ++i) sketch.bins[i] = static_cast<std::uint8_t>(bins[i]);
  return sketch;
}

}  // namespace lockstep::signals
