#include "lockstep/report/custody.h"

#include <utility>

#include "lockstep/core/check.h"
#include "lockstep/core/hash.h"

namespace lockstep::report {
namespace {

// "/archive/day.jsonl.zst" and "day.jsonl" are one input.
std::string bare_name(std::string_view input) {
  const auto slash = input.rfind('/');
  if (slash != std::string_view::npos) input.remove_prefix(slash + 1);
  for (const std::string_view packed : {".gz", ".zst"}) {
    if (input.ends_with(packed)) input.remove_suffix(packed.size());
  }
  return std::string(input);
}

}  // namespace

std::string_view name(Custody custody) noexcept {
  switch (custody) {
    case Custody::kMatched:
      return "matched";
    case Custody::kDiffers:
      return "differs";
    case Custody::kMissing:
      return "missing";
    case Custody::kNoDigest:
      return "no digest";
  }
  LOCKSTEP_CHECK(false && "a custody outside its enumeration");
}

CustodyCheck::Place CustodyCheck::place_of(std::string_view input, const alert::Source& at) {
  return {bare_name(input), at.partition, at.offset};
}

CustodyCheck::CustodyCheck(const alert::Alert& alert) : records_(records_of(alert)) {
  for (const RecordReference& r : records_) {
    if (r.sha256.empty()) continue;
    seen_.try_emplace(std::string(r.sha256));
    by_post_.try_emplace(std::string(r.post));
    by_place_.try_emplace(place_of(r.source->topic, *r.source));
  }
}

void CustodyCheck::see(std::string_view input, const alert::Source& at, std::string_view bytes,
                       const std::vector<std::string>& posts) {
  const std::string digest = to_hex(sha256(bytes));
  if (const auto wanted = seen_.find(digest); wanted != seen_.end()) wanted->second = true;
  for (const std::string& post : posts) {
    if (const auto wanted = by_post_.find(post); wanted != by_post_.end()) wanted->second = digest;
  }
  if (!posts.empty()) return;
  const auto wanted = by_place_.find(place_of(input, at));
  if (wanted != by_place_.end()) wanted->second = digest;
}

std::vector<CustodyCheck::Finding> CustodyCheck::findings() const {
  std::vector<Finding> out;
  for (const RecordReference& r : records_) {
    Finding finding{&r, Custody::kNoDigest, {}};
    if (!r.sha256.empty()) {
      const std::string& post = by_post_.find(r.post)->second;
      finding.seen_sha256 =
          post.empty() ? by_place_.find(place_of(r.source->topic, *r.source))->second : post;
      finding.custody = finding.seen_sha256.empty() ? Custody::kMissing : Custody::kDiffers;
      if (seen_.find(r.sha256)->second) finding = {&r, Custody::kMatched, {}};
    }
    out.push_back(std::move(finding));
  }
  return out;
}

}  // namespace lockstep::report
