#include "stix_objects.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "lockstep/alert/text_page.h"
#include "stix_ids.h"

namespace lockstep::alert::stix {
namespace {

// Objects of the project, fixed for good: one id, one content.
constexpr std::string_view kProjectId = "identity--dcd6e420-857a-4735-a574-154b7efd7ca1";
constexpr std::string_view kStatementId =
    "marking-definition--38b1a1d0-0467-4ffc-844e-ff656a585c2d";
constexpr std::string_view kDisarmMarkingId =
    "marking-definition--c001e66f-acc2-473d-bd68-5ece3c72180f";
constexpr std::string_view kTlpExtensionId =
    "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";
constexpr std::string_view kTlpCreated = "2022-10-01T00:00:00.000Z";
constexpr std::string_view kFixedCreated = "2026-01-01T00:00:00.000Z";

constexpr Duration kIndicatorLife = std::chrono::hours{90 * 24};
constexpr std::uint64_t kMaxNumberObserved = 999'999'999;  // STIX 2.1, 4.14.1

void begin(JsonWriter& json, std::string_view type, std::string_view id) {
  json.field("type", type);
  json.field("spec_version", "2.1");
  json.field("id", id);
}

// Something that changes from version to version of the alert.
void begin_versioned(JsonWriter& json, const Plan& plan, std::string_view type,
                     std::string_view id) {
  begin(json, type, id);
  json.field("created_by_ref", plan.producer);
  json.field("created", plan.alert.first_detected_at);
  json.field("modified", plan.alert.detected_at);
}

// Something that is what it is from the first version on.
void begin_constant(JsonWriter& json, const Plan& plan, std::string_view type,
                    std::string_view id) {
  begin(json, type, id);
  json.field("created_by_ref", plan.producer);
  json.field("created", plan.alert.first_detected_at);
  json.field("modified", plan.alert.first_detected_at);
}

// Admiralty credibility 6 says "cannot be judged": STIX then leaves confidence out (Appendix A).
void confidence(JsonWriter& json, const Plan& plan) {
  if (plan.alert.admiralty.ends_with('6')) return;
  json.field("confidence", std::min<std::uint32_t>(plan.alert.confidence, 100));
}

void marked(JsonWriter& json, const Plan& plan, const Tlp& tlp, bool with_ours = false) {
  std::vector<std::string_view> ids = {tlp.id};
  if (with_ours) ids.push_back(kStatementId);
  if (!plan.statement.empty()) ids.emplace_back(plan.statement);
  json.array("object_marking_refs", ids);
}

void marked(JsonWriter& json, const Plan& plan) { marked(json, plan, plan.tlp); }

// With the statement, on what a person reads.
void marked_with_statement(JsonWriter& json, const Plan& plan) {
  marked(json, plan, plan.tlp, true);
}

EventTime last_seen(const Alert& alert) { return std::max(alert.first_post_at, alert.window_end); }

void write_project(JsonWriter& json) {
  json.object([&] {
    begin(json, "identity", kProjectId);
    json.field("created", kFixedCreated);
    json.field("modified", kFixedCreated);
    json.field("name", "Lockstep project");
    json.field("description", "Makers of the Lockstep detector and of its STIX extension.");
    json.field("identity_class", "organization");
  });
}

void write_producer(JsonWriter& json, const Plan& plan) {
  const std::string_view producer = sentence(plan.options.producer);
  json.object([&] {
    begin(json, "identity", plan.producer);
    json.field("created", kFixedCreated);
    json.field("modified", kFixedCreated);
    json.field("name", producer.empty() ? std::string_view{"Lockstep"} : producer);
    json.field("description", "Automated producer. Its output is not validated by an analyst.");
    json.field("identity_class", "system");
    marked(json, plan);
  });
}

void write_tlp(JsonWriter& json, const Tlp& tlp) {
  json.object([&] {
    begin(json, "marking-definition", tlp.id);
    json.field("created", kTlpCreated);
    json.field("name", tlp.name);
    json.object("extensions", [&] {
      json.object(kTlpExtensionId, [&] {
        json.field("extension_type", "property-extension");
        json.field("tlp_2_0", tlp.option);
      });
    });
  });
}

void write_statement(JsonWriter& json, std::string_view id, std::string_view author,
                     std::string_view name, std::string_view statement) {
  json.object([&] {
    begin(json, "marking-definition", id);
    json.field("created_by_ref", author);
    json.field("created", kFixedCreated);
    json.field("name", name);
    json.field("definition_type", "statement");
    json.object("definition", [&] { json.field("statement", statement); });
  });
}

void write_extension_definition(JsonWriter& json) {
  json.object([&] {
    begin(json, "extension-definition", kExtensionId);
    json.field("created_by_ref", kProjectId);
    json.field("created", kFixedCreated);
    json.field("modified", kFixedCreated);
    json.field("name", "Lockstep alert");
    json.field(
        "description",
        "Adds to a grouping the assessment of a coordinated cluster of accounts: scores, evidence, "
        "members with their roles, narratives, reach, targets, checks and response tier.");
    json.field("schema",
               "JSON Schema, distributed with Lockstep in schemas/stix-extension under the id "
               "of this object.");
    json.field("version", kExtensionVersion);
    json.array("extension_types", std::array{std::string_view{"property-extension"}});
  });
}

std::string_view campaign_key(const Alert& alert) {
  return label(alert.campaign_id.empty() ? alert.alert_id : alert.campaign_id);
}

std::string where(const Alert& alert) {
  if (alert.platforms.empty()) return "";
  if (alert.platforms.size() == 1) return fmt::format(" on {}", label(alert.platforms.front()));
  return fmt::format(" on {} platforms", alert.platforms.size());
}

// The summary tells how the cluster was found, which a partner does not learn.
std::string describe(const Plan& plan) {
  const Alert& alert = plan.alert;
  if (plan.is(Profile::kInternal) && !alert.summary.empty()) {
    return std::string{paragraph(alert.summary)};
  }
  const std::string accounts = count_of(alert.account_count, "account");
  const std::string posts = count_of(alert.post_count, "post");
  const std::string grade =
      alert.admiralty.empty() ? "" : fmt::format(" ({})", label(alert.admiralty));
  const std::string what =
      has_acted(alert)
          ? fmt::format("{} acted together{}, in {}", accounts, where(alert), posts)
          : fmt::format("{}{} look made together and have not acted yet", accounts, where(alert));
  return fmt::format("{}. Assessment: {}. Confidence {}/100{}. Human review required.", what,
                     name(alert.assessment), alert.confidence, grade);
}

}  // namespace

void write_fixed_objects(JsonWriter& json, const Plan& plan) {
  const bool takedown = plan.is(Profile::kTakedown);
  write_project(json);
  write_producer(json, plan);
  write_tlp(json, plan.tlp);
  if (plan.marks_method()) write_tlp(json, plan.method);
  write_statement(
      json, kStatementId, kProjectId, "Handling: review before action",
      "Machine-generated lead, not an attribution and not a finding of wrongdoing. No automated "
      "enforcement: a person reviews it before any action on an account.");
  if (!plan.statement.empty())
    write_statement(json, plan.statement, plan.producer, "Handling: by the producer",
                    paragraph(plan.options.statement));
  if (!plan.techniques.empty()) {
    write_statement(
        json, kDisarmMarkingId, kProjectId, "DISARM Framework",
        "Technique names and identifiers: DISARM Framework v1.6, DISARM Foundation, CC-BY-SA-4.0.");
  }
  if (!takedown) write_extension_definition(json);
}

// What is written of it; a selector of nothing is an error (STIX 2.1, 7.2.3).
void mark_method(JsonWriter& json, const Plan& plan) {
  std::vector<std::string> selectors = {"description"};
  for (const auto& field : method_fields(plan))
    selectors.push_back(fmt::format("extensions.{}.{}", kExtensionId, field));
  json.key("granular_markings");
  json.list([&] {
    json.object([&] {
      json.field("marking_ref", plan.method.id);
      json.array("selectors", selectors);
    });
  });
}

void write_grouping(JsonWriter& json, const Plan& plan, Room room) {
  const Alert& alert = plan.alert;
  json.object([&] {
    begin_versioned(json, plan, "grouping", plan.grouping);
    // Of all versions: importers make ids of their own from names.
    json.field("name", fmt::format("Alert {}: accounts acting in step", label(alert.alert_id)));
    json.field("description", describe(plan));
    json.field("context", "suspicious-activity");
    json.array("object_refs", plan.grouped_ids());
    confidence(json, plan);
    json.field("lang", "en");
    json.array("labels",
               std::array{std::string{"cib"}, fmt::format("response:{}", name(alert.tier)),
                          fmt::format("status:{}", name(alert.status)),
                          fmt::format("assessment:{}", name(alert.assessment))});
    marked_with_statement(json, plan);
    if (plan.marks_method()) mark_method(json, plan);
    json.object("extensions",
                [&] { json.object(kExtensionId, [&] { write_extension(json, plan, room); }); });
  });
}

void write_campaign(JsonWriter& json, const Plan& plan) {
  json.object([&] {
    begin_versioned(json, plan, "campaign", plan.campaign);
    json.field("name", fmt::format("Cluster {} (candidate)", campaign_key(plan.alert)));
    json.field("description",
               fmt::format("A {}, followed through time by a machine. Who is behind it is not "
                           "assessed.",
                           has_acted(plan.alert) ? "coordinated cluster of accounts"
                                                 : "cluster of accounts that look made together"));
    json.field("first_seen", plan.alert.first_post_at);
    json.field("last_seen", last_seen(plan.alert));
    confidence(json, plan);
    json.field("lang", "en");
    json.array("labels", std::array{std::string_view{"cib"}, std::string_view{"unvalidated"}});
    marked_with_statement(json, plan);
  });
}

void write_observed_data(JsonWriter& json, const Plan& plan) {
  json.object([&] {
    begin_versioned(json, plan, "observed-data", plan.observed_data);
    json.field("first_observed", plan.alert.first_post_at);
    json.field("last_observed", last_seen(plan.alert));
    json.field("number_observed", std::min(plan.alert.post_count, kMaxNumberObserved));
    json.array("object_refs", plan.observed_ids());
    marked(json, plan);
  });
}

void write_account(JsonWriter& json, const Plan& plan, const PlannedAccount& account) {
  const UserAccount names = user_account(id(account.member->account));
  json.object([&] {
    begin(json, "user-account", account.id);
    json.field("user_id", names.user_id);
    json.field_if_any("account_type", names.account_type);
    if (account.member->created_at) json.field("account_created", *account.member->created_at);
    marked(json, plan);
  });
}

void write_observable(JsonWriter& json, const Plan& plan, const Observable& observable) {
  json.object([&] {
    begin(json, observable.type, observable.id);
    if (observable.type == "autonomous-system") {
      json.field("number", observable.number);
    } else {
      json.field("value", observable.value);
    }
    marked(json, plan, shows_method(observable) ? plan.method : plan.tlp);
  });
}

// With DISARM's own id, times and spelling of the source, by which receivers match it.
void write_technique(JsonWriter& json, const PlannedTechnique& planned) {
  const Technique& technique = planned.technique;
  json.object([&] {
    begin(json, "attack-pattern", planned.id);
    json.field("created", technique.created);
    json.field("modified", technique.created);
    json.field("name", technique.name);
    json.key("kill_chain_phases");
    json.list([&] {
      json.object([&] {
        json.field("kill_chain_name", "mitre-attack");
        json.field("phase_name", technique.phase);
      });
    });
    json.key("external_references");
    json.list([&] {
      for (const std::string_view source : {"mitre-attack", "DISARM"}) {
        json.object([&] {
          json.field("source_name", source);
          json.field("external_id", technique.id);
        });
      }
    });
    json.array("object_marking_refs", std::array{kDisarmMarkingId});
  });
}

void write_location(JsonWriter& json, const Plan& plan, const PlannedLocation& location) {
  json.object([&] {
    begin(json, "location", location.id);
    json.field("created_by_ref", plan.producer);
    json.field("created", kFixedCreated);
    json.field("modified", kFixedCreated);
    json.field("name", location.country);
    json.field("country", location.country);
    marked(json, plan);
  });
}

void write_indicator(JsonWriter& json, const Plan& plan, const PlannedIndicator& indicator) {
  const Alert& alert = plan.alert;
  json.object([&] {
    begin_versioned(json, plan, "indicator", indicator.id);
    if (plan.is(Profile::kInternal)) {
      json.field("name", fmt::format("Redirector {} of {}", indicator.domain, campaign_key(alert)));
      json.field("description", fmt::format("Links posted by {} of {} lead through this domain.",
                                            indicator.accounts,
                                            count_of(alert.account_count, "clustered account")));
    } else {
      json.field("name", fmt::format("Domain {} of {}", indicator.domain, campaign_key(alert)));
      json.field("description", "Accounts of this cluster post links to this domain.");
    }
    json.array("indicator_types", std::array{std::string_view{"anomalous-activity"}});
    json.field("pattern", fmt::format("[domain-name:value = '{}']", indicator.domain));
    json.field("pattern_type", "stix");
    json.field("pattern_version", "2.1");
    json.field("valid_from", alert.first_post_at);
    json.field("valid_until", last_seen(alert) + kIndicatorLife);
    confidence(json, plan);
    json.field("lang", "en");
    json.array("labels", std::array{std::string_view{"cib"}});
    marked_with_statement(json, plan);
  });
}

void write_note(JsonWriter& json, const Plan& plan) {
  const Inference& inference = plan.alert.inference;
  std::string content;
  const auto step = [&content](std::string_view title, std::string_view text) {
    if (text.empty()) return;
    if (!content.empty()) content += ' ';
    content += fmt::format("{}: {}", title, paragraph(text));
  };
  step("OBSERVED", inference.observed);
  step("NORMALISED", inference.normalised);
  step("MATCHED", inference.matched);
  step("EXCLUDED", inference.excluded);
  step("REMAINING EXPLANATION", inference.remaining);
  json.object([&] {
    begin_versioned(json, plan, "note", plan.note);
    json.field("abstract", "Chain of inference");
    json.field("content", content);
    json.array("authors", std::array{fmt::format("Lockstep {}", label(plan.alert.engine_version))});
    json.array("object_refs", std::array{plan.grouping, plan.campaign});
    json.field("lang", "en");
    marked(json, plan, plan.method, true);
  });
}

void write_relationship(JsonWriter& json, const Plan& plan,
                        const PlannedRelationship& relationship) {
  json.object([&] {
    begin_constant(json, plan, "relationship", relationship.id);
    json.field("relationship_type", relationship.type);
    json.field("source_ref", relationship.source);
    json.field("target_ref", relationship.target);
    marked(json, plan, relationship.type == "uses" ? plan.method : plan.tlp);
  });
}

}  // namespace lockstep::alert::stix
