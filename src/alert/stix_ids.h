// Identifiers of STIX 2.1 objects, stable over replays, versions and machines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep::alert::stix {

// Cyber-observables: UUIDv5 in the OASIS namespace over the RFC 8785 JSON of the properties that
// contribute to the id (STIX 2.1, 2.9), so everyone who sees the same thing names it the same.
std::string value_id(std::string_view type,
                     std::string_view value);  // url, domain-name, ip addresses
std::string autonomous_system_id(std::uint32_t number);

// A user-account by the name Lockstep gives it, "platform:native id". Platforms of the STIX
// vocabulary give account_type and the native id; of all others the user id is the whole name,
// since without a type id 5 of two platforms would be one account.
struct UserAccount {
  std::string_view account_type;  // empty outside the vocabulary
  std::string_view user_id;
};
UserAccount user_account(std::string_view account) noexcept;
std::string user_account_id(const UserAccount& account);
std::string user_account_id(const UserAccount& account, std::string_view account_login);

// All other objects: HMAC-SHA-256(deployment key, type '|' natural key), shaped as a UUIDv4. The
// same on replay, and nobody without the key can guess it.
std::string keyed_id(std::string_view deployment_key, std::string_view type,
                     std::string_view natural_key);

}  // namespace lockstep::alert::stix
