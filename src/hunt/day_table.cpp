#include "day_table.h"

#include "lockstep/hunt/hunts.h"

namespace lockstep::hunt {

void DayTable::touch(KindId kind, KeyHash key, const std::string& text, KeyHash quoted,
                     const Visitor& visitor) {
  auto& object = objects_.use(key, [&](DayObject& fresh) {
    fresh.kind = kind;
    fresh.key = key;
    fresh.quoted = quoted;
    fresh.text = text;
  });
  object.last = visitor.time;
  const auto pair = mix64(key ^ mix64(visitor.account));
  if (pairs_.size() < max_pairs_ ? !pairs_.insert(pair).second : pairs_.contains(pair)) return;
  if (object.accounts++ == 0) object.first = visitor.time;
  if (visitor.young) {
    ++object.aged;
    object.young += *visitor.young ? 1U : 0U;
  }
  object.unprompted += visitor.unprompted ? 1U : 0U;
  if (object.arrivals.size() < kMostArrivals) object.arrivals.push_back(visitor.ms_of_day);
  const bool fits = !visitor.post.empty() && visitor.post.size() <= DayObject::kMaxExample;
  if (fits && object.examples.size() < kMaxExamples) object.examples.push_back(visitor.post);
}

void DayTable::clear() {
  pairs_.clear();
  objects_.clear();
}

}  // namespace lockstep::hunt
