#include "composition.h"

#include <map>
#include <string_view>

namespace lockstep::lab {

Composition compose(const Accounts& accounts, const Truth& truth) {
  Composition result;
  std::map<std::string_view, std::size_t> counts;
  for (const std::string& account : accounts) {
    const auto found = truth.find(account);
    if (found == truth.end()) continue;
    ++result.labelled;
    const std::string& campaign = found->second.campaign;
    if (campaign == "-") continue;
    ++result.planted;
    const std::size_t count = ++counts[campaign];
    if (count > result.members) {
      result.members = count;
      result.campaign = campaign;
    }
  }
  return result;
}

}  // namespace lockstep::lab
