#include "lockstep/report/alert_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "lockstep/alert/read_flat.h"

namespace lockstep::report {
namespace {

constexpr std::size_t kSuggestions = 5, kTypingErrors = 3;

VersionNote note_of(const alert::Alert& a) {
  return {a.version,    a.status,        a.assessment, a.tier,   a.detected_at,
          a.confidence, a.account_count, a.post_count, a.changes};
}

bool ranks_higher(const BookEntry* a, const BookEntry* b) {
  const auto rank = [](const BookEntry& e) {
    const VersionNote& n = e.newest();
    return std::tuple(n.assessment == alert::Assessment::kCoordinatedInauthentic, n.confidence,
                      n.account_count, n.detected_at);
  };
  const auto ours = rank(*a), theirs = rank(*b);
  return ours != theirs ? ours > theirs : a->alert_id < b->alert_id;
}

// Keeps `history` by version, without twins.
void insert(BookEntry& entry, VersionNote note) {
  auto& all = entry.history;
  const auto at = std::lower_bound(
      all.begin(), all.end(), note.version,
      [](const VersionNote& n, std::uint32_t version) { return n.version < version; });
  if (at != all.end() && at->version == note.version) {
    *at = std::move(note);
    return;
  }
  all.insert(at, std::move(note));
  if (all.size() <= AlertBook::kMaxVersions) return;
  all.erase(all.begin() + 1);
  ++entry.versions_left_out;
}

// Levenshtein's distance.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

// How little of what was asked differs from the id, or its beginning if only that was given.
std::size_t unlike(std::string_view asked, std::string_view id) {
  return std::min(distance(asked, id), distance(asked, id.substr(0, asked.size())));
}

}  // namespace

const VersionNote* BookEntry::note_of(std::uint32_t version) const {
  const auto found = std::find_if(history.begin(), history.end(),
                                  [&](const VersionNote& n) { return n.version == version; });
  return found == history.end() ? nullptr : &*found;
}

Status AlertBook::read(std::string_view line) {
  LOCKSTEP_ASSIGN(const alert::Alert alert, alert::from_flat_json(line));
  add(alert, line);
  return absl::OkStatus();
}

void AlertBook::add(const alert::Alert& alert, std::string_view line) {
  ++versions_read_;
  auto found = entries_.find(alert.alert_id);
  if (found == entries_.end() && entries_.size() >= options_.max_alerts) {
    ++versions_refused_;
    return;
  }
  if (found == entries_.end()) found = entries_.try_emplace(alert.alert_id).first;
  BookEntry& entry = found->second;
  entry.alert_id = alert.alert_id;
  entry.campaign_id = alert.campaign_id;
  insert(entry, report::note_of(alert));
  if (alert.version == entry.newest().version) {
    entry.admiralty = alert.admiralty;
    entry.platforms = alert.platforms;
    entry.first_post_at = alert.first_post_at;
  }
  if (wanted(alert, entry.newest().version)) hold(entry, line);
  if (options_.only.empty()) return;
  if (std::any_of(alert.accounts.begin(), alert.accounts.end(),
                  [&](const alert::Member& m) { return m.account == options_.only; }))
    naming_only_[alert.alert_id] = alert.version;
}

bool AlertBook::wanted(const alert::Alert& alert, std::uint32_t newest) const {
  if (options_.max_held_bytes == 0) return false;
  if (!options_.only.empty() && options_.only != alert.alert_id &&
      options_.only != alert.campaign_id)
    return false;
  return alert.version == (options_.version > 0 ? options_.version : newest);
}

void AlertBook::hold(BookEntry& entry, std::string_view line) {
  held_bytes_ += line.size();
  held_bytes_ -= entry.line.size();
  entry.line = line;
  if (held_bytes_ > options_.max_held_bytes) make_room();
}

// Down to three quarters, so that the next line does not ask again.
void AlertBook::make_room() {
  const auto order = ranked();
  for (auto last = order.rbegin(); last != order.rend(); ++last) {
    if (held_bytes_ <= options_.max_held_bytes / 4 * 3) return;
    std::string& line = entries_.find((*last)->alert_id)->second.line;
    held_bytes_ -= line.size();
    line = {};
  }
}

std::vector<const BookEntry*> AlertBook::ranked() const {
  std::vector<const BookEntry*> order;
  order.reserve(entries_.size());
  for (const auto& [id, entry] : entries_) order.push_back(&entry);
  std::sort(order.begin(), order.end(), ranks_higher);
  return order;
}

const BookEntry* AlertBook::find(std::string_view id) const {
  if (const auto found = entries_.find(id); found != entries_.end()) return &found->second;
  const BookEntry* last = nullptr;
  for (const auto& [alert_id, entry] : entries_) {
    if (entry.campaign_id.empty() || entry.campaign_id != id) continue;
    if (last == nullptr || last->newest().detected_at < entry.newest().detected_at) last = &entry;
  }
  return last;
}

std::vector<std::string> AlertBook::nearest() const {
  std::vector<std::string> words;
  for (const auto& [id, version] : naming_only_) {
    if (words.size() == kSuggestions) return words;
    words.push_back(fmt::format("it is an account that {} names (version {})", id, version));
  }
  std::vector<std::pair<std::size_t, std::string>> alike;
  for (const auto& [id, entry] : entries_) {
    for (const std::string& name : {entry.alert_id, entry.campaign_id})
      alike.emplace_back(unlike(options_.only, name), name);
  }
  std::sort(alike.begin(), alike.end());
  for (const auto& [errors, name] : alike) {
    if (words.size() == kSuggestions || errors > kTypingErrors) break;
    if (!name.empty()) words.push_back(fmt::format("did you mean {}?", name));
  }
  if (words.empty() && !entries_.empty())
    words.push_back(fmt::format("the surest of {} alerts there is {}", entries_.size(),
                                ranked().front()->alert_id));
  if (words.empty()) words.emplace_back("there is no alert at all");
  return words;
}

}  // namespace lockstep::report
