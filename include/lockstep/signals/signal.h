// A signal turns a post into traces: keys another account could touch too. One folder each under
// src/signals/<name>/; the folder is the registration. The function pointer cannot capture, so a
// signal is stateless, thread-safe and replayable by its type.
//
// A signal may not put the author or the time into a key (contract test: "anonymous"), sees no
// other post, and emits at most kMaxTracesPerPost traces per post (the rest is dropped).
//
// Next: similar/similar.h (keys for sketches), join/join.h (what meets on a key).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/post.h"
#include "lockstep/core/trace.h"

namespace lockstep {

// Independent kinds of evidence. Outputs list them in this order.
enum class Family : std::uint8_t { kBehaviour, kContent, kInfrastructure, kIdentity, kRhythm };
inline constexpr std::size_t kFamilyCount = 5;
std::string_view name(Family family) noexcept;

// How evidence from a kind is weighed.
//   kCoaction:  an act. Sharing one key proves nothing; the number of different keys shared is
//               judged against chance (evidence/selection.h, DETECTION 2.2).
//   kAttribute: a property. Sharing one rare value is evidence by its rarity (evidence/rarity.h,
//               DETECTION 5): ln(prior / share of accounts with the value), capped.
enum class Weighing : std::uint8_t { kCoaction, kAttribute };

struct KindDef {
  std::string_view name;  // "repost", "ip", "redirect", ...; unique over all signals
  std::string_view
      evidence;  // words for an alert: "reposted the same post", "shared an IP address"
  Weighing weighing = Weighing::kCoaction;
  double weight = 0.0;          // kCoaction: share in the average over kinds (DETECTION 2.4)
  double prior = 0.0;           // kAttribute: pi_j, P(two accounts of one operation share the type)
  double cap = 0.0;             // kAttribute: most nats one value can give
  std::string_view group = {};  // kAttribute: of one group only the largest weight counts
  bool clue = false;            // counts as a clue of the gate (DETECTION amendment 9)
  // kAttribute: the kind whose accounts could show this one (amendment 8: whoever posted a link
  // could show a redirector). Empty, or not in the registry: the accounts that do show this kind.
  std::string_view among = {};
  // kAttribute: can tie accounts into a group by itself. What everyone shows who shares a page (its
  // analytics id) or takes a common template of handles cannot.
  bool ties = false;
  // kAttribute: goes along when what it is on is copied (the EXIF of a picture). Its text names
  // what it is on, and it says nothing until it was seen on several: before, it only repeats the
  // copy.
  bool copied = false;
  bool quotes = false;     // its text is words of the post, which go when the post is deleted
  bool of_target = false;  // its key is the post acted upon: another account's
};

// Collects what one post gives. The same key twice is one trace; an empty value is none.
class TraceSink {
 public:
  static constexpr std::size_t kMaxTracesPerPost = 72;
  // `kinds` are the signal's own, numbered from `first_kind` on.
  TraceSink(TracedPost& out, std::span<const KindDef> kinds, KindId first_kind)
      : out_(out), kinds_(kinds), first_kind_(first_kind) {}
  // `kind` counts within the signal's own `kinds`. The key is key_of(kind name, value); `text`
  // names it to a reader and defaults to `value`, cut to kMaxKeyText.
  void add(std::size_t kind, std::string_view value);
  void add(std::size_t kind, std::string_view value, std::string_view text);
  void add(std::size_t kind, const TextSketch& sketch, std::string_view excerpt);
  void add(std::size_t kind, const PdqSketch& sketch, std::string_view text);
  void add(std::size_t kind, const DhashSketch& sketch, std::string_view text);
  void add(std::size_t kind, const EmbeddingSketch& sketch, std::string_view text);

 private:
  KindId id_of(std::size_t kind) const;

  TracedPost& out_;
  std::span<const KindDef> kinds_;
  KindId first_kind_;
};

struct SignalDef {
  std::string_view name;     // the folder
  std::string_view summary;  // one line
  std::string_view source;   // publication or standard the idea comes from; never empty
  Family family = Family::kBehaviour;
  std::span<const KindDef> kinds;
  void (*extract)(const Post& post, TraceSink& out) = nullptr;
};

namespace signals {

// The key of `value` in the key space of a kind: the same on every machine, whatever the registry.
KeyHash key_of(std::string_view kind_name, std::string_view value) noexcept;

// Every signal, sorted by name; generated from the folders.
std::span<const SignalDef* const> all() noexcept;

// The chosen signals, numbered: a KindId is a place in kinds().
class Registry {
 public:
  struct Kind {
    const KindDef* def;
    const SignalDef* signal;
  };
  // Names that no signal has are returned in `unknown`. Order and repetition of `names` do not
  // matter.
  explicit Registry(std::span<const std::string> names,
                    std::vector<std::string>* unknown = nullptr);
  static Registry with_all();

  std::span<const Kind> kinds() const noexcept { return kinds_; }
  const Kind& kind(KindId id) const { return kinds_[id]; }
  std::optional<KindId> find_kind(std::string_view name) const noexcept;
  // kMaxTracesPerPost applies to traces and sketches together.
  void extract(const Post& post, TracedPost& out) const;

 private:
  struct Entry {
    const SignalDef* signal;
    KindId first_kind;
  };
  std::vector<Entry> signals_;
  std::vector<Kind> kinds_;
};

// Copies identity and facts of a normalised post and runs every signal of the registry over it.
// Keys made upstream (post.objects) become traces of the kind they name.
TracedPost trace(const Post& post, const Registry& registry);
// The same into a post of before, every member of which is set.
void trace(const Post& post, const Registry& registry, TracedPost& out);

}  // namespace signals
}  // namespace lockstep
