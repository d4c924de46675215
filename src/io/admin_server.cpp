#include "lockstep/io/admin_server.h"

#include <chrono>
#include <mutex>
#include <utility>

#include "http_server.h"
#include "lockstep/io/metrics.h"

namespace lockstep::io {
namespace {

constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

EventTime wall_clock() {
  return EventTime{
      std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch())};
}

std::string why_not_ready(const runtime::LiveStatus& s) {
  const std::string why = s.trouble.empty() ? "\n" : ": " + s.trouble + "\n";
  if (s.topics.empty()) return "not assigned yet" + why;
  if (!s.output_accepted) return "the last transaction failed" + why;
  if (s.role == "normalize") return "not given a share of the partitions yet\n";
  return "executing again what was committed\n";
}

}  // namespace

struct AdminServer::Impl {
  std::string version;
  std::mutex mutex;  // guards status
  runtime::LiveStatus status;
  std::unique_ptr<HttpServer> server;  // goes first: it asks the others

  HttpAnswer answer(std::string_view path) {
    if (path == "/healthz") return {200, kText, "alive\n"};
    const bool metrics = path == "/metrics";
    if (!metrics && path != "/readyz") return {404, kText, "/metrics, /healthz or /readyz\n"};
    const auto now = copy();
    if (metrics) return {200, kMetricsType, metrics_text(now, version, wall_clock())};
    if (!now.ready()) return {503, kText, why_not_ready(now)};
    return {200, kText, now.standby ? "standing by\n" : "ready\n"};
  }
  runtime::LiveStatus copy() {
    const std::lock_guard lock(mutex);
    return status;
  }
};

void AdminConfig::describe(ConfigVisitor& v) {
  v.field("listen", listen,
          "Address of /metrics, /healthz and /readyz, host:port; empty: none. It has no password.",
          Effect::kOperation);
  v.field(
      "read_listen", read_listen,
      "Address of /campaigns and /accounts, host:port: the open alerts, as they were published. "
      "It names accounts and has no password; empty: none.",
      Effect::kOperation);
}

AdminServer::AdminServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AdminServer::~AdminServer() = default;

StatusOr<std::unique_ptr<AdminServer>> AdminServer::listen(const std::string& address,
                                                           const std::string& version) {
  auto impl = std::make_unique<Impl>();
  impl->version = version;
  if (!address.empty()) {
    LOCKSTEP_ASSIGN(impl->server, HttpServer::listen(address, "admin.listen",
                                                     [self = impl.get()](std::string_view path) {
                                                       return self->answer(path);
                                                     }));
  }
  return std::unique_ptr<AdminServer>(new AdminServer(std::move(impl)));
}

void AdminServer::show(const runtime::LiveStatus& status) {
  const std::lock_guard lock(impl_->mutex);
  impl_->status = status;
}

}  // namespace lockstep::io
