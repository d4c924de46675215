// Accounts made alike: handles of one template, one biography, one portrait, one hour of birth.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "biography.h"
#include "handle_pattern.h"
#include "hex_words.h"
#include "lockstep/core/time.h"
#include "lockstep/signals/signal.h"
#include "portrait.h"

namespace lockstep::signals {
namespace {

constexpr std::size_t kMaxPortraits = 2;
constexpr std::size_t kRfc3339Hour = 13;  // characters of "2026-04-16T09"
constexpr std::size_t kRfc3339Day = 10;   // of "2026-04-16"
constexpr std::int64_t kDayMicros = 86'400'000'000;

enum Kind : std::size_t {
  kHandlePattern,
  kBio,
  kPersona,
  kAvatar,
  kCreation,
  kCreationDay,
  kCamera,
  kCameraBody,
  kPicturePlace
};

// A platform's default handle pattern is common there and so weighs little by itself, and
// neighbours who cycle have two phrases of their biographies in common: a persona is both at once.
constexpr KindDef kKinds[] = {
    {.name = "handle-pattern",
     .evidence = "have handles of one pattern",
     .weighing = Weighing::kAttribute,
     .prior = 0.2,
     .cap = 4.0,
     .group = "handle",
     .clue = true},
    {.name = "bio",
     .evidence = "have nearly the same biography",
     .weighing = Weighing::kAttribute,
     .prior = 0.2,
     .cap = 4.0,
     .group = "bio",
     .clue = true,
     .ties = true},
    {.name = "persona",
     .evidence = "have handles and biographies of one make",
     .weighing = Weighing::kAttribute,
     .prior = 0.2,
     .cap = 4.0,
     .group = "bio",
     .clue = true,
     .ties = true},
    {.name = "avatar",
     .evidence = "have the same profile picture",
     .weighing = Weighing::kAttribute,
     .prior = 0.2,
     .cap = 5.0,
     .clue = true,
     .ties = true},
    {.name = "creation",
     .evidence = "were created within the same hour",
     .weighing = Weighing::kAttribute,
     .prior = 0.2,
     .cap = 4.0,
     .group = "creation",
     .clue = true,
     .ties = true},
    {.name = "creation-day",
     .evidence = "were created on the same day",
     .weighing = Weighing::kAttribute,
     .prior = 0.2,
     .cap = 4.0,
     .group = "creation",
     .clue = true,
     .ties = true},
    // A model is worth the 3 nats of a clue where one account in 200 has
    // it, no more, and ties nobody by itself: whole towns buy one telephone.
    {.name = "camera",
     .evidence = "have profile pictures from one model of camera",
     .weighing = Weighing::kAttribute,
     .prior = 0.1,
     .cap = 3.0,
     .group = "portrait",
     .clue = true,
     .copied = true},
    // Of a device one is sure that its owner holds it; of a portrait's
    // camera, that a photographer did. So these are worth an address.
    {.name = "camera-body",
     .evidence = "have profile pictures from the same camera",
     .weighing = Weighing::kAttribute,
     .prior = 0.2,
     .cap = 5.0,
     .group = "portrait",
     .clue = true,
     .ties = true,
     .copied = true},
    {.name = "picture-place",
     .evidence = "have profile pictures taken at the same spot",
     .weighing = Weighing::kAttribute,
     .prior = 0.2,
     .cap = 5.0,
     .group = "portrait",
     .clue = true,
     .ties = true,
     .copied = true}};

// The pictures of a record of an account are its profile's. Those of posts are not looked at: news
// photographs keep the number of their camera, and everybody copies them, so that one
// photographer's readers would look like one operator.
void trace_portraits(const Post& post, TraceSink& out) {
  if (post.event != EventKind::kAccount) return;
  for (std::size_t i = 0; i < std::min(post.media.size(), kMaxPortraits); ++i) {
    const auto& picture = post.media[i];
    const auto name = picture_name(picture);
    if (name.empty()) continue;  // cannot be told from its copies
    const auto add = [&](Kind kind, const std::string& value) {
      out.add(kind, value, fmt::format("{} on picture {}", value, name));
    };
    if (!picture.exif_camera.empty())
      add(names_body(picture.exif_camera) ? kCameraBody : kCamera, picture.exif_camera);
    if (names_spot(picture.exif_gps)) add(kPicturePlace, picture.exif_gps);
  }
}

void extract(const Post& post, TraceSink& out) {
  const auto& author = post.author;
  for (const auto& pattern : handle_patterns(author.handle)) {
    out.add(kHandlePattern, post.platform + ':' + pattern, pattern);
  }
  const auto& biography = traits_of_biography(author.bio);
  if (biography.has_sketch) out.add(kBio, biography.sketch, author.bio);
  if (!biography.phrase_pairs.empty()) {
    if (const auto shape = handle_shape(author.handle); !shape.empty()) {
      for (const auto& pair : biography.phrase_pairs)
        out.add(kPersona, fmt::format("{} | {}", shape, pair));
    }
  }
  if (const auto pdq = hex_words<4>(author.avatar_pdq)) {
    out.add(kAvatar, PdqSketch{*pdq}, "pdq:" + author.avatar_pdq);
  }
  if (author.created_at) {
    const auto hour = format_rfc3339(*author.created_at).substr(0, kRfc3339Hour);
    // Some platforms tell the day alone, as its first moment.
    if (to_micros(*author.created_at) % kDayMicros != 0)
      out.add(kCreation, post.platform + ':' + hour, hour + "h UTC on " + post.platform);
    const auto day = hour.substr(0, kRfc3339Day);
    out.add(kCreationDay, post.platform + ':' + day, day + " on " + post.platform);
  }
  trace_portraits(post, out);
}

}  // namespace

extern constexpr SignalDef identity{
    .name = "identity",
    .summary =
        "handle patterns, biographies, portraits, their cameras and times of creation in common",
    .source =
        "Beskow & Carley 2019, doi:10.1007/s10588-018-09290-1 (names); "
        "Pacheco et al. 2021, doi:10.1609/icwsm.v15i1.18075 (profiles); "
        "Bellutta & Carley 2023 (creation bursts); CIPA DC-008 Exif 2.32 (cameras)",
    .family = Family::kIdentity,
    .kinds = kKinds,
    .extract = extract};

}  // namespace lockstep::signals
