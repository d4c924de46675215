// NormalizedSource: raw partitions, read by way of their normalised ones.
//
// Every raw partition has a normalised partition, of the same number in a topic of its own
// (LiveConfig::normalized_name). Its records are in the order of the raw ones and carry frames
// (src/runtime/frame.h), which say of which raw records they tell. So everything here is counted in
// raw offsets: positions, decisions, commits and late records are those of an instance that reads
// the raw topics, and one can go on where the other ended.
//
// A partition is at its end if its normalised one is; whether the raw one is too, is asked for
// (end_offset), so a normaliser that is behind never makes a partition idle. Frames that were there
// before are skipped; what no frame covers is told in the log and counted. Used by one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lockstep/runtime/live_io.h"

namespace lockstep::runtime {

inline constexpr std::string_view kFrameHeader = "lockstep.frame";

// Raw offsets that a frame covers: from <= offset < next.
struct FrameCover {
  std::int64_t from = 0, next = 0;
};
// Empty if it is no frame.
std::optional<FrameCover> cover_of(std::string_view frame);

class NormalizedSource final : public PartitionedSource {
 public:
  struct Outside {
    std::vector<std::string> topics;  // by PartitionId::topic, for the log
    // The offset in the normalised partition of the first frame that covers more than the raw
    // records below `raw`.
    std::function<StatusOr<std::int64_t>(PartitionId, std::int64_t raw)> locate;
    std::function<StatusOr<std::int64_t>(PartitionId)> raw_end;
  };
  // `frames` reads the normalised partitions and sets RecordView::frame.
  NormalizedSource(std::unique_ptr<PartitionedSource> frames, Outside outside);
  ~NormalizedSource() override;

  Status seek(const std::vector<std::pair<PartitionId, std::int64_t>>& from) override;
  // One record per raw record that gave posts; its bytes are a frame, whole.
  StatusOr<std::size_t> read(Partition partition, std::size_t most,
                             const std::function<void(const RecordView&)>& take) override;
  Position position(Partition partition) const override;
  void wait(std::chrono::milliseconds most) override { frames_->wait(most); }
  StatusOr<std::int64_t> end_offset(Partition partition) override;
  // As far as the normalised partition tells: what normalisers have yet to read is their lag.
  std::int64_t known_end(Partition partition) const override;

 private:
  struct Lane;
  using Take = std::function<void(const RecordView&)>;
  bool take_frame(Lane& lane, const RecordView& record, const Take& take);
  static void add_part(Lane& lane);
  static void hand_out(Lane& lane, std::string_view bytes, const Take& take);
  void cover(Lane& lane) const;

  std::unique_ptr<PartitionedSource> frames_;
  Outside outside_;
  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace lockstep::runtime
