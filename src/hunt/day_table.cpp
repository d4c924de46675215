#include "day_table.h"

#include "lockstep/hunt/hunts.h"

namespace lockstep::hunt {

DayObject& DayTable::object_of(KindId kind, KeyHash key, const std::string& text) {
  if (const auto found = index_.find(key); found != index_.end()) {
    by_use_.renew(objects_, found->second);
    return objects_[found->second];
  }
  while (index_.size() >= max_objects_) {
    const auto oldest = by_use_.oldest();
    by_use_.remove(objects_, oldest);
    index_.erase(objects_[oldest].key);
    objects_.remove(oldest);
    ++evicted_;
  }
  const auto slot = objects_.add();
  auto& object = objects_[slot];
  object.kind = kind;
  object.key = key;
  object.text = text;
  index_.emplace(key, slot);
  by_use_.push(objects_, slot);
  return object;
}

void DayTable::touch(KindId kind, KeyHash key, const std::string& text, const Visitor& visitor) {
  auto& object = object_of(kind, key, text);
  object.last = visitor.time;
  const auto pair = mix64(key ^ mix64(visitor.account));
  if (pairs_.size() < max_pairs_ ? !pairs_.insert(pair).second : pairs_.contains(pair)) return;
  if (object.accounts++ == 0) object.first = visitor.time;
  if (visitor.young) {
    ++object.aged;
    object.young += *visitor.young ? 1U : 0U;
  }
  object.unprompted += visitor.unprompted ? 1U : 0U;
  if (object.arrivals.size() < DayObject::kMaxArrivals)
    object.arrivals.push_back(visitor.ms_of_day);
  const bool fits = !visitor.post.empty() && visitor.post.size() <= DayObject::kMaxExample;
  if (fits && object.examples.size() < kMaxExamples) object.examples.push_back(visitor.post);
}

void DayTable::clear() {
  index_.clear();
  pairs_.clear();
  objects_ = {};
  by_use_ = {};
}

}  // namespace lockstep::hunt
