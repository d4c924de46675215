#include "lockstep/evidence/evidence.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lockstep/core/check.h"
#include "lockstep/evidence/selection.h"
#include "recent_posts.h"

namespace lockstep::evidence {
namespace {

// DETECTION 2.7: prior log-odds of a candidate pair, and discounts for dependence between families.
constexpr double kPairPrior = -6.9;
// Selection evidence from which on two accounts are left out of each other's comparison.
constexpr double kGroupNats = 0;
constexpr double kActWeight = 0.8, kMaxActNats = 30;
constexpr std::array<double, 5> kFamilyWeight{0, 0, 0.6, 0.5, 0.5};

}  // namespace

template <class Archive>
void Evidence::archive(Archive& ar) {
  auto& [config, kinds, dense, kind_of, site_kind, accounts, attributes, pairs, shared_keys,
         translations, prior_coincidences, chance, groups, delays, reuse, controls, usual_evenness,
         meter, peers, links, acted_upon, clue_groups, epoch, coactions, erased, flagged, capture,
         community, recent] = *this;
  ar(*recent, accounts, attributes, pairs, shared_keys, translations, chance, groups, delays, reuse,
     controls, clue_groups, epoch, coactions, erased, flagged);
  if constexpr (Archive::kReading) ar.require(chance.size() == kind_of.size(), "other kinds");
}
LOCKSTEP_ARCHIVE(Evidence);

Evidence::Evidence(const EvidenceConfig& config, std::vector<KindModel> kinds,
                   const Baseline* baseline)
    : config_(config),
      kinds_(std::move(kinds)),
      accounts_(config.max_accounts),
      attributes_(config, kinds_),
      pairs_(config),
      shared_keys_({config.max_shared_keys, config.max_key_cap, config.max_shared_touches}),
      clue_groups_(kinds_, config.family_error_rate),
      recent_(std::make_unique<RecentPosts>()) {
  for (std::size_t k = 0; k < kinds_.size(); ++k) {
    if (kinds_[k].coaction) {
      LOCKSTEP_CHECK(kind_of_.size() < kMaxCoactionKinds);
      dense_.push_back(kind_of_.size());
      kind_of_.push_back(static_cast<KindId>(k));
    } else {
      dense_.push_back(kMaxCoactionKinds);
    }
  }
  accounts_.when_forgotten([this](const Account& a) {
    attributes_.forget(a);
    flagged_ -= a.flagged ? 1U : 0U;
  });
  for (std::size_t k = 0; k < kinds_.size(); ++k) {
    if (kinds_[k].of_pages) site_kind_ = kinds_[k].base;
  }
  chance_.resize(kind_of_.size());
  prior_coincidences_.assign(kind_of_.size(), config.prior_coincidences);
  if (baseline != nullptr) assume(*baseline);
}
Evidence::~Evidence() = default;

void Evidence::rotate(EventTime now) {
  const auto epoch = epoch_of(now);
  if (epoch == epoch_) return;
  for (auto& c : chance_) {
    const bool next = epoch == epoch_ + 1;
    c.touches_before = next ? c.touches : 0;
    c.coincidences_before = next ? c.coincidences : 0;
    c.touches = c.coincidences = 0;
  }
  groups_.clear();
  for (auto passed = std::min<std::int64_t>(epoch - epoch_, 2); passed > 0; --passed)
    pairs_.begin_epoch();
  delays_.begin_epoch();
  controls_.forget_strangers(accounts_);
  clue_groups_.expire(now - config_.attribute_memory);
  epoch_ = epoch;
}

// The newer epoch first; what was sampled or forgotten cannot be taken back exactly.
void Evidence::ChanceModel::remove(double e, double x) {
  const auto take = [](double& now, double& before, double amount) {
    const double from_now = std::min(now, amount);
    now -= from_now;
    before = std::max(0.0, before - (amount - from_now));
  };
  take(touches, touches_before, e);
  take(coincidences, coincidences_before, x);
}

void Evidence::flag(std::span<const AccountIndex> members) {
  for (const auto m : members) {
    auto* a = accounts_.find(m);
    if (a == nullptr || a->flagged) continue;
    a->flagged = true;
    ++flagged_;
    for (std::size_t k = 0; k < chance_.size(); ++k)
      chance_[k].remove(a->keys_in_window(k, epoch_), 0);
  }
}

void Evidence::unflag(std::span<const AccountIndex> accounts) {
  for (const auto index : accounts)
    if (auto* a = accounts_.find(index)) flagged_ -= std::exchange(a->flagged, false) ? 1U : 0U;
}

void Evidence::prefetch(const TracedPost& post) const {
  accounts_.prefetch(post);
  for (const auto& trace : post.traces) {
    if (!kinds_[trace.kind].coaction) attributes_.prefetch(trace.key);
  }
}

AccountIndex Evidence::observe_post(const TracedPost& traced, PostSeq seq) {
  rotate(traced.time);
  links_ = false;
  acted_upon_.reset();
  const auto account = accounts_.observe(traced);
  if (!traced.translation.empty())
    translations_.put(traced.hash(), accounts_.find(account)->hash, traced.translation);
  if (traced.event == EventKind::kPost)
    controls_.observe(account, *accounts_.find(account), traced.time);
  auto info = std::make_shared<PostInfo>();
  info->post_id = traced.post_id;
  info->account = account;
  info->time = traced.time;
  info->source = traced.source;
  info->sha256 = traced.sha256;
  info->lang = traced.lang;
  info->capture = capture_of(traced);
  info->community = community_of(traced);
  info->interactions = traced.interactions;
  info->action = traced.action;
  if (!traced.target_author.empty()) {
    const auto target = traced.platform + ':' + traced.target_author;
    info->target = hash_of_account(target);
    acted_upon_ = accounts_.index_of(target);
  }
  for (const auto& trace : traced.traces) {
    if (trace.kind != site_kind_) continue;
    info->site = trace.key;
    break;
  }
  if (recent_->posts.empty()) recent_->first = seq;
  LOCKSTEP_CHECK(seq == recent_->first + recent_->posts.size());
  recent_->posts.push_back(std::move(info));
  if (static_cast<std::int64_t>(recent_->posts.size()) > config_.max_recent_posts) {
    recent_->posts.pop_front();
    ++recent_->first;
  }
  auto& start = recent_->episode_start;
  start = std::max(start, recent_->first);
  while (recent_->posts[start - recent_->first]->time + kEpisode <= traced.time) ++start;
  return account;
}

KeyHash Evidence::hash_of(const Touch& touch) const {
  const auto* account = accounts_.find(touch.account);
  if (account == nullptr || touch.post == nullptr) return 0;
  return hash_of_post(account->platform, touch.post->post_id);
}

KeyHash Evidence::hash_of_author(const Touch& touch) const {
  const auto* account = accounts_.find(touch.account);
  return account == nullptr ? 0 : account->hash;
}

const std::string& Evidence::translation_of(const Touch& touch) const {
  return translations_.find(hash_of(touch));
}

std::shared_ptr<const Capture> Evidence::capture_of(const TracedPost& post) {
  if (post.collector.empty() && post.request_id.empty()) return nullptr;
  if (capture_ == nullptr || capture_->collector != post.collector ||
      capture_->request_id != post.request_id)
    capture_ = std::make_shared<Capture>(Capture{post.collector, post.request_id});
  return capture_;
}

std::shared_ptr<const Community> Evidence::community_of(const TracedPost& post) {
  if (post.community_id.empty()) return nullptr;
  Community c{post.platform + ':' + post.community_id, post.community_kind};
  if (community_ == nullptr || *community_ != c)
    community_ = std::make_shared<Community>(std::move(c));
  return community_;
}

std::vector<EdgeChange> Evidence::settle() {
  groups_.settle();
  delays_.settle();
  auto changes = pairs_.settle();
  for (auto& c : changes) {
    if (!c.disappeared) c.confidence = static_cast<float>(pair_confidence(*pairs_.find(c.pair)));
  }
  return changes;
}

void Evidence::expire(EventTime before) {
  while (!recent_->posts.empty() && recent_->posts.front()->time < before) {
    recent_->posts.pop_front();
    ++recent_->first;
  }
  pairs_.expire(counted_from(before));
  shared_keys_.expire(counted_from(before));
}

std::shared_ptr<const PostInfo> Evidence::post(PostSeq seq) const {
  if (seq < recent_->first || seq - recent_->first >= recent_->posts.size()) return nullptr;
  return recent_->posts[seq - recent_->first];
}

double Evidence::kappa(std::size_t dense_kind) const {
  const auto& c = chance_[dense_kind];
  const double x = c.coincidences + c.coincidences_before + prior_coincidences_[dense_kind];
  const double e = c.touches + c.touches_before;
  return 2 * x / (e * e + config_.prior_activity * config_.prior_activity);
}

double Evidence::key_cap() const {
  return std::clamp(config_.max_key_share * static_cast<double>(accounts_.active()),
                    static_cast<double>(config_.min_key_cap),
                    static_cast<double>(config_.max_key_cap));
}

void Evidence::touch(const join::Arrival& arrival, const Trace& trace) {
  std::vector<Touch> earlier;
  if (!shared_keys_.contains(trace.key)) {
    for (const auto& p : arrival.predecessors) {
      if (auto info = post(p.post)) earlier.push_back({p.account, p.time, std::move(info)});
    }
  }
  const Touch own{arrival.account, arrival.time, post(arrival.post)};
  // The words of a cluster of texts are of some post of it, those of an exact key of this one.
  const bool exact = trace.quoted == 0 && !trace.text.empty() && kinds_[trace.kind].quotes;
  const Whose whose =
      exact ? Whose{hash_of(own), hash_of_author(own)} : Whose{trace.quoted, trace.author};
  shared_keys_.observe(trace, whose, own, earlier);
}

void Evidence::prefetch(const join::Arrival& arrival) const {
  for (const auto& other : arrival.predecessors) {
    pairs_.prefetch(pair_key(arrival.account, other.account));
    accounts_.prefetch(other.account);
  }
}

void Evidence::observe_arrival(const join::Arrival& arrival, const Trace& trace) {
  const auto dense_kind = dense_[arrival.kind];
  LOCKSTEP_CHECK(dense_kind < kMaxCoactionKinds);
  if (arrival.candidates > 0) touch(arrival, trace);
  if (static_cast<double>(arrival.key_count) > key_cap()) return;
  auto* self = accounts_.find(arrival.account);
  if (self == nullptr) return;
  self->keys[dense_kind].add();
  auto& chance = chance_[dense_kind];
  if (!self->flagged) chance.touches += 1;
  if (!arrival.predecessors.empty()) meet(arrival, dense_kind, *self);
}

void Evidence::meet(const join::Arrival& arrival, std::size_t dense_kind, Account& self) {
  auto& chance = chance_[dense_kind];
  // Horvitz-Thompson: the sample stands for all candidates.
  const double each =
      static_cast<double>(arrival.candidates) / static_cast<double>(arrival.predecessors.size());
  const auto surprise = meter_.measure(arrival, dense_kind, groups_, delays_);
  peers_.clear();
  PairTable::Coaction coaction{
      0, dense_kind, arrival.key, arrival.post, arrival.time, 0, recent_->episode_start};
  for (std::size_t i = 0; i < arrival.predecessors.size(); ++i) {
    ++coactions_;
    const auto other = arrival.predecessors[i].account;
    const auto* peer = peers_.emplace_back(accounts_.find(other));
    if (peer == nullptr) continue;
    coaction.pair = pair_key(arrival.account, other);
    coaction.surprise = surprise[i];
    const auto [record, counts] = pairs_.credit(coaction);
    if (!counts) continue;
    const bool strangers =
        !(self.flagged && peer->flagged) && !groups_.together(arrival.account, other);
    if (record == nullptr ? strangers : !record->no_chance) chance.coincidences += each;
    if (record == nullptr) continue;
    if (!strangers) leave_chance(*record);
    revise(*record);
  }
  const auto* of = acted_upon_ ? accounts_.find(*acted_upon_) : nullptr;
  clue_groups_.observe(arrival, dense_kind, self, peers_, attributes_, {links_, of});
  if (self.flagged) return;
  delays_.learn(dense_kind, arrival.key_count, meter_.bins());
  learn_reuse(arrival, dense_kind, self);
}

// With all that it contributed while nobody knew.
void Evidence::leave_chance(PairRecord& record) {
  if (std::exchange(record.no_chance, true)) return;
  for (std::size_t k = 0; k < chance_.size(); ++k) chance_[k].remove(0, record.shared[k].total());
}

double Evidence::by_chance(std::size_t dense_kind, const Account& a, const Account& b,
                           std::uint32_t more) const {
  return kappa(dense_kind) * (a.keys_in_window(dense_kind, epoch_) + more) *
         (b.keys_in_window(dense_kind, epoch_) + more);
}

// In nats. A kind without coincidence has an e-value of one.
double Evidence::average_of(const KindNats& nats) const {
  double sum = 0;
  for (std::size_t k = 0; k < kind_of_.size(); ++k) {
    const double weight = kinds_[kind_of_[k]].weight;
    sum += nats[k] == 0 ? weight : weight * std::exp(std::min(nats[k], 700.0));
  }
  return std::log(sum);
}

double Evidence::timing_of(const PairRecord& record) {
  return hedged(timing_evidence(record.episodes(), record.surprise()));
}

void Evidence::revise(PairRecord& record) {
  const auto* a = accounts_.find(first_of(record.pair));
  const auto* b = accounts_.find(second_of(record.pair));
  if (a == nullptr || b == nullptr) return;
  KindNats nats{};
  std::array<float, kMaxCoactionKinds> evidence{};
  for (std::size_t k = 0; k < kind_of_.size(); ++k) {
    const auto x = record.shared[k].total();
    if (x == 0) continue;
    nats[k] = selection_evidence(x, by_chance(k, *a, *b));
    evidence[k] = static_cast<float>(nats[k]);
  }
  const double selection = average_of(nats);
  if (selection >= kGroupNats) groups_.join(first_of(record.pair), second_of(record.pair));
  pairs_.revise(record, evidence, selection + timing_of(record));
}

void Evidence::observe_attribute(AccountIndex index, PostSeq seq, const Trace& trace) {
  auto* account = accounts_.find(index);
  const auto info = post(seq);
  if (account != nullptr && info != nullptr) attributes_.observe(*account, trace, info);
  if (trace.kind == site_kind_ || ties_pages(kinds_[trace.kind])) links_ = true;
}

SharedAttributes Evidence::attributes_of(PairKey pair) const {
  const auto* a = accounts_.find(first_of(pair));
  const auto* b = accounts_.find(second_of(pair));
  if (a == nullptr || b == nullptr) return {};
  return shared_attributes(*a, *b, attributes_, kinds_);
}

double Evidence::confidence_of(double nats) const {
  return 1 / (1 + std::exp(-(kPairPrior + kActWeight * std::min(nats, kMaxActNats))));
}

double Evidence::pair_confidence(const PairRecord& record) const {
  double log_odds =
      kPairPrior + kActWeight * std::min(static_cast<double>(record.total), kMaxActNats);
  const auto shared = attributes_of(record.pair);
  for (std::size_t f = 0; f < shared.family.size(); ++f)
    log_odds += kFamilyWeight[f] * shared.family[f];
  return 1 / (1 + std::exp(-log_odds));
}

EvidenceStats Evidence::stats() const {
  EvidenceStats s;
  s.pairs = pairs_.stats();
  s.accounts = accounts_.size();
  s.accounts_evicted = accounts_.evicted();
  s.flagged = flagged_;
  s.shared_keys = shared_keys_.size();
  s.shared_touches = shared_keys_.touches();
  s.shared_keys_evicted = shared_keys_.evicted();
  s.translations = translations_.size();
  s.translations_evicted = translations_.evicted();
  s.erased = erased_;
  s.attribute_values = attributes_.size();
  s.attribute_values_evicted = attributes_.evicted();
  s.clue_groups = clue_groups_.size();
  s.clue_groups_evicted = clue_groups_.evicted();
  s.recent_posts = recent_->posts.size();
  s.controls = controls_.size();
  s.reuse_origins = reuse_.origins();
  s.coactions = coactions_;
  return s;
}

}  // namespace lockstep::evidence
