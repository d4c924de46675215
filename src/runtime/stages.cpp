#include "stages.h"

#include <fmt/format.h>

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

void StatelessStages::process(Batch& batch) {
  if (batch.records.empty()) return;
  normalize::Adapter* adapter = adapters_[batch.input].get();
  LOCKSTEP_CHECK(adapter != nullptr);  // only an input without records has none
  batch.posts.reserve(batch.records.size());
  for (std::size_t i = 0; i < batch.records.size(); ++i) process_record(batch, i, *adapter);
}

void StatelessStages::process_record(Batch& batch, std::size_t index, normalize::Adapter& adapter) {
  const BatchRecord& record = batch.records[index];
  const std::string_view bytes = batch.bytes_of(index);
  const auto reject = [&](std::string_view stage, normalize::Rejection why) {
    batch.rejections.push_back({index, stage, std::move(why)});
  };
  if (record.oversized || bytes.size() > record_bytes_)
    return reject("read", {Reason::kOversized, fmt::format("longer than {} bytes", record_bytes_)});

  parsed_.clear();
  adapter.parse(bytes, parsed_);
  if (parsed_.posts.empty() && parsed_.rejections.empty())
    parsed_.reject(Reason::kUnknownShape, "nothing in it that this format knows");
  for (auto& rejection : parsed_.rejections) reject("adapt", std::move(rejection));

  if (parsed_.posts.empty()) return;
  const Digest digest = sha256(bytes);
  for (Post& post : parsed_.posts) {
    post.source = record.at;
    post.sha256 = digest;
    if (auto rejection = normalizer_->normalize(post, record.broker_time)) {
      reject("normalize", *std::move(rejection));
      continue;
    }
    BatchPost& traced = batch.posts.add();
    signals::trace(post, registry_, traced.post);
    traced.trusted_clock = post.observed_at ? post.observed_at : record.broker_time;
    if (!keeps_normalized_) continue;
    auto& kept = batch.normalized.emplace_back();
    kept.id = post.post_id;
    normalize::write_json(post, kMaxPostJson, kept.json);
    write_post(traced, kept.framed);
  }
}

}  // namespace lockstep::runtime
