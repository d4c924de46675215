#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <tuple>

#include "deleted_posts.h"
#include "growth.h"
#include "lockstep/core/median.h"
#include "lockstep/hunt/investigation.h"
#include "lockstep/similar/recent_sketches.h"
#include "touch_table.h"
#include "trail.h"
#include "weights.h"

namespace lockstep::hunt {
namespace {

constexpr std::size_t kMaxObjectsOfLead = 20;  // that an output lists

std::vector<bool> acts_of(const signals::Registry& registry) {
  std::vector<bool> acts;
  for (const auto& kind : registry.kinds())
    acts.push_back(kind.def->weighing == Weighing::kCoaction);
  return acts;
}

std::string platform_of(const std::string& account) { return account.substr(0, account.find(':')); }

std::optional<Duration> median(std::vector<Duration> delays) {
  return delays.empty() ? std::nullopt : std::optional(lower_median(delays));
}

}  // namespace

struct Investigator::Impl {
  Impl(const InvestigationOptions& o, const similar::SimilarConfig& s, const signals::Registry& r,
       SeedReader& seed_reader, std::vector<Seed> seeds)
      : options(o),
        registry(r),
        reader(seed_reader),
        similar(s),
        is_act(acts_of(r)),
        repost(r.find_kind("repost")),
        deleted(o.max_remembered_deletes),
        table({o.max_key_cap, o.max_remembered_objects, o.max_remembered_touches,
               o.max_remembered_accounts},
              is_act) {
    for (auto& seed : seeds) trails.emplace_back(std::move(seed));
  }

  bool counts(EventTime time) const {
    return (!options.from || time >= *options.from) && (!options.to || time < *options.to);
  }
  // Of the post at hand.
  std::uint32_t number() const {
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(posts, std::numeric_limits<std::uint32_t>::max()));
  }
  void take(const TracedPost& post, AccountId account);
  void take_origin(const TracedPost& post);
  void touch(const TracedPost& post, AccountId account, const Trace& trace);
  SharedObject shown(Slot slot, const Weights& weights) const;
  Lead lead_of(AccountId account, const Growth& growth, std::vector<Slot>& listed) const;
  void list_objects(const std::vector<Slot>& listed, const Growth& growth, const Weights& weights,
                    Investigation& out) const;
  void list_cuts(const std::vector<Growth::Ring>& rings, Investigation& out) const;

  InvestigationOptions options;
  const signals::Registry& registry;
  SeedReader& reader;
  similar::SimilarIndex similar;
  similar::RecentSketches remembered;
  std::vector<bool> is_act;
  std::optional<KindId> repost;
  DeletedPosts deleted;
  TouchTable table;
  std::vector<Trail> trails;
  std::uint64_t posts = 0;
  // Of the post at hand, reused.
  std::vector<bool> touched;  // by seed: something in the post is what it names
  std::vector<bool> named;    // by seed: the trace at hand is
  Trace keyed;
};

// `named` says which seeds name the trace.
void Investigator::Impl::touch(const TracedPost& post, AccountId account, const Trace& trace) {
  if (account == kNoAccount) return;
  const auto slot = table.touch(trace, {account, number(), post.time, post.time},
                                quoted_by(trace, post, registry));
  for (std::size_t i = 0; i < trails.size(); ++i) {
    if (!named[i]) continue;
    touched[i] = true;
    if (trails[i].add_object(slot)) table.keep(slot);
  }
}

// Who made a post that is passed on is on it, too.
void Investigator::Impl::take_origin(const TracedPost& post) {
  if (post.target_author.empty()) return;
  for (const auto& trace : post.traces) {
    if (trace.kind != repost) continue;
    const auto author = table.id_of(post.platform + ':' + post.target_author);
    if (author != kNoAccount) table.touch(trace, {author, number(), post.time, post.time, true});
  }
}

void Investigator::Impl::take(const TracedPost& post, AccountId account) {
  touched.assign(trails.size(), false);
  named.assign(trails.size(), false);
  for (const auto& trace : post.traces) {
    for (std::size_t i = 0; i < trails.size(); ++i)
      named[i] = reader.touches(trails[i].seed(), trace);
    touch(post, account, trace);
  }
  take_origin(post);
  const auto who = stable_hash(post.account_id, stable_hash(post.platform));
  for (const auto& sketch : post.sketches) {
    // A portrait or a biography comes with every post; within the hour it is no news.
    if (!is_act[sketch.kind] &&
        remembered.showed(who, sketch.kind, similar::fingerprint_of(sketch), post.time))
      continue;
    similar.assign(sketch, post.time, keyed, {post.hash(), 0});
    if (!counts(post.time)) continue;
    for (std::size_t i = 0; i < trails.size(); ++i) {
      const auto& seed = trails[i].seed();
      named[i] =
          reader.touches(seed, sketch) ||
          (!seed.is_account() && keyed.kind == seed.kind_id && SeedReader::calls(seed, keyed));
    }
    touch(post, account, keyed);
  }
}

Investigator::Investigator(const InvestigationOptions& options,
                           const similar::SimilarConfig& similar, const signals::Registry& registry,
                           SeedReader& reader, std::vector<Seed> seeds)
    : impl_(std::make_unique<Impl>(options, similar, registry, reader, std::move(seeds))) {}
Investigator::~Investigator() = default;

void Investigator::on_post(const TracedPost& post) {
  auto& i = *impl_;
  if (post.event == EventKind::kDelete) return i.deleted.note(post.hash());
  if (!i.counts(post.time)) {
    // What came before still decides which texts are near-duplicates.
    for (const auto& sketch : post.sketches)
      if (i.is_act[sketch.kind]) i.similar.assign(sketch, post.time, i.keyed, {post.hash(), 0});
    return;
  }
  ++i.posts;
  const auto name = post.account_key();
  const auto account = i.table.id_of(name);
  i.take(post, account);
  for (std::size_t n = 0; n < i.trails.size(); ++n) {
    auto& trail = i.trails[n];
    if (i.touched[n]) trail.step(post, account, i.options.max_spread);
    if (trail.seed().is_account() && trail.seed().value == name) trail.made_by_seed();
  }
}

void Investigator::on_end(bool /*flush*/) { impl_->table.hide(impl_->deleted); }

std::vector<std::string> Investigator::untouched() const {
  std::vector<std::string> out;
  for (const auto& trail : impl_->trails) {
    if (trail.posts() > 0) continue;
    const auto& seed = trail.seed();
    out.push_back(seed.understood == seed.value
                      ? seed.given
                      : fmt::format("{} (looked for as '{}')", seed.given, seed.understood));
  }
  return out;
}

SharedObject Investigator::Impl::shown(Slot slot, const Weights& weights) const {
  const auto& object = table.object(slot);
  SharedObject out;
  out.kind = registry.kind(object.kind).def->name;
  out.key = object.text;
  out.deleted = object.deleted;
  out.accounts = object.accounts;
  out.posts = object.posts;
  out.popular = weights.popular(object);
  out.nats = weights.nats(object);
  return out;
}

// `listed` collects objects; the lead's are places in it until list_objects() sorts them.
Lead Investigator::Impl::lead_of(AccountId account, const Growth& growth,
                                 std::vector<Slot>& listed) const {
  const auto shared = growth.shared_by(account);
  Lead lead;
  lead.account = table.account(account).name;
  lead.platform = platform_of(lead.account);
  lead.score = shared.score;
  lead.shared = shared.independent();
  lead.expected = shared.expected;
  std::vector<Duration> delays;
  for (const auto& item : shared.items) {
    if (item.timed) delays.push_back(item.delay);
    lead.first = std::min(lead.first.value_or(item.touch->first), item.touch->first);
    lead.last = std::max(lead.last.value_or(item.touch->last), item.touch->last);
    if (lead.objects.size() >= kMaxObjectsOfLead) continue;
    lead.objects.push_back(item.object);
    listed.push_back(item.object);
  }
  lead.median_delay = median(std::move(delays));
  return lead;
}

void Investigator::Impl::list_objects(const std::vector<Slot>& listed, const Growth& growth,
                                      const Weights& weights, Investigation& out) const {
  for (const auto slot : listed) {
    auto object = shown(slot, weights);
    object.found = growth.found_on(slot);
    out.objects.push_back(std::move(object));
  }
  for (auto& hop : out.hops) {
    for (auto& lead : hop.leads) {
      for (auto& object : lead.objects) {
        const auto at = std::find(listed.begin(), listed.end(), object);
        object = static_cast<std::uint32_t>(at - listed.begin());
      }
    }
  }
}

void Investigator::Impl::list_cuts(const std::vector<Growth::Ring>& rings,
                                   Investigation& out) const {
  for (const auto& ring : rings) {
    if (ring.cut > 0)
      out.cuts.push_back(
          fmt::format("hop {}: {} more accounts qualified; --max-accounts {} kept "
                      "the highest ranks",
                      ring.distance, ring.cut, options.max_accounts));
    if (ring.objects_cut > 0)
      out.cuts.push_back(
          fmt::format("hop {}: {} more objects were shared; --max-objects {} kept "
                      "the rarest",
                      ring.distance, ring.objects_cut, options.max_objects));
  }
  for (const auto& trail : trails) {
    if (trail.was_cut())
      out.cuts.push_back(fmt::format("{}: only the first {} accounts are listed",
                                     trail.seed().given, options.max_spread));
    if (trail.objects_left_out() > 0)
      out.cuts.push_back(fmt::format("{}: stands for more than {} objects; the first ones are kept",
                                     trail.seed().given, Trail::kMaxObjects));
  }
  if (table.evicted() > 0)
    out.cuts.push_back(fmt::format(
        "{} objects were forgotten, those longest without a touch: "
        "more than {}, or {} touches, at once; narrow it with --from and --to",
        table.evicted(), options.max_remembered_objects, options.max_remembered_touches));
  if (table.left_out() > 0)
    out.cuts.push_back(fmt::format("{} posts of accounts beyond the first {} were left out",
                                   table.left_out(), options.max_remembered_accounts));
  deleted.tell(out.cuts);
}

Investigation Investigator::find() const {
  const auto& i = *impl_;
  const Weights weights(i.table, i.registry, i.options);
  Growth growth(i.table, weights, i.options);
  std::vector<AccountId> accounts;
  std::vector<Slot> objects;
  Investigation out;
  for (const auto& trail : i.trails) {
    auto& shown = out.trails.emplace_back(trail.so_far());
    for (const auto slot : trail.objects()) shown.objects.push_back(i.shown(slot, weights));
    objects.insert(objects.end(), trail.objects().begin(), trail.objects().end());
    if (!trail.seed().is_account()) continue;
    if (const auto id = i.table.find(trail.seed().value); id != kNoAccount) accounts.push_back(id);
  }
  const auto rings = growth.grow(accounts, objects);
  std::vector<Slot> listed;
  for (const auto& ring : rings) {
    auto& hop = out.hops.emplace_back();
    hop.distance = ring.distance;
    hop.cut = ring.cut;
    for (const auto account : ring.accounts)
      hop.leads.push_back(i.lead_of(account, growth, listed));
    std::sort(hop.leads.begin(), hop.leads.end(), [](const Lead& a, const Lead& b) {
      return a.score != b.score ? a.score > b.score : a.account < b.account;
    });
  }
  std::sort(listed.begin(), listed.end(), [&](Slot a, Slot b) {
    const auto &x = i.table.object(a), &y = i.table.object(b);
    return std::tie(x.kind, x.text, x.key) < std::tie(y.kind, y.text, y.key);
  });
  listed.erase(std::unique(listed.begin(), listed.end()), listed.end());
  i.list_objects(listed, growth, weights, out);
  i.list_cuts(rings, out);
  out.posts = i.posts;
  out.accounts = i.table.account_count();
  out.objects_seen = i.table.object_count() + i.table.evicted();
  out.key_cap = weights.key_cap();
  return out;
}

std::size_t Investigation::leads() const {
  std::size_t count = 0;
  for (const auto& hop : hops) count += hop.distance > 0 ? hop.leads.size() : 0;
  return count;
}

}  // namespace lockstep::hunt
