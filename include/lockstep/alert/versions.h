// Which alerts to publish: a campaign's first, and after that only what changed in a way that
// matters (members by a tenth, platform, tier, assessment, confidence by ten points), no more often
// than the pace of its tier allows. What comes too soon waits; the newest is what is published
// then. A first version, another tier or assessment never waits. What does not matter is said when
// the alert is closed: its last version names everybody.
//
// What the last versions quote is held until the quoted post is deleted: erase(). Whom they name,
// until the account is erased: erase_account().
//
// Bounded by the campaigns the tracker remembers, if it is told to forget() what the tracker
// forgets. Holds the last published alert of each, and of an open one the newest draft. Not
// thread-safe: one owner, calls in order of ticks.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lockstep/alert/alert.h"
#include "lockstep/core/config_schema.h"

namespace lockstep::alert {

// What a person says of an alert.
enum class Verdict : std::uint8_t {
  kConfirmed,  // it is what it says
  kDismissed,  // it is not: no further version until it is opened again
  kReopened
};

// Least event time between two versions of an alert, by the tier it has.
struct Pace {
  Duration monitor{}, pre_bunk{}, rebut{}, escalate{};

  void describe(ConfigVisitor& v);
  Duration of(Tier tier) const noexcept;
};

// An account that is erased, and what names it beside itself.
struct ErasedAccount {
  std::string name;                    // "platform:id"
  KeyHash hash = 0;                    // hash_of_account()
  std::vector<KeyHash> objects;        // that it could be known by, ascending
  std::vector<std::string> member_of;  // alerts, whether they list it or not
};

class Versions {
 public:
  // `keys` are the deployment keys whose groupings a verdict may name: that of the bundles, and
  // those of bundles that were written before it was changed.
  explicit Versions(std::vector<std::string> keys = {StixOptions().deployment_key}, Pace pace = {})
      : keys_(std::move(keys)), pace_(pace) {}
  // The next version to publish, numbered and with its changes said; empty if nothing matters, or
  // not yet.
  std::optional<Alert> consider(Alert draft);
  // The next versions of those that have waited long enough; by id.
  std::vector<Alert> settle_waiting(EventTime tick);
  // The closing version of an alert, as it was last considered; empty if it was never published or
  // is closed already.
  std::optional<Alert> close(const std::string& alert_id, EventTime tick,
                             const std::string& reason);
  // Closes the alert, if it is open, and knows nothing of it from then on.
  std::optional<Alert> forget(const std::string& alert_id, EventTime tick,
                              const std::string& reason);
  // The version that says so; empty if it was never published, or if that was said already. The
  // alert goes by its id, or by that of its grouping, under any of the keys, in a bundle of any
  // profile that has one.
  std::optional<Alert> judge(const std::string& id, EventTime tick, Verdict verdict,
                             const std::string& reason);
  // The post was deleted: nothing quotes it any more.
  void erase(KeyHash post);
  // The account is erased: nothing names it or quotes it any more. Looks at every alert.
  void erase_account(const ErasedAccount& who);
  // The next versions of the open alerts that lost anything by that and have had none since; by id.
  std::vector<Alert> settle_erased(EventTime tick);
  std::uint64_t erased() const { return erased_texts_; }
  bool knows(const std::string& id) const { return published_.contains(alert_id_of(id)); }
  bool published(const std::string& alert_id) const { return published_.contains(alert_id); }
  // As it was last published; null: never. Valid until something is published or forgotten.
  const Alert* find(const std::string& alert_id) const {
    const auto found = published_.find(alert_id);
    return found == published_.end() ? nullptr : &found->second;
  }
  // Calls visit(alert) with the last version of each, by id.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const auto& [id, alert] : published_) visit(alert);
  }
  std::size_t size() const { return published_.size(); }
  // Drafts that will be published once they have waited long enough.
  std::size_t waiting() const;
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  void remember(const Alert& alert);
  // Takes the draft, if it is news or the last word; if not, it is as it was.
  std::optional<Alert> next(Alert& before, Alert& draft, bool closing = false);
  void wait(Alert draft, bool is_news);
  bool too_soon(const Alert& before, const Alert& draft) const;
  void note_quotes(const Alert& alert);
  void forget_quotes(const Alert& alert);
  std::optional<Alert> take_waiting(const std::string& alert_id);
  struct Draft {
    Alert alert;
    bool is_news = false;  // it came too soon; if not, it changes nothing that matters
    template <class Archive>
    void archive(Archive& ar);
  };
  // What an alert lost, and has not said yet.
  struct Lost {
    bool words = false, account = false;
    template <class Archive>
    void archive(Archive& ar);
  };
  void say_erased(Alert& alert);
  std::vector<std::string> groupings_of(const std::string& alert_id) const;
  const std::string& alert_id_of(const std::string& id) const;
  void note_groupings(const std::string& alert_id);
  std::map<std::string, Alert> published_;  // the last version of each
  std::map<std::string, Draft> waiting_;    // the newest that was not published, of open ones
  std::vector<std::string> keys_;
  Pace pace_;
  std::map<std::string, std::string> alert_of_;        // by the ids of its groupings
  std::set<std::pair<KeyHash, std::string>> quoting_;  // a post, and an alert that quotes it
  std::map<std::string, Lost> erased_;                 // by alert
  std::uint64_t erased_texts_ = 0;
};

}  // namespace lockstep::alert
