#include "lockstep/core/hash.h"

#include <openssl/evp.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <memory>

#include "lockstep/core/check.h"

namespace lockstep {
namespace {

// Looking the algorithm up takes longer than hashing a post: once a thread is enough.
struct Sha256 {
  std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm{
      EVP_MD_fetch(nullptr, "SHA256", nullptr), &EVP_MD_free};
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                  &EVP_MD_CTX_free};
};

}  // namespace

std::uint64_t stable_hash(std::string_view bytes) noexcept {
  return XXH3_64bits(bytes.data(), bytes.size());
}

std::uint64_t stable_hash(std::string_view bytes, std::uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

Digest sha256(std::string_view bytes) noexcept {
  thread_local const Sha256 sha;
  Digest digest;
  auto* context = sha.context.get();
  LOCKSTEP_CHECK(EVP_DigestInit_ex2(context, sha.algorithm.get(), nullptr) == 1);
  LOCKSTEP_CHECK(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1);
  LOCKSTEP_CHECK(EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1);
  return digest;
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

}  // namespace lockstep
