#include "stix_plan.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>
#include <tuple>

#include "bounds.h"
#include "lockstep/core/check.h"
#include "stix_ids.h"

namespace lockstep::alert::stix {
namespace {

// The markings of TLP 2.0, common objects of OASIS.
constexpr std::array<Tlp, 5> kTlp{{
    {"clear", "TLP:CLEAR", "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"},
    {"green", "TLP:GREEN", "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"},
    {"amber", "TLP:AMBER", "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"},
    {"amber+strict", "TLP:AMBER+STRICT",
     "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"},
    {"red", "TLP:RED", "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"},
}};

const Tlp& method_of(const StixOptions& options) {
  return find_tlp(options.method_tlp.empty() ? options.tlp : options.method_tlp);
}

class Planner {
 public:
  Planner(const Alert& alert, const StixOptions& options)
      : alert_(alert),
        plan_{alert,
              options,
              find_tlp(options.tlp),
              method_of(options),
              {},
              {},
              {},
              {},
              {},
              {},
              {},
              {},
              {},
              {},
              {},
              {},
              {}} {}

  Plan make(std::size_t max_accounts) {
    const bool names_any = plan_.names_accounts();
    if (names_any) plan_accounts(max_accounts);
    plan_observables();
    if (plan_.is(Profile::kInternal)) plan_techniques();
    plan_locations();
    if (names_any) plan_indicators();
    plan_.bundle = make_id("bundle", {alert_.alert_id, std::to_string(alert_.version)});
    plan_.producer = make_constant("identity", plan_.options.producer);
    if (!plan_.options.statement.empty())
      plan_.statement = make_constant("marking-definition", plan_.producer);
    plan_.grouping =
        grouping_id(alert_.alert_id, plan_.options.deployment_key, plan_.options.profile);
    plan_.campaign = make_id("campaign", {campaign_key()});
    if (alert_.post_count > 0 && !plan_.observed_ids().empty()) {
      plan_.observed_data = make_id("observed-data", {alert_.alert_id});
    }
    if (plan_.is(Profile::kInternal) && has_inference())
      plan_.note = make_id("note", {alert_.alert_id});
    plan_relationships();
    return std::move(plan_);
  }

 private:
  std::string make_id(std::string_view type,
                      std::initializer_list<std::string_view> natural_key) const {
    std::string key{name(plan_.options.profile)};
    for (const std::string_view part : natural_key) {
      key += '|';
      key += part;
    }
    return keyed_id(plan_.options.deployment_key, type, key);
  }

  // The markings are part of what has no version, so they are part of the name.
  std::string make_constant(std::string_view type, std::string_view natural_key) const {
    const std::string& statement = plan_.options.statement;
    return statement.empty() ? make_id(type, {natural_key, plan_.tlp.option})
                             : make_id(type, {natural_key, plan_.tlp.option, statement});
  }

  // An alert outside any campaign is its own.
  std::string_view campaign_key() const noexcept {
    return alert_.campaign_id.empty() ? alert_.alert_id : alert_.campaign_id;
  }

  bool has_inference() const noexcept {
    const Inference& i = alert_.inference;
    return !(i.observed.empty() && i.normalised.empty() && i.matched.empty() &&
             i.excluded.empty() && i.remaining.empty());
  }

  void plan_accounts(std::size_t max_accounts) {
    std::set<std::string> seen;  // "x:5" and "twitter:5" are one object
    for (const Member& member : first(alert_.accounts, max_accounts)) {
      if (!may_name(member)) continue;
      std::string id = user_account_id(user_account(alert::id(member.account)));
      if (seen.insert(id).second) plan_.accounts.push_back({&member, std::move(id)});
    }
  }

  bool may_name(const Member& member) const noexcept {
    return plan_.is(Profile::kInternal) || is_firm(member.basis);
  }

  // A redirector is copied with the link, so others are not told of one that the others may have
  // from an innocent: whom we would not name.
  bool may_indicate(const EvidenceItem& item) const {
    if (item.posts.empty()) return true;
    const auto first_to_use =
        std::find_if(alert_.accounts.begin(), alert_.accounts.end(),
                     [&](const Member& m) { return m.account == item.posts.front().account; });
    return first_to_use == alert_.accounts.end() || may_name(*first_to_use);
  }

  bool may_show(const Observable& observable) const noexcept {
    return plan_.is(Profile::kInternal) || !shows_method(observable);
  }

  void plan_observables() {
    auto& all = plan_.observables;
    for (const EvidenceItem& item : first(alert_.evidence, kMaxEvidence)) {
      auto observable = to_observable(item);
      if (observable && may_show(*observable)) all.push_back(*std::move(observable));
    }
    const auto rank = [](const Observable& o) { return std::tie(o.type, o.value, o.number); };
    std::sort(all.begin(), all.end(),
              [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    all.erase(std::unique(all.begin(), all.end(),
                          [](const auto& a, const auto& b) { return a.id == b.id; }),
              all.end());
  }

  void plan_techniques() {
    for (const std::string& wanted : first(alert_.techniques, kMaxTechniques)) {
      const auto technique = find_technique(wanted);
      const auto same = [&](const PlannedTechnique& t) { return t.technique.id == wanted; };
      if (!technique || std::any_of(plan_.techniques.begin(), plan_.techniques.end(), same))
        continue;
      plan_.techniques.push_back({*technique, "attack-pattern--" + std::string{technique->uuid}});
    }
  }

  void plan_locations() {
    for (const GeoTarget& target : first(alert_.geo, kMaxCountries)) {
      const auto same = [&](const PlannedLocation& l) { return l.country == target.country; };
      if (!is_country(target.country) || target.share < kTargetShare ||
          std::any_of(plan_.locations.begin(), plan_.locations.end(), same)) {
        continue;
      }
      plan_.locations.push_back({target.country, make_constant("location", target.country)});
    }
  }

  void plan_indicators() {
    auto& all = plan_.indicators;
    for (const EvidenceItem& item : first(alert_.evidence, kMaxEvidence)) {
      if (item.kind != "redirect" || !to_observable(item) || !may_indicate(item)) continue;
      auto domain = to_domain(item.key);
      const auto same =
          std::find_if(all.begin(), all.end(), [&](const auto& i) { return i.domain == *domain; });
      if (same != all.end()) {
        same->accounts = std::max(same->accounts, item.accounts);
        continue;
      }
      std::string id = make_id("indicator", {campaign_key(), *domain});
      all.push_back({*std::move(domain), item.accounts, std::move(id)});
    }
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.domain < b.domain; });
  }

  void relate(std::string_view type, std::string source, std::string target) {
    std::string id = make_id("relationship", {type, source, target});
    plan_.relationships.push_back({type, std::move(source), std::move(target), std::move(id)});
  }

  // Only the relationships STIX suggests for these types.
  void plan_relationships() {
    if (plan_.is(Profile::kTakedown)) return;
    for (const PlannedTechnique& t : plan_.techniques) relate("uses", plan_.campaign, t.id);
    for (const PlannedLocation& l : plan_.locations) relate("targets", plan_.campaign, l.id);
    for (const PlannedIndicator& i : plan_.indicators) relate("indicates", i.id, plan_.campaign);
    if (plan_.observed_data.empty()) return;
    for (const PlannedIndicator& i : plan_.indicators)
      relate("based-on", i.id, plan_.observed_data);
  }

  const Alert& alert_;
  Plan plan_;
};

}  // namespace

bool shows_method(const Observable& observable) noexcept {
  return observable.type != "url" && observable.type != "domain-name";
}

const Tlp& find_tlp(std::string_view option) {
  const auto found =
      std::find_if(kTlp.begin(), kTlp.end(), [&](const Tlp& t) { return t.option == option; });
  LOCKSTEP_CHECK(found != kTlp.end());
  return *found;
}

std::vector<std::string_view> Plan::observed_ids() const {
  std::vector<std::string_view> ids;
  for (const auto& account : accounts) ids.push_back(account.id);
  for (const auto& observable : observables) ids.push_back(observable.id);
  return ids;
}

std::vector<std::string_view> Plan::grouped_ids() const {
  std::vector<std::string_view> ids{campaign};
  if (!observed_data.empty()) ids.push_back(observed_data);
  const auto observed = observed_ids();
  ids.insert(ids.end(), observed.begin(), observed.end());
  for (const auto& technique : techniques) ids.push_back(technique.id);
  for (const auto& location : locations) ids.push_back(location.id);
  for (const auto& indicator : indicators) ids.push_back(indicator.id);
  if (!note.empty()) ids.push_back(note);
  for (const auto& relationship : relationships) ids.push_back(relationship.id);
  return ids;
}

Plan make_plan(const Alert& alert, const StixOptions& options, std::size_t max_accounts) {
  return Planner(alert, options).make(max_accounts);
}

}  // namespace lockstep::alert::stix
