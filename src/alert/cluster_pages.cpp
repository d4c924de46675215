#include "lockstep/alert/cluster_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "bounds.h"
#include "json_writer.h"

namespace lockstep::alert {
namespace {

constexpr std::size_t kHeadBytes = 1024;  // what a page says beside its accounts, at most
// With every character of an id and a handle escaped, six bytes each.
constexpr std::size_t kMaxAccountBytes = 6 * (kMaxId + kMaxName + kMaxExcerpt) + 256;
static_assert(kHeadBytes + kMaxAccountBytes < kMaxRecordBytes);

void write_account(const Member& m, JsonWriter& json) {
  json.object([&] {
    json.field("account", id(m.account));
    json.field("role", name(m.role));
    json.field("score", m.score);
    json.field("first_seen", m.first_seen);
    if (m.created_at) json.field("created_at", *m.created_at);
    json.field("platform", label(m.platform));
    json.field_if_any("handle", excerpt(m.handle));
    json.field("basis", name(m.basis));
  });
}

// How many of the accounts go on one page.
std::size_t page_size(std::span<const Member> accounts) {
  std::size_t bytes = kHeadBytes, count = 0;
  for (const Member& m : accounts) {
    JsonWriter json(256);
    write_account(m, json);
    bytes += json.take().size() + 1;
    if (bytes > kMaxRecordBytes) break;
    ++count;
  }
  return count;
}

std::string write_page(const Alert& alert, std::size_t page, std::size_t pages,
                       std::span<const Member> accounts) {
  JsonWriter json(accounts.size() * 200 + kHeadBytes);
  json.object([&] {
    json.field("schema", "lockstep.cluster/1");
    json.field("alert_id", label(alert.alert_id));
    json.field_if_any("campaign_id", label(alert.campaign_id));
    json.field("version", alert.version);
    json.field("detected_at", alert.detected_at);
    json.field("page", page);
    json.field("pages", pages);
    json.field("account_count", alert.account_count);
    json.array("accounts", accounts, [&](const Member& m) { write_account(m, json); });
  });
  return json.take();
}

}  // namespace

std::vector<ClusterPage> to_cluster_pages(const Alert& alert) {
  std::vector<std::span<const Member>> parts;
  for (std::span<const Member> left = alert.further; !left.empty();) {
    parts.push_back(left.first(page_size(left)));
    left = left.subspan(parts.back().size());
  }
  std::vector<ClusterPage> pages;
  for (std::size_t i = 0; i < parts.size(); ++i)
    pages.push_back({fmt::format("{}/{}", alert.alert_id, i + 1),
                     write_page(alert, i + 1, parts.size(), parts[i])});
  return pages;
}

}  // namespace lockstep::alert
