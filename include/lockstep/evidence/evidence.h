// Co-actions in, pair evidence out: the room's front.
//
// For every post: observe_post(), then one observe_arrival() per border record of the join and one
// observe_attribute() per attribute trace. At a tick's edge: settle() gives the pairs that are now
// accepted or dropped.
// Not thread-safe: one owner, calls in the total order of posts.
// Next: graph/leiden.h (pairs to communities), assess/assess.h (what a community means).
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lockstep/core/trace.h"
#include "lockstep/evidence/accounts.h"
#include "lockstep/evidence/baseline.h"
#include "lockstep/evidence/clue_groups.h"
#include "lockstep/evidence/groups.h"
#include "lockstep/evidence/model.h"
#include "lockstep/evidence/pairs.h"
#include "lockstep/evidence/rarity.h"
#include "lockstep/evidence/reuse.h"
#include "lockstep/evidence/rhythm.h"
#include "lockstep/evidence/shared_keys.h"
#include "lockstep/evidence/standing.h"
#include "lockstep/evidence/timing.h"
#include "lockstep/evidence/translations.h"
#include "lockstep/join/join.h"

namespace lockstep::evidence {

struct EvidenceStats {
  PairStats pairs;
  std::uint64_t accounts = 0, accounts_evicted = 0;
  std::uint64_t flagged = 0;  // of open alerts: flag()
  std::uint64_t shared_keys = 0, shared_touches = 0, shared_keys_evicted = 0;
  std::uint64_t translations = 0, translations_evicted = 0;
  std::uint64_t erased = 0;  // texts of keys and translations whose post was deleted
  std::uint64_t attribute_values = 0, attribute_values_evicted = 0;
  std::uint64_t clue_groups = 0, clue_groups_evicted = 0;
  std::uint64_t recent_posts = 0;
  std::uint64_t controls = 0;  // accounts in the control population
  std::uint64_t reuse_origins = 0;
  std::uint64_t coactions = 0;  // (arrival, predecessor) pairs looked at
};

// An account that keeps company with a community, though with none of its members often enough.
struct Associate {
  AccountIndex account = 0;
  double nats = 0;
};

class Evidence {
 public:
  // Without a baseline, what the configuration and SEISMIC say is taken as usual.
  Evidence(const EvidenceConfig&, std::vector<KindModel> kinds, const Baseline* = nullptr);
  ~Evidence();

  // Asks for the memory that observing the post will touch first.
  void prefetch(const TracedPost& post) const;
  AccountIndex observe_post(const TracedPost& post, PostSeq seq);
  // The same for an arrival that will be observed soon.
  void prefetch(const join::Arrival& arrival) const;
  void observe_arrival(const join::Arrival& arrival, const Trace& trace);
  void observe_attribute(AccountIndex account, PostSeq seq, const Trace& trace);
  // The post was deleted: its words are forgotten, and nothing else of it.
  void erase(KeyHash post);
  // The account is erased: what is known of it is forgotten, and nothing names what only it could
  // be known by: its words, its attributes, and the keys of `mentions`. Counts stay, and so does
  // what others did. Looks through the tables. The keys that lost their names, ascending.
  std::vector<KeyHash> erase_account(const ErasedAccount& who, std::span<const KeyHash> mentions);
  // TracedPost::hash() of the post touched in; 0 if it is forgotten.
  KeyHash hash_of(const Touch& touch) const;
  // Of the account that touched; 0 if it is forgotten.
  KeyHash hash_of_author(const Touch& touch) const;
  // Of that post, as upstream supplied it; empty if there is none.
  const std::string& translation_of(const Touch& touch) const;
  // An alert of that tick rests on these keys: what is known of them is not forgotten for two
  // epochs.
  void keep(std::span<const KeyHash> keys, EventTime tick) { shared_keys_.keep(keys, tick); }
  // Forgets recent posts older than `before`, and what is older than two epochs before that, since
  // nothing of it still counts: pairs that have not met, and shared keys that nobody touched nor
  // keep() was told.
  void expire(EventTime before);

  // Also lets what was learned since the last tick take effect.
  std::vector<EdgeChange> settle();

  // Groups of one clue that act together beyond chance, as far as they changed since the last call.
  std::vector<GroupClaim> group_claims();

  // What the members of a campaign do is not chance: takes their acts out of the null and keeps
  // them out from now on, or a campaign becomes its own explanation (and hides the next one of its
  // kind; DETECTION amendment 2). What a pair of them has in common follows when it next meets.
  void flag(std::span<const AccountIndex> members);
  // They are of no open alert any more: what they do from now on is chance like everybody's, but
  // what a pair that left chance has in common, as long as it is remembered.
  void unflag(std::span<const AccountIndex> accounts);

  // Accounts outside `members` that touched more of the community's keys (those credited to its
  // pairs) than chance explains. The community counts as one account whose keys are those that two
  // members or more touched, so that evidence spread thinly over many pairs adds up; the bar is
  // Bonferroni's over the accounts looked at. An associate touched at least three keys of a kind
  // and a tenth of them. Sorted by account.
  std::vector<Associate> associates(std::span<const AccountIndex> members,
                                    std::span<const KeyHash> keys) const;

  // Accounts outside `members` that touched one of `keys` which is mostly the members', and hold a
  // clue of their own (is_own()) that the community is known by (ClueBar::wide()): on what is
  // popular, any two crowds behind one carrier's exit would be one. Sorted by account.
  std::vector<Associate> clue_associates(std::span<const AccountIndex> members,
                                         std::span<const KeyHash> keys, const ClueBar& bar) const;

  // Members of a community known by a clue who hold none themselves and meet its holders far less
  // than these meet each other (under half of the median): people who share what it pushes. Sorted.
  std::vector<AccountIndex> hangers_on(std::span<const AccountIndex> members,
                                       std::span<const AcceptedPair> edges,
                                       const ClueBar& bar) const;

  // Members who hardly touched the keys that are mostly the community's own, where a third of the
  // members or more touched two such: people who meet it on what is popular. Hardly: less than a
  // quarter of the median of those. Sorted.
  std::vector<AccountIndex> followers(std::span<const AccountIndex> members,
                                      std::span<const KeyHash> keys) const;

  // Members who did one thing, after others of them, and show no clue of their own, where half of
  // the members did more: people who took something up. Sorted.
  std::vector<AccountIndex> passers_by(std::span<const AccountIndex> members,
                                       std::span<const KeyHash> keys, const ClueBar& bar) const;

  // Keys of acts that two or more of `members` share by chance in a window, over all kinds.
  double expected_meetings(std::span<const AccountIndex> members) const;

  // 0 to 1: how surely a pair belongs together, all families combined (DETECTION 2.7).
  double pair_confidence(const PairRecord& record) const;
  double confidence_of(double nats) const;
  SharedAttributes attributes_of(PairKey pair) const;

  // How far a pair, or the holders of a clue, are from the bar, and where that lies.
  PairBar pair_bar() const;
  PairStanding standing(PairKey pair) const;
  // Empty: the value is not telling, or its holders never came up.
  std::optional<ClueGroupStanding> clue_group(KeyHash value) const;

  std::span<const KindModel> kinds() const { return kinds_; }
  std::size_t dense(KindId kind) const { return dense_[kind]; }  // kMaxCoactionKinds if no act
  KindId kind_of_dense(std::size_t dense) const { return kind_of_[dense]; }
  const AccountTable& accounts() const { return accounts_; }
  AccountTable& accounts() { return accounts_; }
  const PairTable& pairs() const { return pairs_; }
  const SharedKeys& shared_keys() const { return shared_keys_; }
  const AttributeTable& attributes() const { return attributes_; }
  const DelayShape& delays() const { return delays_; }
  const ReuseVelocity& reuse() const { return reuse_; }
  // Of an object that was first seen in this post; none if the post or its account is forgotten.
  std::optional<ReuseVelocity::Origin> origin_of(AccountIndex account, const PostInfo* post) const;
  const ControlPopulation& controls() const { return controls_; }
  const Evenness& usual_evenness() const { return usual_evenness_; }  // of the baseline
  // What this stream has shown to be usual, as of the last settle().
  Baseline baseline() const;
  EvidenceStats stats() const;
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  // Per dense kind: E and X (selection.h) over the current and the previous epoch.
  struct ChanceModel {
    double touches = 0, touches_before = 0;
    double coincidences = 0, coincidences_before = 0;
    void remove(double e, double x);
    template <class Archive>
    void archive(Archive& ar) {
      auto& [touches_, touches_before_, coincidences_, coincidences_before_] = *this;
      ar(touches_, touches_before_, coincidences_, coincidences_before_);
    }
  };
  void assume(const Baseline&);
  double kappa(std::size_t dense_kind) const;
  double expected_meetings(std::size_t dense_kind, std::span<const AccountIndex> members) const;
  double share_of_acts(std::size_t dense_kind, std::span<const AccountIndex> members) const;
  // If both did `more` things as well.
  double by_chance(std::size_t dense_kind, const Account& a, const Account& b,
                   std::uint32_t more = 0) const;
  // By dense kind, 0 where nothing is shared.
  using KindNats = std::array<double, kMaxCoactionKinds>;
  double average_of(const KindNats& nats) const;
  static double timing_of(const PairRecord& record);
  std::vector<double> kind_weights() const;
  std::optional<Further> further(const PairStanding& standing) const;
  double key_cap() const;
  void rotate(EventTime now);
  void touch(const join::Arrival& arrival, const Trace& trace);
  void meet(const join::Arrival& arrival, std::size_t dense_kind, Account& self);
  void learn_reuse(const join::Arrival& arrival, std::size_t dense_kind, const Account& self);
  void revise(PairRecord& record);
  void leave_chance(PairRecord& record);
  void forget(AccountIndex index, std::vector<KeyHash>& unnamed);
  void leave_community(std::string_view name);
  std::shared_ptr<const PostInfo> post(PostSeq seq) const;
  std::shared_ptr<const Capture> capture_of(const TracedPost& post);
  std::shared_ptr<const Community> community_of(const TracedPost& post);

  EvidenceConfig config_;
  std::vector<KindModel> kinds_;
  std::vector<std::size_t> dense_;                                   // KindId -> dense kind
  std::vector<KindId> kind_of_;                                      // dense kind -> KindId
  std::size_t site_kind_ = std::numeric_limits<std::size_t>::max();  // of pages, if there is one
  AccountTable accounts_;
  AttributeTable attributes_;
  PairTable pairs_;
  SharedKeys shared_keys_;
  Translations translations_;
  std::vector<double> prior_coincidences_;  // by dense kind: X0 for the E0 of the configuration
  std::vector<ChanceModel> chance_;         // by dense kind
  ProvisionalGroups groups_;
  DelayShape delays_;
  ReuseVelocity reuse_;
  ControlPopulation controls_;
  Evenness usual_evenness_;
  TimingMeter meter_;
  std::vector<Account*> peers_;  // of the arrival at hand; reused
  // Of the post at hand: whether it links to pages, and whose post it acts upon, if that is known.
  bool links_ = false;
  std::optional<AccountIndex> acted_upon_;
  ClueGroups clue_groups_;
  std::int64_t epoch_ = 0;
  std::uint64_t coactions_ = 0, erased_ = 0, flagged_ = 0;
  // Of the last post that told: many share one.
  std::shared_ptr<const Capture> capture_;
  std::shared_ptr<const Community> community_;
  struct RecentPosts;
  std::unique_ptr<RecentPosts> recent_;
};

}  // namespace lockstep::evidence
