// The case graph: what a set of alerts says, as one property graph. An account named by two alerts
// is one node, and so is a domain that two campaigns link to; that is what the graph is for.
//
// It holds what the flat alerts hold and no relation beyond it (docs/INVESTIGATING.md lists every
// kind of node and verb). Accounts are joined through what they share, not with each other, since
// an alert lists no pairs. A hash or pseudonym of an alert is a node under that name.
//
// Nodes merge by kind and value, edges by their ends, verb and kind of evidence; where two alerts
// tell differently of one thing, the higher ranked of them counts. A function of the alerts alone.
//
// Bounds: no alert is begun once there are `max_elements` nodes and edges, so there are at most
// that many and those of one alert; about 500 bytes each. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/core/time.h"
#include "lockstep/report/alert_book.h"

namespace lockstep::report {

// What can be said of a node or an edge, in the order in which it is written.
enum class Field : std::uint8_t {
  kAs,
  kValue,
  kPlatform,
  kHandle,
  kPlatformKind,
  kCreatedAt,
  kFirstSeen,
  kAt,
  kFirstAt,
  kLastAt,
  kTopic,
  kPartition,
  kOffset,
  kSha256,
  kCollector,
  kRequestId,
  kRecords,
  kShortened,
  kLang,
  kTranslation,
  kAlerts,
  kCampaigns,
  kVersion,
  kStatus,
  kAssessment,
  kTier,
  kConfidence,
  kAdmiralty,
  kCoordination,
  kInauthenticity,
  kDetectedAt,
  kWindowStart,
  kWindowEnd,
  kFirstPostAt,
  kAccounts,
  kPosts,
  kPlatforms,
  kLanguages,
  kTechniques,
  kCountries,
  kFamilies,
  kSummary,
  kDataMinimisation,
  kRetentionUntil,
  kSignal,
  kWeight,
  kSentence,
  kRole,
  kBasis,
  kScore,
  kShare,
  kDelay,
  kJump,
  kFollowers,
  kViews,
  kTopViews,
  kFromFollowers,
  kToFollowers,
  kObject,
};

enum class FieldType : std::uint8_t { kText, kTexts, kWhole, kNumber, kTime, kFlag };
struct FieldDef {
  std::string_view name;
  FieldType type;
  bool of_nodes, of_edges;
};
// By Field.
std::span<const FieldDef> field_defs() noexcept;

// Of the type that its definition says.
using FieldValue =
    std::variant<std::string, std::vector<std::string>, std::int64_t, double, EventTime, bool>;

class Fields {
 public:
  // What was said first stays. An empty text or list says nothing.
  void set(Field, FieldValue);
  void set_earliest(Field, EventTime);
  void set_latest(Field, EventTime);
  void add_to(Field, std::string);  // to a list, sorted, each once

  const FieldValue* find(Field) const;
  const std::vector<std::pair<Field, FieldValue>>& all() const { return values_; }  // by Field

 private:
  FieldValue* find_or_add(Field, bool& added);

  std::vector<std::pair<Field, FieldValue>> values_;
};

enum class Verb : std::uint8_t {
  kCarries,
  kHolds,
  kLeadsTo,
  kMentions,
  kNames,
  kOnSite,
  kPartOf,
  kPassedTo,
  kPassesThrough,
  kPlacedIn,
  kPosted,
  kRecordedAs,
  kRegisteredFrom,
  kRepliesTo,
  kReposts,
  kRestsOn,
  kShares,
  kSucceeds,
  kTells,
};
std::string_view name(Verb) noexcept;  // "CARRIES", "HOLDS", ...

// `id` is the kind, ':' and the value; of a value that is long, has spaces or the like, its hash.
struct CaseNode {
  std::string id, kind;
  Fields fields;
};
std::string case_node_id(std::string_view kind, std::string_view value);
// "ip-prefix" is "IpPrefix".
std::string case_label(std::string_view kind);

struct CaseEdgeKey {
  const CaseNode *from, *to;
  Verb verb;
  std::string as;  // kind of evidence; empty: of none

  bool operator<(const CaseEdgeKey& other) const {
    return std::tie(from->id, verb, to->id, as) <
           std::tie(other.from->id, other.verb, other.to->id, other.as);
  }
};

struct CaseGraph {
  std::map<std::string, CaseNode, std::less<>> nodes;  // by id
  std::map<CaseEdgeKey, Fields> edges;
  std::size_t alerts = 0;
  std::size_t alerts_left_out = 0;  // by the bounds of the book or of the graph
};

struct CaseGraphOptions {
  std::size_t max_elements = 2'000'000;
};

// Of the alerts that the entries hold, the first one counting where they differ. kDataLoss: one is
// no flat alert.
StatusOr<CaseGraph> case_graph_of(std::span<const BookEntry* const> ranked,
                                  const CaseGraphOptions& options);

}  // namespace lockstep::report
