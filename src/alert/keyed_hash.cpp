#include "keyed_hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <string>

#include "lockstep/core/check.h"

namespace lockstep::alert {

Digest keyed_hash(std::string_view key, std::string_view domain, std::string_view text) {
  std::string input{domain};
  input += '|';
  input += text;
  Digest digest{};
  unsigned size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(input.data());
  LOCKSTEP_CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, input.size(),
                      digest.data(), &size) != nullptr);
  return digest;
}

}  // namespace lockstep::alert
