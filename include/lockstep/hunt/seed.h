// What an investigation starts from, as a person names it: KIND:VALUE.
//
//   account:x:123        an account, as "platform:native id"
//   url:www.a.example/p?utm_source=q
//   domain:a.example     hashtag:vote     media:<pdq, dhash, sha256>     text:"some words"
//   KIND:VALUE           any other kind of trace that the registry knows (ip, device, redirect,
//   ...)
//
// A value is read as posts are: it is put into a post, normalised and traced, so that a link with
// tracking parameters finds the page, and a wording or a picture finds its near-duplicates. What no
// rule is known for is taken as it is; so is what an output of the program calls an object.
//
// Next: hunt/investigation.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/core/trace.h"
#include "lockstep/normalize/normalizer.h"
#include "lockstep/signals/signal.h"
#include "lockstep/similar/similar.h"

namespace lockstep::hunt {

struct Seed {
  std::string given;       // KIND:VALUE, as it came
  std::string kind;        // "account", or the name of a kind of trace
  std::string value;       // as it came, without quotation marks
  std::string understood;  // what is looked for: the account, the canonical form, the folded words
  KindId kind_id = 0;      // unless it is an account
  std::vector<KeyHash> keys;
  std::vector<Sketch> sketches;  // their like is looked for
  std::string phrase;            // folded; posts whose excerpt holds it are looked for

  bool is_account() const noexcept { return kind == "account"; }
};

// Reads seeds, and knows what touches them. Not thread-safe.
class SeedReader {
 public:
  static constexpr std::size_t kMinPhrase = 4;  // bytes of a folded phrase

  // `registry` must outlive the reader. Fails if a data file of the normaliser cannot be read.
  static StatusOr<std::unique_ptr<SeedReader>> make(const normalize::NormalizeConfig&,
                                                    const similar::SimilarConfig&,
                                                    const signals::Registry& registry);

  // kInvalidArgument: no KIND:VALUE, an unknown kind, or a value that is none of its kind.
  StatusOr<Seed> read(std::string_view text);

  // Whether a trace, or a sketch before it has a key, is of what the seed names.
  bool touches(const Seed& seed, const Trace& trace);
  bool touches(const Seed& seed, const Sketch& sketch);
  // Whether the seed is what an output calls the object of a trace of its kind.
  static bool calls(const Seed& seed, const Trace& trace);

 private:
  SeedReader(std::unique_ptr<normalize::Normalizer>, const similar::SimilarConfig&,
             const signals::Registry&, EventTime any_time);
  Status understand(Seed& seed);
  bool holds_phrase(const Seed& seed, std::string_view excerpt);
  std::string fold(std::string_view text);

  std::unique_ptr<normalize::Normalizer> normalizer_;
  similar::SimilarConfig similar_;
  const signals::Registry& registry_;
  EventTime any_time_;  // one the normaliser takes
};

}  // namespace lockstep::hunt
