#include <fmt/format.h>

#include "lockstep/alert/alert.h"
#include "lockstep/core/check.h"

namespace lockstep::alert {

std::string record_name(std::string_view platform, std::string_view post_id,
                        std::string_view account_key) {
  return post_id.empty() ? fmt::format("account {}", account_key)
                         : fmt::format("{}:{}", platform, post_id);
}

std::string_view name(Status status) noexcept {
  switch (status) {
    case Status::kOpen:
      return "open";
    case Status::kUpdated:
      return "updated";
    case Status::kClosed:
      return "closed";
    case Status::kDismissed:
      return "dismissed";
  }
  LOCKSTEP_CHECK(false && "a status outside its enumeration");
}

std::string_view name(Assessment assessment) noexcept {
  switch (assessment) {
    case Assessment::kCoordinatedInauthentic:
      return "coordinated-inauthentic";
    case Assessment::kCoordinated:
      return "coordinated";
  }
  LOCKSTEP_CHECK(false && "an assessment outside its enumeration");
}

std::string_view name(Tier tier) noexcept {
  switch (tier) {
    case Tier::kMonitor:
      return "monitor";
    case Tier::kPreBunk:
      return "pre-bunk";
    case Tier::kRebut:
      return "rebut";
    case Tier::kEscalate:
      return "escalate";
  }
  LOCKSTEP_CHECK(false && "a tier outside its enumeration");
}

std::string_view name(Role role) noexcept {
  switch (role) {
    case Role::kUnknown:
      return "unknown";
    case Role::kOriginator:
      return "originator";
    case Role::kBooster:
      return "booster";
    case Role::kEcho:
      return "echo";
    case Role::kBridge:
      return "bridge";
  }
  LOCKSTEP_CHECK(false && "a role outside its enumeration");
}

std::string_view name(Basis basis) noexcept {
  switch (basis) {
    case Basis::kClue:
      return "clue";
    case Basis::kActs:
      return "acts";
    case Basis::kOnce:
      return "once";
    case Basis::kFollowed:
      return "followed";
  }
  LOCKSTEP_CHECK(false && "a basis outside its enumeration");
}

std::string_view name(Profile profile) noexcept {
  switch (profile) {
    case Profile::kInternal:
      return "internal";
    case Profile::kPartner:
      return "partner";
    case Profile::kTakedown:
      return "takedown";
  }
  LOCKSTEP_CHECK(false && "a profile outside its enumeration");
}

}  // namespace lockstep::alert
