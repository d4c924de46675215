#include "stix_ids.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <cstring>

#include "json_writer.h"
#include "keyed_hash.h"
#include "lockstep/core/check.h"
#include "lockstep/core/hash.h"

namespace lockstep::alert::stix {
namespace {

using Uuid = std::array<std::uint8_t, 16>;

// 00abedb4-aa42-466c-9c01-fed23315a9b7
constexpr Uuid kOasisNamespace{0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c,
                               0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7};

std::string make_id(std::string_view type, Uuid uuid, unsigned version) {
  uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0Fu) | (version << 4));
  uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3Fu) | 0x80u);
  const std::string hex = to_hex(uuid);
  std::string id{type};
  id += "--";
  for (std::size_t i = 0; i < hex.size(); ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) id += '-';
    id += hex[i];
  }
  return id;
}

// RFC 4122, 4.3: SHA-1 of namespace and name.
std::string observable_id(std::string_view type, std::string_view contributing_json) {
  std::string input(kOasisNamespace.size() + contributing_json.size(), '\0');
  std::memcpy(input.data(), kOasisNamespace.data(), kOasisNamespace.size());
  std::memcpy(input.data() + kOasisNamespace.size(), contributing_json.data(),
              contributing_json.size());
  std::array<std::uint8_t, SHA_DIGEST_LENGTH> digest{};
  LOCKSTEP_CHECK(
      EVP_Digest(input.data(), input.size(), digest.data(), nullptr, EVP_sha1(), nullptr) == 1);
  Uuid uuid{};
  std::memcpy(uuid.data(), digest.data(), uuid.size());
  return make_id(type, uuid, 5);
}

}  // namespace

std::string value_id(std::string_view type, std::string_view value) {
  JsonWriter json{value.size() + 16};
  json.object([&] { json.field("value", value); });
  return observable_id(type, json.take());
}

std::string autonomous_system_id(std::uint32_t number) {
  JsonWriter json{32};
  json.object([&] { json.field("number", number); });
  return observable_id("autonomous-system", json.take());
}

UserAccount user_account(std::string_view account) noexcept {
  const std::size_t colon = account.find(':');
  if (colon == std::string_view::npos) return {{}, account};
  const std::string_view platform = account.substr(0, colon);
  const std::string_view native = account.substr(colon + 1);
  if (native.starts_with('~')) return {{}, account};  // a pseudonym is no id of the platform
  if (platform == "x" || platform == "twitter") return {"twitter", native};
  if (platform == "facebook") return {"facebook", native};
  if (platform == "skype") return {"skype", native};
  return {{}, account};
}

std::string user_account_id(const UserAccount& account, std::string_view account_login) {
  JsonWriter json{account.user_id.size() + 64};
  json.object([&] {  // keys sorted, as RFC 8785 wants
    json.field_if_any("account_login", account_login);
    json.field_if_any("account_type", account.account_type);
    json.field("user_id", account.user_id);
  });
  return observable_id("user-account", json.take());
}

std::string user_account_id(const UserAccount& account) { return user_account_id(account, {}); }

std::string keyed_id(std::string_view deployment_key, std::string_view type,
                     std::string_view natural_key) {
  const Digest digest = keyed_hash(deployment_key, type, natural_key);
  Uuid uuid{};
  std::memcpy(uuid.data(), digest.data(), uuid.size());
  return make_id(type, uuid, 4);
}

}  // namespace lockstep::alert::stix
