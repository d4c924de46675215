#include "lockstep/alert/sharing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "bounds.h"

namespace lockstep::alert {
namespace {

constexpr std::array kProfiles = {Profile::kInternal, Profile::kPartner, Profile::kTakedown};

}  // namespace

void TlpConfig::describe(ConfigVisitor& v) {
  std::vector<std::string> all = {"clear", "green", "amber", "amber+strict", "red"};
  v.choice("internal", internal, all, "Of bundles for ourselves.", Effect::kOperation);
  v.choice("partner", partner, all, "Of bundles for partners.", Effect::kOperation);
  v.choice("takedown", takedown, all, "Of lists for whom it is to act on accounts.",
           Effect::kOperation);
  all.insert(all.begin(), "none");
  v.choice("method", method, all,
           "In bundles for ourselves, of what shows how it was found: scores, evidence, checks, "
           "techniques, addresses; none: as the rest.",
           Effect::kOperation);
}

void SharingConfig::describe(ConfigVisitor& v) {
  v.field(
      "profiles", profiles,
      "Bundles that the live service writes: internal (everything), partner (who and what, not "
      "how it was found), takedown (accounts and redirectors). Others than internal are written "
      "only if named here.",
      Effect::kOperation);
  v.choice(
      "identities", identities, {"named", "pseudonymous"},
      "Whether outputs name accounts. pseudonymous: not before a person has confirmed the alert; "
      "until then it tells of the group, bundles for others are not made, and commands that look "
      "for single accounts refuse. Needs a key.",
      Effect::kOperation);
  v.field("producer", producer, "Name of the identity that made the bundles.", Effect::kOperation);
  v.field(
      "statement", statement,
      "How bundles are to be handled, in your words: a marking on every object. Empty: none but "
      "ours, that a person reviews before any action.",
      Effect::kOperation);
  v.field("max_accounts", max_accounts, {1, static_cast<std::int64_t>(kMaxAccounts)},
          "Accounts in a bundle, the most strongly tied first.", Effect::kOperation);
  v.secret(
      "deployment_key", deployment_key,
      "Secret that ids are made from, at least 16 bytes; better in a file. Without one, whoever "
      "knows an alert's id can compute those of its objects.");
  v.field("deployment_key_file", deployment_key_file,
          "File that holds it; a newline at its end is no part of it.", Effect::kOperation);
  v.field("former_key_files", former_key_files,
          "Files of keys that were in use before, at most 4: verdicts on groupings of that time "
          "still count.",
          Effect::kOperation);
  v.section("tlp", tlp, "The marking of each profile: TLP 2.0.");
}

std::vector<std::string> SharingConfig::problems() const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    const auto begin = profiles.begin(), here = begin + static_cast<std::ptrdiff_t>(i);
    if (std::none_of(kProfiles.begin(), kProfiles.end(),
                     [&](Profile p) { return name(p) == profiles[i]; }))
      out.push_back(fmt::format(
          "sharing.profiles: there is no profile '{}', only internal, partner and takedown",
          profiles[i]));
    else if (std::find(begin, here, profiles[i]) != here)
      out.push_back(fmt::format("sharing.profiles: '{}' is named twice", profiles[i]));
  }
  if (statement.size() > kMaxParagraph)
    out.push_back(fmt::format("sharing.statement: {} bytes, at most {} are allowed",
                              statement.size(), kMaxParagraph));
  if (!deployment_key.empty() && !deployment_key_file.empty())
    out.emplace_back("sharing: deployment_key and deployment_key_file are both set");
  if (!deployment_key.empty() &&
      (deployment_key.size() < kMinKey || deployment_key.size() > kMaxKey))
    out.push_back(
        fmt::format("sharing.deployment_key: {} to {} bytes are allowed", kMinKey, kMaxKey));
  if (is_pseudonymous() && deployment_key.empty() && deployment_key_file.empty())
    out.emplace_back(
        "sharing.identities: pseudonymous needs a deployment_key_file, or everybody could compute "
        "the pseudonyms");
  if (former_key_files.size() > kMaxFormerKeys)
    out.push_back(fmt::format("sharing.former_key_files: {} files, at most {} are allowed",
                              former_key_files.size(), kMaxFormerKeys));
  return out;
}

StixOptions SharingConfig::options(Profile profile) const {
  StixOptions out;
  if (has_key()) out.deployment_key = deployment_key.empty() ? key_of_file : deployment_key;
  out.producer = producer;
  out.statement = statement;
  out.max_accounts = static_cast<std::size_t>(max_accounts);
  out.profile = profile;
  const std::array by_profile = {&tlp.internal, &tlp.partner, &tlp.takedown};
  out.tlp = *by_profile[static_cast<std::size_t>(profile)];
  if (profile == Profile::kInternal && tlp.method != "none") out.method_tlp = tlp.method;
  return out;
}

Identities SharingConfig::who_is_named(std::set<std::string> confirmed) const {
  if (!is_pseudonymous()) return {};
  return Identities::pseudonymous(options(Profile::kInternal).deployment_key, std::move(confirmed));
}

std::vector<StixOptions> SharingConfig::bundles() const {
  std::vector<StixOptions> out;
  for (const Profile profile : kProfiles)
    if (std::find(profiles.begin(), profiles.end(), name(profile)) != profiles.end())
      out.push_back(options(profile));
  return out;
}

std::vector<std::string> SharingConfig::known_keys() const {
  std::vector<std::string> out = {options(Profile::kInternal).deployment_key};
  const auto add = [&out](const std::string& key) {
    if (std::find(out.begin(), out.end(), key) == out.end()) out.push_back(key);
  };
  for (const auto& key : former_keys) add(key);
  add(StixOptions().deployment_key);
  return out;
}

bool is_written(const Alert& alert, Profile profile) noexcept {
  return profile != Profile::kTakedown || alert.was_listed || may_be_acted_on(alert);
}

bool is_written(const Alert& alert, Profile profile, const Identities& identities) {
  return is_written(alert, profile) &&
         (profile == Profile::kInternal || identities.may_leave(alert));
}

}  // namespace lockstep::alert
