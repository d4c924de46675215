// What a snapshot holds of published alerts: all of each, since the closing version repeats it.
#include "lockstep/alert/versions.h"
#include "lockstep/core/state_archive.h"

namespace lockstep::alert {

template <class Archive>
void archive(Archive& ar, Member& m) {
  auto& [account, handle, platform, role, score, first_seen, created_at, kind, basis] = m;
  ar(account, handle, platform, role, score, first_seen, created_at, kind, basis);
  if constexpr (Archive::kReading)
    ar.require(role <= Role::kBridge && basis <= Basis::kFollowed, "no such role or basis");
}
template <class Archive>
void archive(Archive& ar, Source& s) {
  auto& [topic, partition, offset] = s;
  ar(topic, partition, offset);
}
template <class Archive>
void archive(Archive& ar, EvidencePost& p) {
  auto& [post, account, at, source, sha256, collector, request_id] = p;
  ar(post, account, at, source, sha256, collector, request_id);
}
template <class Archive>
void archive(Archive& ar, EvidenceItem& e) {
  auto& [kind, signal, key, accounts, posts, weight, text, object, quoted, author, attribute,
         indicator] = e;
  ar(kind, signal, key, accounts, posts, weight, text, object, quoted, author, attribute,
     indicator);
}
template <class Archive>
void archive(Archive& ar, FamilyEvidence& f) {
  auto& [name, weight, evidence, baseline] = f;
  ar(name, weight, evidence, baseline);
}
template <class Archive>
void archive(Archive& ar, Narrative& n) {
  auto& [excerpt, lang, translation, share, quoted, translated, author, translated_author] = n;
  ar(excerpt, lang, translation, share, quoted, translated, author, translated_author);
}
template <class Archive>
void archive(Archive& ar, Handoff& h) {
  auto& [platform, account, at, delay_s] = h;
  ar(platform, account, at, delay_s);
}
template <class Archive>
void archive(Archive& ar, Reach& r) {
  auto& [estimate, lower, upper, basis] = r;
  ar(estimate, lower, upper, basis);
}
template <class Archive>
void archive(Archive& ar, Amplifier& a) {
  auto& [account, followers, views, top_views] = a;
  ar(account, followers, views, top_views);
}
template <class Archive>
void archive(Archive& ar, AudienceJump& j) {
  auto& [from, to, from_followers, to_followers, delay_s, jump, kind, key, object, quoted, author] =
      j;
  ar(from, to, from_followers, to_followers, delay_s, jump, kind, key, object, quoted, author);
}
template <class Archive>
void archive(Archive& ar, Rhythm& r) {
  auto& [accounts, controls, gap_entropy, usual_gap_entropy, less_regular, gap_variation, likeness,
         usual_likeness, less_alike, zone_claims, zone_skewed, zone_skew_hours] = r;
  ar(accounts, controls, gap_entropy, usual_gap_entropy, less_regular, gap_variation, likeness,
     usual_likeness, less_alike, zone_claims, zone_skewed, zone_skew_hours);
}
template <class Archive>
void archive(Archive& ar, Evenness& e) {
  auto& [accounts, controls, variation, less_even] = e;
  ar(accounts, controls, variation, less_even);
}
template <class Archive>
void archive(Archive& ar, Homogeneity& h) {
  auto& [creation_span_days, creation_middle_days, young_share, follow_ratio_spread, language_share,
         client_share, avatar_share] = h;
  ar(creation_span_days, creation_middle_days, young_share, follow_ratio_spread, language_share,
     client_share, avatar_share);
}
template <class Archive>
void archive(Archive& ar, Structure& s) {
  auto& [density, conductance, insider_share, follows, reciprocity, response_s, within_minute,
         pace_variation] = s;
  ar(density, conductance, insider_share, follows, reciprocity, response_s, within_minute,
     pace_variation);
}
template <class Archive>
void archive(Archive& ar, Community& c) {
  auto& [community, kind, accounts, posts] = c;
  ar(community, kind, accounts, posts);
}
template <class Archive>
void archive(Archive& ar, Engagement& e) {
  auto& [posts, median, top, popular_share] = e;
  ar(posts, median, top, popular_share);
}
template <class Archive>
void archive(Archive& ar, GeoTarget& g) {
  auto& [country, share] = g;
  ar(country, share);
}
template <class Archive>
void archive(Archive& ar, BenignCheck& b) {
  auto& [hypothesis, outcome, reason] = b;
  ar(hypothesis, outcome, reason);
}
template <class Archive>
void archive(Archive& ar, Inference& i) {
  auto& [observed, normalised, matched, excluded, remaining] = i;
  ar(observed, normalised, matched, excluded, remaining);
}

template <class Archive>
void archive(Archive& ar, Alert& a) {
  auto& [alert_id, campaign_id, version, status, assessment, detected_at, first_detected_at,
         window_start, window_end, first_post_at, confidence, admiralty, coordination,
         inauthenticity, tier, summary, accounts, further, account_count, post_count, platforms,
         languages, families, evidence, narratives, handoff, reach, amplifiers, audience_jump,
         communities, community_count, cross_posted, engagement, geo, benign_checks, changes,
         successor_of, techniques, inference, rhythm, evenness, homogeneity, structure,
         features_missing, was_listed, confirmed, retention, data_minimisation, config_sha256,
         baseline_sha256, engine_version] = a;
  ar(alert_id, campaign_id, version, status, assessment, detected_at, first_detected_at,
     window_start, window_end, first_post_at, confidence, admiralty, coordination, inauthenticity,
     tier, summary, accounts, further, account_count, post_count, platforms, languages, families,
     evidence, narratives, handoff, reach, amplifiers, audience_jump, communities, community_count,
     cross_posted, engagement, geo, benign_checks, changes, successor_of, techniques, inference,
     rhythm, evenness, homogeneity, structure, features_missing, was_listed, confirmed, retention,
     data_minimisation, config_sha256, baseline_sha256, engine_version);
  if constexpr (Archive::kReading)
    ar.require(status <= Status::kDismissed && assessment <= Assessment::kCoordinated &&
                   tier <= Tier::kEscalate,
               "an alert of no known sort");
}

template <class Archive>
void Versions::Draft::archive(Archive& ar) {
  auto& [alert_, is_news_] = *this;
  ar(alert_, is_news_);
}

template <class Archive>
void Versions::Lost::archive(Archive& ar) {
  auto& [words_, account_] = *this;
  ar(words_, account_);
}

template <class Archive>
void Versions::archive(Archive& ar) {
  auto& [published, waiting, keys, pace, alert_of, quoting, erased, erased_texts] = *this;
  ar(published, waiting, erased, erased_texts);
  if constexpr (Archive::kReading) {
    for (const auto& [id, alert] : published) {
      note_groupings(id);
      note_quotes(alert);
    }
    for (const auto& [id, lost] : erased) ar.require(published.contains(id), "a loss of no alert");
    for (const auto& [id, draft] : waiting) {
      ar.require(published.contains(id), "a draft of no alert");
      note_quotes(draft.alert);
    }
  }
}
LOCKSTEP_ARCHIVE(Versions);

}  // namespace lockstep::alert
