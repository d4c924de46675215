#include "stages.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "frame.h"
#include "lockstep/core/check.h"
#include "lockstep/core/hash.h"
#include "lockstep/normalize/post_json.h"

namespace lockstep::runtime {

using normalize::Reason;

namespace {

constexpr std::size_t kMaxPostJson = 256 << 10;  // beside its frame

}  // namespace

StatusOr<std::unique_ptr<StatelessStages>> StatelessStages::make(
    const std::vector<Input>& inputs, const normalize::NormalizeConfig& config,
    const signals::Registry& registry) {
  std::unique_ptr<StatelessStages> stages(new StatelessStages(registry));
  stages->record_bytes_ = static_cast<std::size_t>(config.record_bytes);
  LOCKSTEP_ASSIGN(stages->normalizer_, normalize::Normalizer::make(config));
  for (const Input& input : inputs) {
    stages->adapters_.emplace_back();
    if (input.format == nullptr) continue;
    LOCKSTEP_ASSIGN(stages->adapters_.back(), input.format->make(input.adapter));
  }
  return stages;
}

// A few records at a time, and all of them through one stage before the next: the stages together
// are more code than the instruction cache holds, and a post is small.
void StatelessStages::process(Batch& batch) {
  if (batch.records.empty()) return;
  normalize::Adapter* adapter = adapters_[batch.input].get();
  LOCKSTEP_CHECK(adapter != nullptr);  // only an input without records has none
  for (std::size_t begin = 0; begin < batch.records.size(); begin += kGroup) {
    const std::size_t rejected = batch.rejections.size();
    parsed_.clear();
    records_.clear();
    for (std::size_t i = begin; i < std::min(begin + kGroup, batch.records.size()); ++i)
      parse_record(batch, i, *adapter);
    name_posts(batch);
    normalize_posts(batch);
    trace_posts(batch);
    std::stable_sort(batch.rejections.begin() + static_cast<std::ptrdiff_t>(rejected),
                     batch.rejections.end(),
                     [](const auto& a, const auto& b) { return a.record < b.record; });
  }
}

// Adds to parsed_, and to records_ where its posts come from.
void StatelessStages::parse_record(Batch& batch, std::size_t index, normalize::Adapter& adapter) {
  const BatchRecord& record = batch.records[index];
  const std::string_view bytes = batch.bytes_of(index);
  if (record.oversized || bytes.size() > record_bytes_) {
    auto why = fmt::format("longer than {} bytes", record_bytes_);
    batch.rejections.push_back({index, "read", {Reason::kOversized, std::move(why)}});
    return;
  }
  adapter.parse(bytes, parsed_);
  if (parsed_.posts.size() == records_.size() && parsed_.rejections.empty())
    parsed_.reject(Reason::kUnknownShape, "nothing in it that this format knows");
  for (auto& rejection : parsed_.rejections)
    batch.rejections.push_back({index, "adapt", std::move(rejection)});
  parsed_.rejections.clear();
  records_.resize(parsed_.posts.size(), index);
}

void StatelessStages::name_posts(const Batch& batch) {
  Digest digest{};
  for (std::size_t i = 0; i < records_.size(); ++i) {
    Post& post = parsed_.posts[i];
    if (i == 0 || records_[i] != records_[i - 1]) digest = sha256(batch.bytes_of(records_[i]));
    post.source = batch.records[records_[i]].at;
    post.sha256 = digest;
  }
}

// A post that is rejected has no record from then on.
void StatelessStages::normalize_posts(Batch& batch) {
  for (std::size_t i = 0; i < records_.size(); ++i) {
    const auto& clock = batch.records[records_[i]].broker_time;
    auto rejection = normalizer_->normalize(parsed_.posts[i], clock);
    if (!rejection) continue;
    batch.rejections.push_back({records_[i], "normalize", *std::move(rejection)});
    records_[i] = kNone;
  }
}

void StatelessStages::trace_posts(Batch& batch) {
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (records_[i] == kNone) continue;
    const Post& post = parsed_.posts[i];
    BatchPost& traced = batch.posts.add();
    signals::trace(post, registry_, traced.post);
    traced.trusted_clock =
        post.observed_at ? post.observed_at : batch.records[records_[i]].broker_time;
    if (!keeps_normalized_) continue;
    auto& kept = batch.normalized.emplace_back();
    kept.id = post.post_id;
    normalize::write_json(post, kMaxPostJson, kept.json);
    write_post(traced, kept.framed);
  }
}

}  // namespace lockstep::runtime
