// What a group of accounts does together: a row of a table, for campaigns and benign crowds alike.
// The two differ in truth and in the clues they leave, in nothing else. Ranges are drawn per seed.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace lockstep::lab {

template <class T>
struct Span2 {
  T low{}, high{};
};

enum class Recruit : std::uint8_t {
  kFactory,     // accounts of its own
  kAnyone,      // organic accounts of its language
  kInterested,  // those among them who follow its topic
};

enum class Lead : std::uint8_t {
  kMember,    // whoever comes first, on each platform
  kStar,      // always the first member: an artist, a brand
  kNewcomer,  // a fresh account, another each wave, that the others answer
};

// Which members take part in a wave.
enum class Turnout : std::uint8_t {
  kRandom,    // each with the drawn participation
  kShifts,    // every third wave is a third of the members'
  kRotating,  // half of them, another half every three waves
};

// How members follow the first of a wave; `spread_s` is the parameter.
enum class Tempo : std::uint8_t {
  kUniform,      // anywhere within it
  kReaction,     // organic-looking: SEISMIC delays, cut at it
  kLognormal,    // around this median, sigma 1.2 (fans), cut at a day
  kExponential,  // with this mean
};

// The words of a wave.
enum class Wording : std::uint8_t {
  kOwn,        // everybody's own
  kIdentical,  // a text to copy
  kSwaps,      // small words swapped
  kSpintax,    // several slots filled from a few alternatives each
  kReworded,   // the same said anew, as a language model would
  kHeadline,   // the headline of the story
  kStory,      // whatever people write beside a link (Behaviour::share)
};

// Where its links lead.
enum class Sites : std::uint8_t { kOwn, kPublic, kOneEach };

// Traces of a common operator. Chances that the group leaves this one; `at_least` are left.
struct CluePlan {
  double redirector = 0;    // all links go through one of its own
  double analytics = 0;     // one analytics id on all its sites
  double creation = 0;      // accounts made within a few hours or days
  double lines = 0;         // a share of the members on one or two lines
  double persona = 0;       // handles and biographies of one make
  double registration = 0;  // registered from one or two lines
  int at_least = 0;
  Span2<double> leak = {1, 1};  // share of the members that lines, persona and registration cover
  double devices = 0.66;        // share of those on a common line who share the device, too
  bool subnet = false;          // neighbouring addresses instead of the same
  Span2<double> created_within_h = {2, 48};
};

struct GroupPlan {
  std::string_view name = {};  // in the truth files: of a campaign its tactic, of a crowd its kind
  std::string_view summary = {};
  bool campaign = false;

  // Who. A size of 0 is drawn from those of real operations (DETECTION 8.2).
  Span2<int> size = {};
  double population_share = 0;  // of all accounts, within `size`; 0 = `size` alone
  Recruit recruit = Recruit::kFactory;
  int platforms = 1;                        // how many it works on; 0 = like everybody
  std::array<double, 4> platform_shares{};  // of x, bluesky, ...; all 0 = drawn
  bool many_languages = false;
  Lead lead = Lead::kMember;
  bool outlets = false;                 // declared, verified pages
  bool automated = false;               // declared
  Span2<double> camouflage = {-1, -1};  // share of its accounts' posts that is not; -1 = any rate
  Span2<double> weekly_turnover = {};   // share of the members replaced
  bool mainstream = false;              // members chase what is popular

  // When. `waves` in all, or `daily`; over a life of `days` (0 = all the time).
  Span2<int> waves = {};
  Span2<double> daily = {};
  Span2<double> days = {};
  double solos = 0;  // a day: posts of one member alone
  bool on_the_hour = false, day_and_night = false;
  Tempo tempo = Tempo::kUniform;
  Span2<double> spread_s = {};
  Span2<double> participation = {1, 1};
  Turnout turnout = Turnout::kRandom;
  bool hand_off = false;      // the other platforms follow after 10 minutes to 12 hours
  Span2<double> uptake = {};  // outsiders who join in, per act of a member

  // What: shares of a wave's acts.
  double reposts = 0, replies = 0;  // of the first post on its platform
  double links = 0, pictures = 0, tags = 0;
  Wording wording = Wording::kOwn;
  Sites sites = Sites::kOwn;
  Span2<int> site_count = {1, 1};
  bool split_keys = false;  // many pages instead of one
  bool obfuscated = false;

  CluePlan clues = {};
};

}  // namespace lockstep::lab
