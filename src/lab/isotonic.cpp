#include "isotonic.h"

#include <algorithm>

#include "lockstep/core/check.h"

namespace lockstep::lab {
namespace {

struct Block {
  double from = 0, right = 0, count = 0;
  double share() const { return right / count; }
};

}  // namespace

double IsotonicMap::at(double score) const noexcept {
  double probability = steps.front().probability;
  for (const Step& step : steps) {
    if (step.from > score) break;
    probability = step.probability;
  }
  return probability;
}

IsotonicMap fit_isotonic(std::vector<std::pair<double, bool>> scored) {
  LOCKSTEP_CHECK(!scored.empty());
  std::sort(scored.begin(), scored.end());
  std::vector<Block> blocks;
  for (const auto& [score, right] : scored) {
    // Equal scores are one block: there is nothing between them.
    if (blocks.empty() || blocks.back().from < score || blocks.back().count == 0)
      blocks.push_back({score, 0, 0});
    blocks.back().right += right ? 1 : 0;
    blocks.back().count += 1;
  }
  std::vector<Block> pooled;
  for (Block block : blocks) {
    while (!pooled.empty() && pooled.back().share() >= block.share()) {
      block = {pooled.back().from, pooled.back().right + block.right,
               pooled.back().count + block.count};
      pooled.pop_back();
    }
    pooled.push_back(block);
  }
  IsotonicMap map;
  double least = 0;
  for (const Block& block : pooled) {
    // Smoothing a small block must not undo the order.
    least = std::max(least, (block.right + 0.5) / (block.count + 1));
    map.steps.push_back({block.from, least});
  }
  return map;
}

}  // namespace lockstep::lab
