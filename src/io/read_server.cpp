#include "lockstep/io/read_server.h"

#include <civetweb.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "http_server.h"

namespace lockstep::io {
namespace {

using Json = nlohmann::ordered_json;
using runtime::AlertBoard;
using runtime::ShownAlert;

constexpr std::string_view kCampaigns = "/campaigns", kAccounts = "/accounts/";
constexpr const char* kJsonType = "application/json";

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}
ReadAnswer refusal(int code, const char* why) { return {code, text_of({{"error", why}})}; }

Json overview(const ShownAlert& alert) {
  Json out = {{"alert_id", alert.alert_id}};
  if (!alert.campaign_id.empty()) out["campaign_id"] = alert.campaign_id;
  out["version"] = alert.version;
  out["status"] = name(alert.status);
  out["assessment"] = name(alert.assessment);
  out["detected_at"] = format_rfc3339(alert.detected_at);
  out["window"] = {{"start", format_rfc3339(alert.window_start)},
                   {"end", format_rfc3339(alert.window_end)}};
  out["first_post_at"] = format_rfc3339(alert.first_post_at);
  out["confidence"] = alert.confidence;
  out["coordination"] = alert.coordination;
  out["inauthenticity"] = alert.inauthenticity;
  out["tier"] = name(alert.tier);
  out["account_count"] = alert.account_count;
  out["post_count"] = alert.post_count;
  out["platforms"] = alert.platforms;
  return out;
}

// What asks for most comes first.
bool goes_before(const ShownAlert& a, const ShownAlert& b) {
  return std::tie(b.tier, b.confidence, a.alert_id) < std::tie(a.tier, a.confidence, b.alert_id);
}

template <class IsWanted>
ReadAnswer list(AlertBoard::View view, const std::optional<std::string>& account,
                IsWanted&& is_wanted) {
  std::erase_if(view.alerts, [&](const auto& alert) { return !is_wanted(*alert); });
  std::sort(view.alerts.begin(), view.alerts.end(),
            [](const auto& a, const auto& b) { return goes_before(*a, *b); });
  Json out = {{"schema", "lockstep.campaigns/1"}};
  if (view.tick != EventTime::min()) out["tick"] = format_rfc3339(view.tick);
  out["left_out"] = view.left_out;
  if (account) out["account"] = *account;
  out["campaigns"] = Json::array();
  for (const auto& alert : view.alerts) out["campaigns"].push_back(overview(*alert));
  return {200, text_of(out)};
}

ReadAnswer one(const AlertBoard::View& view, std::string_view id) {
  const auto found = std::find_if(view.alerts.begin(), view.alerts.end(), [&](const auto& alert) {
    return alert->alert_id == id || alert->campaign_id == id;
  });
  if (found == view.alerts.end()) return refusal(404, "no open alert or campaign of this id");
  return {200, (*found)->json};
}

// Percent-decoded; what is not encoded so stays.
std::string decoded(std::string_view text) {
  std::string out(text.size() + 1, '\0');
  const int size = mg_url_decode(text.data(), static_cast<int>(text.size()), out.data(),
                                 static_cast<int>(out.size()), 0);
  out.resize(static_cast<std::size_t>(std::max(size, 0)));
  return out;
}

ReadAnswer of_account(AlertBoard::View view, std::string_view place) {
  const auto slash = place.find('/');
  const auto platform = decoded(place.substr(0, slash));
  const auto id = slash == std::string_view::npos ? "" : decoded(place.substr(slash + 1));
  if (platform.empty() || id.empty())
    return refusal(404, "/accounts/{platform}/{id}, percent-encoded, is expected");
  const std::string account = platform + ':' + id;
  return list(std::move(view), account, [&](const auto& alert) { return alert.names(account); });
}

}  // namespace

ReadAnswer answer_of(const AlertBoard& board, std::string_view path) {
  auto view = board.view();
  if (!view.whole) return refusal(503, "what is open is not known yet: see /readyz");
  if (path == kCampaigns) return list(std::move(view), {}, [](const auto&) { return true; });
  if (path.starts_with(kCampaigns) && path.substr(kCampaigns.size()).starts_with('/'))
    return one(view, path.substr(kCampaigns.size() + 1));
  if (path.starts_with(kAccounts))
    return of_account(std::move(view), path.substr(kAccounts.size()));
  return refusal(404, "/campaigns, /campaigns/{id} or /accounts/{platform}/{id}");
}

ReadServer::ReadServer(std::unique_ptr<HttpServer> server) : server_(std::move(server)) {}
ReadServer::~ReadServer() = default;

StatusOr<std::unique_ptr<ReadServer>> ReadServer::listen(const std::string& address,
                                                         const AlertBoard& board) {
  LOCKSTEP_ASSIGN(auto server,
                  HttpServer::listen(address, "admin.read_listen", [&board](std::string_view path) {
                    auto answer = answer_of(board, path);
                    return HttpAnswer{answer.code, kJsonType, std::move(answer.body)};
                  }));
  return std::unique_ptr<ReadServer>(new ReadServer(std::move(server)));
}

}  // namespace lockstep::io
