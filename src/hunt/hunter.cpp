#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "day_table.h"
#include "deleted_posts.h"
#include "lockstep/core/median.h"
#include "lockstep/engine/kind_models.h"
#include "lockstep/evidence/rarity.h"
#include "lockstep/hunt/hunts.h"
#include "past_days.h"
#include "repliers.h"
#include "unusual.h"
#include "usual_gaps.h"

namespace lockstep::hunt {
namespace {

constexpr Duration kDay = std::chrono::hours{24};
constexpr std::size_t kPairsPerAccount = 8;
// Of few repliers no deviation is known; these are what many show.
constexpr std::size_t kFewRepliers = 10;
constexpr double kUsualEntropy = 0.8, kUsualDeviation = 0.1, kLeastDeviation = 0.05;

EventTime day_of(EventTime t) {
  const auto us = to_micros(t), day = kDay.count();
  return from_micros((us >= 0 ? us / day : (us - day + 1) / day) * day);
}

double median_gap_s(const std::vector<std::uint32_t>& arrivals) {
  std::vector<std::uint32_t> gaps;
  for (std::size_t i = 1; i < arrivals.size(); ++i) gaps.push_back(arrivals[i] - arrivals[i - 1]);
  return lower_median(gaps) / 1000.0;
}

// Of a hunt and day.
bool goes_before(const Hit& a, const Hit& b) {
  if (a.score != b.score) return a.score > b.score;
  return std::tie(a.kind, a.key, a.first, a.posts) < std::tie(b.kind, b.key, b.first, b.posts);
}

}  // namespace

struct Hunter::Impl {
  Impl(const HuntOptions& o, const similar::SimilarConfig& s, const signals::Registry& r)
      : options(o),
        registry(r),
        similar(s),
        domain(r.find_kind("domain")),
        redirect(r.find_kind("redirect")),
        media(r.find_kind("media")),
        reply(r.find_kind("reply")),
        text(r.find_kind("text")),
        objects(o.max_objects, o.max_accounts * kPairsPerAccount),
        chains(o.max_objects, o.max_accounts),
        past(o.max_domains),
        gaps(r.kinds().size()),
        repliers(o.max_repliers),
        deleted(o.max_deletes) {}

  bool hunts(HuntId hunt) const { return options.chosen[static_cast<std::size_t>(hunt)]; }
  bool is_act(KindId kind) const {
    return registry.kind(kind).def->weighing == Weighing::kCoaction;
  }
  Visitor visitor_of(const TracedPost& post) const;
  void take(const TracedPost& post);
  void take_chain(const TracedPost& post, const Visitor& visitor);
  void count_account(const TracedPost& post, const Visitor& visitor);

  void end_day();
  void seek_new_accounts();
  void seek_sudden_domains();
  void seek_synchronised();
  void seek_repeated_media();
  void seek_chains();
  void seek_repliers();
  Hit hit(HuntId hunt, const DayObject& object, double value, double expected, double score) const;
  void keep(std::vector<Hit> found, double min_score);
  void hide_deleted();

  HuntOptions options;
  const signals::Registry& registry;
  similar::SimilarIndex similar;
  std::optional<KindId> domain, redirect, media, reply, text;
  DayTable objects, chains;
  PastDays past;  // of domains
  UsualGaps gaps;
  Repliers repliers;
  DeletedPosts deleted;
  // Of the day; never iterated.
  absl::flat_hash_set<std::uint64_t> acted, linked;
  absl::flat_hash_map<KeyHash, std::vector<KeyHash>> hops_of;  // by chain
  std::uint64_t aged = 0, young = 0;  // accounts of known age that acted; of these, young
  EventTime day = EventTime::min();
  std::uint64_t days = 0;
  std::vector<Hit> hits;
  Trace keyed;  // of the post at hand, reused
};

Visitor Hunter::Impl::visitor_of(const TracedPost& post) const {
  Visitor v;
  v.account = stable_hash(post.account_id, stable_hash(post.platform));
  v.time = post.time;
  v.ms_of_day = static_cast<std::uint32_t>((post.time - day).count() / 1000);
  if (const auto made = post.author.created_at)
    v.young = post.time - *made < options.new_account_age;
  const auto answers = [&](const Trace& trace) { return trace.kind == reply; };
  v.unprompted =
      post.target_author.empty() && std::none_of(post.traces.begin(), post.traces.end(), answers);
  if (!post.post_id.empty()) v.post = post.post_key();
  return v;
}

void Hunter::Impl::count_account(const TracedPost& post, const Visitor& visitor) {
  if (post.event != EventKind::kPost || acted.size() >= options.max_accounts) return;
  if (!acted.insert(visitor.account).second || !visitor.young) return;
  ++aged;
  young += *visitor.young ? 1U : 0U;
}

// A chain needs a link of its own: of several in a post it is not known which hop led where.
void Hunter::Impl::take_chain(const TracedPost& post, const Visitor& visitor) {
  std::vector<std::string> hops;
  std::vector<KeyHash> keys;
  std::string landing;
  std::size_t landings = 0;
  for (const auto& trace : post.traces) {
    if (trace.kind == redirect) {
      hops.push_back(trace.text);
      keys.push_back(trace.key);
    }
    if (trace.kind != domain) continue;
    landing = trace.text;
    ++landings;
  }
  if (landings > 0 && linked.size() < options.max_accounts) linked.insert(visitor.account);
  if (landings != 1 || hops.empty()) return;
  const auto chain = fmt::format("{} > {}", fmt::join(hops, " > "), landing);
  const auto key = stable_hash(chain);
  chains.touch(*redirect, key, chain, 0, visitor);
  if (hops_of.size() < options.max_objects) hops_of.emplace(key, std::move(keys));
}

void Hunter::Impl::take(const TracedPost& post) {
  const auto visitor = visitor_of(post);
  count_account(post, visitor);
  std::optional<KeyHash> words;
  std::uint64_t target = post.target_author.empty() ? 0 : stable_hash(post.target_author);
  bool replies = false;
  const auto touch = [&](const Trace& trace) {
    if (!is_act(trace.kind) && trace.kind != domain && trace.kind != redirect) return;
    objects.touch(trace.kind, trace.key, trace.text, quoted_by(trace, post, registry), visitor);
    if (trace.kind == text) words = trace.key;
    if (trace.kind != reply) return;
    replies = true;
    if (target == 0) target = trace.key;
  };
  for (const auto& trace : post.traces) touch(trace);
  for (const auto& sketch : post.sketches) {
    if (!is_act(sketch.kind)) continue;
    similar.assign(sketch, post.time, keyed, {post.hash(), 0});
    touch(keyed);
  }
  if (redirect && domain) take_chain(post, visitor);
  if (replies && hunts(HuntId::kLowEntropyRepliers)) repliers.reply(post, target, words);
}

Hit Hunter::Impl::hit(HuntId hunt, const DayObject& object, double value, double expected,
                      double score) const {
  return {hunt,
          day,
          std::string(registry.kind(object.kind).def->name),
          object.text,
          object.accounts,
          value,
          expected,
          score,
          object.first,
          object.last,
          object.examples,
          object.key,
          object.quoted};
}

// The highest scores of a hunt and day.
void Hunter::Impl::keep(std::vector<Hit> found, double min_score) {
  found.erase(
      std::remove_if(found.begin(), found.end(), [&](const Hit& h) { return h.score < min_score; }),
      found.end());
  std::sort(found.begin(), found.end(), goes_before);
  if (found.size() > options.top) found.resize(options.top);
  hits.insert(hits.end(), std::make_move_iterator(found.begin()),
              std::make_move_iterator(found.end()));
}

void Hunter::Impl::seek_new_accounts() {
  const double share = (static_cast<double>(young) + 1) / (static_cast<double>(aged) + 2);
  std::vector<Hit> found;
  objects.for_each([&](const DayObject& o) {
    if (o.young < options.min_new_accounts || !is_act(o.kind)) return;
    const double expected = share * o.aged;
    found.push_back(
        hit(HuntId::kNewAccounts, o, o.young, expected, poisson_surprise(o.young, expected)));
  });
  keep(std::move(found), options.min_score);
}

void Hunter::Impl::seek_sudden_domains() {
  std::vector<Hit> found;
  objects.for_each([&](const DayObject& o) {
    if (o.kind != domain || days == 0 || o.accounts < options.min_domain_accounts) return;
    const double mean = past.sum(o.key) / static_cast<double>(days);
    if (o.accounts < options.domain_growth * mean) return;
    found.push_back(
        hit(HuntId::kSuddenDomains, o, o.accounts, mean, poisson_surprise(o.accounts, 1 + mean)));
  });
  keep(std::move(found), options.min_score);
}

void Hunter::Impl::seek_synchronised() {
  std::vector<Hit> found;
  objects.for_each([&](const DayObject& o) {
    if (o.accounts < options.min_synchronised || !is_act(o.kind)) return;
    double surprise = 0;
    for (std::size_t i = 1; i < o.arrivals.size(); ++i)
      surprise -= std::log(gaps.share(o.kind, i + 1, o.arrivals[i] - o.arrivals[i - 1]));
    found.push_back(hit(HuntId::kSynchronised, o, median_gap_s(o.arrivals), gaps.median(o.kind),
                        gamma_surprise(surprise, static_cast<double>(o.arrivals.size() - 1))));
  });
  keep(std::move(found), options.min_score);
}

void Hunter::Impl::seek_repeated_media() {
  double pictures = 0, accounts = 0;
  objects.for_each([&](const DayObject& o) {
    if (o.kind != media || o.unprompted < 2) return;
    ++pictures;
    accounts += o.unprompted;
  });
  std::vector<Hit> found;
  objects.for_each([&](const DayObject& o) {
    if (o.kind != media || o.unprompted < options.min_media_accounts) return;
    const double mean = accounts / pictures;
    found.push_back(
        hit(HuntId::kRepeatedMedia, o, o.unprompted, mean, geometric_surprise(o.unprompted, mean)));
  });
  keep(std::move(found), options.min_score);
}

void Hunter::Impl::seek_chains() {
  if (!redirect) return;
  const auto model = engine::models_of(registry, options.weights)[*redirect];
  double count = 0, accounts = 0;
  absl::flat_hash_map<KeyHash, std::uint32_t> through;  // accounts by redirector; never iterated
  objects.for_each([&](const DayObject& o) {
    if (o.kind == redirect) through.emplace(o.key, o.accounts);
  });
  chains.for_each([&](const DayObject& o) {
    ++count;
    accounts += o.accounts;
  });
  std::vector<Hit> found;
  chains.for_each([&](const DayObject& o) {
    const auto hops = hops_of.find(o.key);
    if (o.accounts < options.min_chain_accounts || hops == hops_of.end()) return;
    double nats = 0;  // of the rarest hop: a public shortener leads everywhere
    for (const auto hop : hops->second)
      nats = std::max(nats, evidence::rarity_weight(model, through[hop], linked.size()));
    found.push_back(
        hit(HuntId::kReferralChains, o, o.accounts, accounts / count, nats * (o.accounts - 1)));
  });
  keep(std::move(found), options.min_score);
}

void Hunter::Impl::seek_repliers() {
  double n = 0, sum = 0, squares = 0;
  repliers.for_each([&](const Replier& r) {
    if (r.replies < options.min_replies) return;
    const double h = r.entropy();
    ++n;
    sum += h;
    squares += h * h;
  });
  const bool few = n < kFewRepliers;
  const double mean = few ? kUsualEntropy : sum / n;
  const double deviation =
      few ? kUsualDeviation
          : std::max(kLeastDeviation, std::sqrt(std::max(0.0, squares / n - mean * mean)));
  std::vector<Hit> found;
  repliers.for_each([&](const Replier& r) {
    if (r.today == 0 || r.replies < options.min_replies) return;
    const double h = r.entropy();
    if (h > options.max_entropy) return;
    found.push_back({HuntId::kLowEntropyRepliers, day, "account", r.name, r.replies, h, mean,
                     (mean - h) / deviation, r.first_today, r.last, r.examples,
                     stable_hash(r.name)});
  });
  keep(std::move(found), options.min_deviations);
}

void Hunter::Impl::end_day() {
  if (day == EventTime::min()) return;
  objects.for_each([&](const DayObject& o) {
    for (std::size_t i = 1; i < o.arrivals.size(); ++i)
      gaps.add(o.kind, i + 1, o.arrivals[i] - o.arrivals[i - 1]);
  });
  if (!options.from || day + kDay > *options.from) {
    if (hunts(HuntId::kNewAccounts)) seek_new_accounts();
    if (hunts(HuntId::kSuddenDomains)) seek_sudden_domains();
    if (hunts(HuntId::kSynchronised)) seek_synchronised();
    if (hunts(HuntId::kRepeatedMedia)) seek_repeated_media();
    if (hunts(HuntId::kReferralChains)) seek_chains();
    if (hunts(HuntId::kLowEntropyRepliers)) seek_repliers();
  }
  objects.for_each([&](const DayObject& o) {
    if (o.kind == domain) past.add(o.key, o.accounts);
  });
  objects.clear();
  chains.clear();
  repliers.begin_day();
  acted.clear();
  linked.clear();
  hops_of.clear();
  aged = young = 0;
  ++days;
}

// The order would tell of the words.
void Hunter::Impl::hide_deleted() {
  for (auto& h : hits) h.deleted = deleted.hide(h.key, h.object, h.quoted);
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    if (a.day != b.day) return a.day < b.day;
    return a.hunt != b.hunt ? a.hunt < b.hunt : goes_before(a, b);
  });
}

Hunter::Hunter(const HuntOptions& options, const similar::SimilarConfig& similar,
               const signals::Registry& registry)
    : impl_(std::make_unique<Impl>(options, similar, registry)) {}
Hunter::~Hunter() = default;

void Hunter::on_post(const TracedPost& post) {
  auto& h = *impl_;
  if (post.event == EventKind::kDelete) return h.deleted.note(post.hash());
  if (h.options.to && post.time >= *h.options.to) return;
  if (const auto day = day_of(post.time); day != h.day) {
    h.end_day();
    h.day = day;
  }
  h.take(post);
}

void Hunter::on_end(bool /*flush*/) {
  impl_->end_day();
  impl_->hide_deleted();
}

const std::vector<Hit>& Hunter::hits() const { return impl_->hits; }
std::uint64_t Hunter::days() const { return impl_->days; }

std::vector<std::string> Hunter::cuts() const {
  const auto& h = *impl_;
  std::vector<std::string> cuts;
  const auto tell = [&](std::uint64_t evicted, std::string_view what) {
    if (evicted > 0)
      cuts.push_back(fmt::format("{} {} were forgotten before their day was over or came again",
                                 evicted, what));
  };
  tell(h.objects.evicted() + h.chains.evicted(), "objects");
  tell(h.past.evicted(), "domains");
  tell(h.repliers.evicted(), "repliers");
  h.deleted.tell(cuts);
  return cuts;
}

}  // namespace lockstep::hunt
