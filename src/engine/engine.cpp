#include "lockstep/engine/engine.h"

#include <optional>

#include "burst_watch.h"
#include "claims.h"
#include "clusters.h"
#include "facts.h"
#include "key_giver.h"
#include "lockstep/alert/versions.h"
#include "lockstep/assess/bursts.h"
#include "lockstep/core/check.h"
#include "lockstep/core/state_archive.h"
#include "lockstep/engine/kind_models.h"
#include "pair_graph.h"
#include "standing.h"

namespace lockstep::engine {
namespace {

similar::SimilarConfig with_look_back(similar::SimilarConfig config, Duration look_back) {
  config.lonely_ttl = look_back;
  return config;
}

// One trace of the post at hand, and whom it met.
struct Act {
  const Trace* trace;
  std::optional<join::Arrival> arrival;  // none: an attribute
  std::size_t first_met;                 // where its predecessors begin in Impl::met
};

constexpr std::size_t kMaxClaims = 20'000;
// A record of an account is one of its creation if the account is no older: other profiles are
// seen, too.
constexpr Duration kNewborn = std::chrono::hours{24};

void append(std::optional<alert::Alert> alert, std::vector<alert::Alert>& out) {
  if (alert) out.push_back(*std::move(alert));
}

}  // namespace

struct Engine::Impl {
  Impl(const EngineConfig& c, const signals::Registry& r, alert::Provenance p)
      : config(c),
        registry(r),
        provenance(std::move(p)),
        keys(with_look_back(c.similar, c.join.look_back), models_of(r)),
        join(c.join),
        evidence(c.evidence, models_of(r, c.evidence.weights), c.baseline.get()),
        bursts(watch_of(c.assess, r)),
        judgement(assess::judgement_of(c.assess)),
        tracker(c.campaign),
        versions(c.grouping_keys, c.update_every) {}

  void take(const TracedPost& post);
  void take_delete(const TracedPost& post);
  void apply_fact(std::vector<alert::Alert>& out);
  void erase(const ErasureFact& fact);
  void note(const Trace& trace, AccountIndex account, std::uint64_t hash, EventTime time);
  void take_act(const Act& act, const TracedPost& post);
  void take_birth(AccountIndex account, EventTime time);
  void reach(EventTime time, std::vector<alert::Alert>& out);
  void evaluate(EventTime tick, std::vector<alert::Alert>& out);
  void take_claims(EventTime tick);
  void publish(const campaign::Campaign& campaign, const Cluster& cluster, EventTime tick,
               std::vector<alert::Alert>& out);
  void fire_timers(EventTime until, std::vector<alert::Alert>& out);
  EventTime grid_after(EventTime t) const;

  EngineConfig config;
  const signals::Registry& registry;
  alert::Provenance provenance;
  KeyGiver keys;
  join::Join join;
  evidence::Evidence evidence;
  PairGraph graph;
  assess::BurstWatch bursts;
  assess::Judgement judgement;
  Claims claims{kMaxClaims};
  Facts facts{registry};
  campaign::Tracker tracker;
  alert::Versions versions;
  // Of the post at hand, reused. All its traces are joined before any is weighed, so that the cache
  // misses of weighing are over together.
  std::vector<Act> acts;
  std::vector<join::Predecessor> met;
  TracedPost given;  // one that came without keys
  Traces told;
  PostSeq seq = 0;
  EventTime next_tick = EventTime::min();
  bool evaluated = false;  // next_tick is, though no post has reached it yet
  EventTime next_refresh = EventTime::min();
  EngineStats stats;

  template <class Archive>
  void archive(Archive& ar) {
    auto& [config_, registry_, provenance_, keys_, join_, evidence_, graph_, bursts_, judgement_,
           claims_, facts_, tracker_, versions_, acts_, met_, given_, told_, seq_, next_tick_,
           evaluated_, next_refresh_, stats_] = *this;
    if constexpr (!Archive::kReading) keys_.reach(facts_.reached());
    ar(keys_, join_, evidence_, graph_, bursts_, claims_, facts_, tracker_, versions_, seq_,
       next_tick_, evaluated_, next_refresh_, stats_);
  }
};

// The first grid point after t.
EventTime Engine::Impl::grid_after(EventTime t) const {
  const auto step = config.tick.count();
  auto n = to_micros(t) / step;
  if (to_micros(t) % step < 0) --n;
  return from_micros((n + 1) * step);
}

// Everything that is due at or before `time`, which is not before next_tick.
void Engine::Impl::reach(EventTime time, std::vector<alert::Alert>& out) {
  if (!evaluated) evaluate(next_tick, out);
  evaluated = true;
  const auto until = grid_after(time) - config.tick;
  while (facts.any_until(until)) {
    fire_timers(facts.next_tick(), out);
    apply_fact(out);
  }
  fire_timers(until, out);
}

void Engine::Impl::apply_fact(std::vector<alert::Alert>& out) {
  const auto before = out.size();
  if (const auto erasure = facts.apply(versions, out)) erase(*erasure);
  // What they do is chance like everybody's, says who knows them.
  for (const auto& said : std::span(out).subspan(before))
    if (said.status == alert::Status::kDismissed)
      evidence.unflag(tracker.accounts_of(said.alert_id));
}

// Not from first waves: they are settled at every tick, and none is open at its edge.
void Engine::Impl::erase(const ErasureFact& fact) {
  ++stats.erasures;
  if (!fact.erased) return;
  const evidence::ErasedAccount who{fact.account, hash_of_account(fact.account),
                                    evidence.accounts().index_of(fact.account)};
  alert::ErasedAccount gone{fact.account, who.hash, {}, {}};
  if (who.index) {
    join.erase(*who.index);
    graph.erase(*who.index);
    claims.erase(*who.index);
    gone.member_of = tracker.erase(*who.index);
  }
  gone.objects = evidence.erase_account(who, fact.mentions);
  versions.erase_account(gone);
}

// Joins the trace, if it is of an act; `hash` is of the account's name.
void Engine::Impl::note(const Trace& trace, AccountIndex account, std::uint64_t hash,
                        EventTime time) {
  ++stats.traces;
  auto& act = acts.emplace_back(Act{&trace, {}, met.size()});
  if (!evidence.kinds()[trace.kind].coaction) return;
  const auto* arrival = join.add(trace.kind, trace.key, account, hash, time, seq);
  if (arrival == nullptr) {
    acts.pop_back();
    return;
  }
  act.arrival = *arrival;
  met.insert(met.end(), arrival->predecessors.begin(), arrival->predecessors.end());
}

void Engine::Impl::take_act(const Act& act, const TracedPost& post) {
  const auto& arrival = act.arrival;
  evidence.observe_arrival(*arrival, *act.trace);
  if (!bursts.concerns(*arrival)) return;
  const auto target = post.target_author.empty()
                          ? std::nullopt
                          : evidence.accounts().index_of(post.platform + ':' + post.target_author);
  bursts.note(*arrival, target);
}

// What the record of a new account shows may tie it to others of its make before any of them posts.
void Engine::Impl::take_birth(AccountIndex account, EventTime time) {
  const auto* a = evidence.accounts().find(account);
  const auto born = a->facts.created_at;
  if (!born || time - *born > kNewborn) return;
  for (const auto& act : acts) {
    const auto& trace = *act.trace;
    if (act.arrival || !bursts.watches_births(trace.kind)) continue;
    const auto* arrival = join.add(trace.kind, trace.key, account, a->hash, time, seq);
    if (arrival != nullptr && bursts.concerns(*arrival)) bursts.note(*arrival, std::nullopt);
  }
}

// What is known of who did what stays: nobody escapes by deleting.
void Engine::Impl::take_delete(const TracedPost& post) {
  ++stats.deletes;
  const auto gone = post.hash();
  evidence.erase(gone);
  versions.erase(gone);
}

void Engine::Impl::take(const TracedPost& post) {
  ++stats.posts;
  if (post.erased) {
    ++stats.erased_posts;
    return;
  }
  if (post.event == EventKind::kDelete) return take_delete(post);
  const auto account = evidence.observe_post(post, seq);
  const auto hash = evidence.accounts().find(account)->hash;
  acts.clear();
  met.clear();
  told.clear();
  facts.sites().tell_of(post, told);
  for (const auto& trace : post.traces) note(trace, account, hash, post.time);
  for (const auto& trace : told) note(trace, account, hash, post.time);
  for (auto& act : acts) {
    if (!act.arrival) continue;
    act.arrival->predecessors =
        std::span(met).subspan(act.first_met, act.arrival->predecessors.size());
    evidence.prefetch(*act.arrival);
  }
  // What the post shows of its account first, so that an act finds it known, whoever supplied it.
  for (const auto& act : acts)
    if (!act.arrival) evidence.observe_attribute(account, seq, *act.trace);
  for (const auto& act : acts)
    if (act.arrival) take_act(act, post);
  if (post.event == EventKind::kAccount) take_birth(account, post.time);
  ++seq;
}

void Engine::Impl::take_claims(EventTime tick) {
  auto made = evidence.group_claims();
  const auto known = [&](AccountIndex a) {
    const auto* account = evidence.accounts().find(a);
    return account != nullptr && account->flagged ? tracker.campaign_of(a) : std::uint64_t{0};
  };
  for (auto& claim : bursts.settle(evidence, known)) made.push_back(std::move(claim));
  for (auto& claim : made) graph.tie(claims.add(std::move(claim), tick).members);
  const auto gone = claims.forget(evidence::counted_from(tick - config.join.look_back));
  for (const auto& claim : gone) graph.untie(claim.members);
  for (const auto& claim : gone) {
    for (const auto* other : claims.of_several(claim.members)) graph.tie(other->members);
  }
}

void Engine::Impl::publish(const campaign::Campaign& campaign, const Cluster& cluster,
                           EventTime tick, std::vector<alert::Alert>& out) {
  const auto& members = cluster.community.members;
  const auto finding =
      assess::assess({members, cluster.edges, cluster.outward, cluster.associates, cluster.claims,
                      cluster.keys, campaign.founders, campaign.founded, &facts.watchlist(), tick},
                     evidence, config.assess, judgement);
  const bool worth_saying = config.assess.alert_explained || !assess::explained(finding);
  const auto* last = versions.find(campaign.alert_id);
  if (!worth_saying && last == nullptr) return;
  if (last == nullptr || last->status != alert::Status::kDismissed) evidence.flag(members);
  evidence.keep(cluster.keys, tick);  // an open alert does not lose what it rests on
  claims.keep(cluster.claims, tick);
  auto draft = alert::compose(finding, campaign, evidence, registry, tick, provenance);
  std::erase_if(draft.successor_of, [&](const auto& id) { return !versions.published(id); });
  append(versions.consider(std::move(draft)), out);
}

void Engine::Impl::evaluate(EventTime tick, std::vector<alert::Alert>& out) {
  ++stats.ticks;
  graph.apply(evidence.settle());
  take_claims(tick);
  const bool refresh = tick >= next_refresh;
  if (refresh) next_refresh = tick + config.graph.refresh;
  const ClusterFinder finder(evidence, claims, graph, config.assess.clues);
  std::vector<Part> parts;
  for (const auto& component : graph.take_changed(refresh))
    finder.split(component, config.graph.gamma, parts);
  const auto large_enough = [&](const std::vector<AccountIndex>& members) {
    return static_cast<std::int64_t>(members.size()) >= config.graph.min_accounts;
  };
  std::vector<Cluster> clusters;
  for (const auto& part : parts) {
    if (!large_enough(part.members) || !is_due(part, graph, config.graph.refresh, tick, refresh))
      continue;
    graph.note_community(part.members, tick);
    auto cluster = finder.settle(part);
    if (large_enough(cluster.community.members)) clusters.push_back(std::move(cluster));
  }
  std::vector<campaign::Community> communities;
  for (auto& c : clusters) communities.push_back(c.community);
  const auto tracks = tracker.track(communities, tick);
  stats.communities += clusters.size();
  for (const auto& merge : tracks.merges) {
    evidence.unflag(tracker.accounts_of(merge.number));  // who did not become part of it
    append(versions.close(merge.alert_id, tick, "became part of " + merge.into), out);
  }
  for (const auto& [alert_id, accounts] : tracks.forgotten) {
    evidence.unflag(accounts);
    append(versions.forget(alert_id, tick, "no longer followed, to make room"), out);
  }
  for (std::size_t i = 0; i < clusters.size(); ++i)
    if (tracks.campaigns[i] != nullptr) publish(*tracks.campaigns[i], clusters[i], tick, out);
  for (auto& alert : versions.settle_waiting(tick)) out.push_back(std::move(alert));
  for (auto& alert : versions.settle_erased(tick)) out.push_back(std::move(alert));
  join.expire(tick);
  evidence.expire(tick - config.join.look_back);
}

void Engine::Impl::fire_timers(EventTime until, std::vector<alert::Alert>& out) {
  while (tracker.next_timer() <= until) {
    const auto tick = grid_after(tracker.next_timer() - Duration{1});
    if (tick > until) break;
    const auto reason = "no new evidence for " + format_duration(config.campaign.dormant_after);
    for (const auto& campaign : tracker.fall_dormant(tick)) {
      evidence.unflag(tracker.accounts_of(campaign.number));
      append(versions.close(campaign.alert_id, tick, reason), out);
    }
  }
}

Engine::Engine(const EngineConfig& config, const signals::Registry& registry,
               alert::Provenance provenance)
    : impl_(std::make_unique<Impl>(config, registry, std::move(provenance))) {}
Engine::~Engine() = default;

void Engine::give_keys(TracedPost& post) { impl_->keys.give(post); }

void Engine::expect_keys(const TracedPost& post) const { impl_->keys.prefetch(post); }

void Engine::expect(const TracedPost& post) const {
  const auto& e = *impl_;
  e.evidence.prefetch(post);
  const auto kinds = e.evidence.kinds();
  for (const auto& trace : post.traces)
    if (kinds[trace.kind].coaction) e.join.prefetch(trace.key);
}

void Engine::on_post(const TracedPost& post, std::vector<alert::Alert>& out) {
  auto& e = *impl_;
  if (e.next_tick == EventTime::min()) {
    e.next_tick = e.grid_after(post.time);
    while (e.facts.any_until(post.time)) e.apply_fact(out);
  }
  if (post.time >= e.next_tick) {
    e.reach(post.time, out);
    e.next_tick = e.grid_after(post.time);
    e.evaluated = false;
  }
  LOCKSTEP_CHECK(!e.evaluated);
  if (post.keyed) return e.take(post);
  e.given = post;
  e.keys.give(e.given);
  e.take(e.given);
}

void Engine::advance(EventTime watermark, std::vector<alert::Alert>& out) {
  auto& e = *impl_;
  if (e.next_tick != EventTime::min() && watermark >= e.next_tick) e.reach(watermark, out);
}

void Engine::take_fact(EventTime tick, SideFact fact) {
  if (const auto* erasure = std::get_if<ErasureFact>(&fact)) impl_->keys.expect(tick, *erasure);
  impl_->facts.add(tick, std::move(fact));
}

void Engine::on_end(bool flush, std::vector<alert::Alert>& out) {
  auto& e = *impl_;
  if (e.next_tick == EventTime::min()) return;
  if (!e.evaluated) e.evaluate(e.next_tick, out);
  e.evaluated = true;
  if (flush) e.fire_timers(EventTime::max() - e.config.tick, out);
}

template <class Archive>
void Engine::archive(Archive& ar) {
  impl_->archive(ar);
}
LOCKSTEP_ARCHIVE(Engine);

evidence::Baseline Engine::baseline() const { return impl_->evidence.baseline(); }
const alert::Versions& Engine::versions() const { return impl_->versions; }

Why Engine::why(std::span<const std::string> accounts) const {
  const auto& e = *impl_;
  return standing_of(accounts, {e.config, e.judgement, e.evidence, e.claims, e.graph, e.tracker,
                                e.versions, e.facts.watchlist(), e.next_tick});
}

EngineStats Engine::stats() const {
  auto s = impl_->stats;
  impl_->keys.count(s);
  s.join = impl_->join.stats();
  s.evidence = impl_->evidence.stats();
  s.campaigns = impl_->tracker.size();
  s.claims = impl_->claims.size();
  impl_->facts.count(s);
  s.erased_from_alerts = impl_->versions.erased();
  s.waiting = impl_->versions.waiting();
  return s;
}

}  // namespace lockstep::engine
