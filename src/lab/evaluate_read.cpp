#include "evaluate_read.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <tuple>

namespace lockstep::lab {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

double number_of(const Json& object, const char* key) {
  if (!object.is_object()) return 0.0;
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<double>() : 0.0;
}

// What the alert rests on; what is not there stays zero.
void read_grounds(const Json& alert, AlertVersion& version) {
  version.campaign_id = text_of(alert, "campaign_id");
  if (const auto families = alert.find("families");
      families != alert.end() && families->is_object()) {
    for (const auto& [name, family] : families->items())
      version.families[name] = number_of(family, "weight");
  }
  if (const auto checks = alert.find("benign_checks");
      checks != alert.end() && checks->is_array()) {
    for (const Json& check : *checks) {
      const std::string outcome = text_of(check, "outcome");
      version.benign_explains += outcome == "explains";
      version.benign_possible += outcome == "possible";
    }
  }
}

// Empty if the record is not a flat alert.
std::optional<AlertVersion> parse_alert(std::string_view record) {
  const Json alert = Json::parse(record, nullptr, false);
  if (!alert.is_object() || text_of(alert, "schema") != "lockstep.alert/1") return std::nullopt;
  AlertVersion version;
  version.alert_id = text_of(alert, "alert_id");
  version.version = static_cast<std::uint32_t>(std::clamp(number_of(alert, "version"), 0.0, 4e9));
  version.status = text_of(alert, "status");
  version.tier = text_of(alert, "tier");
  version.inauthentic = text_of(alert, "assessment") == "coordinated-inauthentic";
  const auto detected = parse_rfc3339(text_of(alert, "detected_at"));
  const auto accounts = alert.find("accounts");
  if (version.alert_id.empty() || !detected || accounts == alert.end() || !accounts->is_array())
    return std::nullopt;
  version.detected_at = *detected;
  version.confidence = number_of(alert, "confidence") / 100;
  version.first_post_at = parse_rfc3339(text_of(alert, "first_post_at")).value_or(*detected);
  read_grounds(alert, version);
  for (const Json& member : *accounts) {
    std::string account = member.is_object() ? text_of(member, "account") : std::string();
    if (account.empty()) return std::nullopt;
    version.accounts.push_back(std::move(account));
    version.scores.push_back(number_of(member, "score"));
  }
  return version;
}

bool next_line(std::istream& in, std::string& line) {
  if (!std::getline(in, line)) return false;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return true;
}

// One line of RFC 4180 (no line breaks inside fields).
std::vector<std::string> split_csv(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

struct Columns {
  std::vector<std::string> required, optional;
};

// Calls `row` with the wanted columns, in the order asked for, of every line below the header; an
// optional column that is not there is empty.
template <class Row>
Status read_csv(const CsvFile& csv, const Columns& columns, Row row) {
  std::istringstream in(csv.text);
  const std::string& file = csv.name;
  std::string line;
  if (!next_line(in, line)) return data_loss(fmt::format("{}: empty", file));
  const auto header = split_csv(line);
  std::vector<std::size_t> places;
  for (const std::string& column : columns.required) {
    const auto found = std::find(header.begin(), header.end(), column);
    if (found == header.end()) return data_loss(fmt::format("{}: no column '{}'", file, column));
    places.push_back(static_cast<std::size_t>(found - header.begin()));
  }
  for (const std::string& column : columns.optional) {
    const auto found = std::find(header.begin(), header.end(), column);
    places.push_back(static_cast<std::size_t>(found - header.begin()));
  }
  std::vector<std::string> wanted(places.size());
  for (std::size_t number = 2; next_line(in, line); ++number) {
    if (line.empty()) continue;
    auto fields = split_csv(line);
    if (fields.size() != header.size()) {
      return data_loss(fmt::format("{}:{}: {} fields, the header has {}", file, number,
                                   fields.size(), header.size()));
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
      wanted[i].clear();
      if (places[i] < fields.size()) wanted[i] = std::move(fields[places[i]]);
    }
    if (!row(wanted)) return data_loss(fmt::format("{}:{}: not a row of this file", file, number));
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<AlertVersion> read_alert(std::string_view record) {
  auto version = parse_alert(record);
  if (!version) return data_loss("not a lockstep.alert/1 object");
  return *std::move(version);
}

std::vector<const AlertVersion*> in_order(const AlertVersions& versions) {
  std::vector<const AlertVersion*> order;
  for (const AlertVersion& version : versions) order.push_back(&version);
  const auto place = [](const AlertVersion* v) {
    return std::tie(v->alert_id, v->version, v->detected_at, v->confidence, v->accounts);
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](const auto* a, const auto* b) { return place(a) < place(b); });
  return order;
}

StatusOr<Verdicts> read_verdicts(const CsvFile& file) {
  Verdicts verdicts;
  LOCKSTEP_TRY(
      read_csv(file, {{"alert_id", "verdict"}, {"group"}}, [&](std::vector<std::string>& row) {
        const std::string& word = row[1];
        const bool confirmed = word == "confirmed",
                   wrong = word == "dismissed" || word == "rejected";
        if (row[0].empty() || !(confirmed || wrong || word == "reopened")) return false;
        if (word == "reopened")
          verdicts.erase(row[0]);
        else
          verdicts.insert_or_assign(std::move(row[0]), Verdict{confirmed, std::move(row[2])});
        return true;
      }));
  return verdicts;
}

StatusOr<Truth> read_truth(const CsvFile& file) {
  Truth truth;
  const auto or_none = [](std::string& text) {
    return text.empty() ? std::string("-") : std::move(text);
  };
  LOCKSTEP_TRY(read_csv(file, {{"account", "campaign"}, {"tactic", "confounder"}},
                        [&](std::vector<std::string>& row) {
                          if (row[0].empty() || row[1].empty()) return false;
                          truth.insert_or_assign(
                              std::move(row[0]),
                              AccountTruth{std::move(row[1]), or_none(row[2]), or_none(row[3])});
                          return true;
                        }));
  return truth;
}

StatusOr<PostTruth> read_post_truth(const CsvFile& file) {
  PostTruth truth;
  const auto read_row = [&](std::vector<std::string>& row) {
    const auto at = parse_rfc3339(row[3]);
    if (!at || row[0].empty() || row[2].empty()) return false;
    if (row[0] == "-") {
      truth.crowds[std::move(row[2])].insert(std::move(row[1]));
      return true;
    }
    ++truth.campaign_posts;
    if (row[1] == "camouflage") return true;
    std::uint32_t wave = 0;
    std::from_chars(row[4].data(), row[4].data() + row[4].size(), wave);
    truth.campaigns[row[0]].push_back({std::move(row[2]), *at, wave});
    return true;
  };
  LOCKSTEP_TRY(read_csv(file, {{"campaign", "tactic", "account", "at"}, {"wave"}}, read_row));
  for (auto& [campaign, posts] : truth.campaigns) {
    std::stable_sort(
        posts.begin(), posts.end(),
        [](const CoordinatedPost& a, const CoordinatedPost& b) { return a.at < b.at; });
  }
  return truth;
}

}  // namespace lockstep::lab
