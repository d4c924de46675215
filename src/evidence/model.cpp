#include "lockstep/evidence/model.h"

namespace lockstep::evidence {

void EvidenceConfig::describe(ConfigVisitor& v) {
  v.field("false_discovery_rate", false_discovery_rate, {1e-6, 0.5},
          "Share of accepted pairs that may be chance (alpha of e-BH).");
  v.field("family_error_rate", family_error_rate, {1e-6, 0.5},
          "Chance that one of all groups of a clue, or one of all who keep company with a "
          "community, is taken in wrongly (alpha of Bonferroni).");
  v.field(
      "prior_coincidences", prior_coincidences, {0, 1e9},
      "Coincidences assumed before any were seen: more of them make a cold start more cautious.");
  v.field("prior_activity", prior_activity, {1, 1e9},
          "Touches those coincidences are assumed to come from.");
  v.field("max_key_share", max_key_share, {0, 1},
          "A key touched by more than this share of the active accounts says nothing about who "
          "belongs together ...");
  v.field("min_key_cap", min_key_cap, {2, 100'000},
          "... but keys of up to this many accounts always count ...");
  v.field("max_key_cap", max_key_cap, {2, 100'000},
          "... and keys of more than this many never do.");
  v.field("max_accounts", max_accounts, {1'000, 1'000'000'000},
          "Accounts remembered; about 750 bytes each.");
  v.field("max_first_coactions", max_first_coactions, {1'000, 10'000'000'000},
          "Pairs that met once and are remembered for it; about 30 bytes each.");
  v.field("max_pairs", max_pairs, {1'000, 1'000'000'000},
          "Pairs that met at least twice; about 250 bytes each.");
  v.field("max_shared_keys", max_shared_keys, {1'000, 1'000'000'000},
          "Keys touched by two accounts or more, kept as evidence; about 210 bytes each, and ...");
  v.field("max_shared_touches", max_shared_touches, {1'000, 10'000'000'000},
          "... who touched them, over all keys; about 290 bytes each with the post.");
  v.field("max_recent_posts", max_recent_posts, {1'000, 1'000'000'000},
          "Posts whose coordinates are remembered within the look-back; about 150 bytes each.");
  v.field("max_attribute_values", max_attribute_values, {1'000, 1'000'000'000},
          "Addresses, devices, bios and other attribute values remembered; about 150 bytes each.");
  v.field("attribute_memory", attribute_memory,
          {Duration{std::chrono::hours{1}}, Duration{std::chrono::hours{24 * 365}}},
          "An attribute value unused for this long is forgotten.");
  v.field(
      "weights", weights,
      "What kinds of evidence weigh, one line a kind, of what changes: 'KIND weight W' of an act, "
      "'KIND [prior P] [cap C]' of an attribute. What is not named weighs what the table at the "
      "end of docs/CONFIGURATION.md says");
}

}  // namespace lockstep::evidence
