#include "lockstep/io/admin_server.h"

#include <civetweb.h>
#include <fmt/format.h>

#include <chrono>
#include <mutex>
#include <utility>

#include "lockstep/io/metrics.h"

namespace lockstep::io {
namespace {

constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";
constexpr const char* kTextType = "text/plain; charset=utf-8";

void answer(mg_connection* to, int code, const char* type, const std::string& body) {
  const auto head = fmt::format(
      "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", code,
      code == 200 ? "OK" : "Service Unavailable", type, body.size());
  mg_write(to, head.data(), head.size());
  mg_write(to, body.data(), body.size());
}

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
  mg_context* context = nullptr;

  runtime::LiveStatus copy() {
    const std::lock_guard lock(mutex);
    return status;
  }
  static int metrics(mg_connection* to, void* self) {
    auto& impl = *static_cast<Impl*>(self);
    answer(to, 200, kMetricsType, metrics_text(impl.copy(), impl.version, wall_clock()));
    return 200;
  }
  static int health(mg_connection* to, void*) {
    answer(to, 200, kTextType, "alive\n");
    return 200;
  }
  static int readiness(mg_connection* to, void* self) {
    const auto status = static_cast<Impl*>(self)->copy();
    const int code = status.ready() ? 200 : 503;
    answer(to, code, kTextType,
           !status.ready()  ? why_not_ready(status)
           : status.standby ? "standing by\n"
                            : "ready\n");
    return code;
  }
};

void AdminConfig::describe(ConfigVisitor& v) {
  v.field("listen", listen,
          "Address of /metrics, /healthz and /readyz, host:port; empty: none. It has no password.",
          Effect::kOperation);
}

AdminServer::AdminServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AdminServer::~AdminServer() {
  if (impl_->context != nullptr) mg_stop(impl_->context);
}

StatusOr<std::unique_ptr<AdminServer>> AdminServer::listen(const std::string& address,
                                                           const std::string& version) {
  auto impl = std::make_unique<Impl>();
  impl->version = version;
  if (!address.empty()) {
    const char* options[] = {"listening_ports",    address.c_str(), "num_threads", "2",
                             "request_timeout_ms", "5000",          nullptr};
    impl->context = mg_start(nullptr, nullptr, options);
    if (impl->context == nullptr)
      return invalid_argument(
          fmt::format("admin.listen: cannot listen on '{}': not host:port, or taken", address));
    mg_set_request_handler(impl->context, "/metrics$", Impl::metrics, impl.get());
    mg_set_request_handler(impl->context, "/healthz$", Impl::health, impl.get());
    mg_set_request_handler(impl->context, "/readyz$", Impl::readiness, impl.get());
  }
  return std::unique_ptr<AdminServer>(new AdminServer(std::move(impl)));
}

void AdminServer::show(const runtime::LiveStatus& status) {
  const std::lock_guard lock(impl_->mutex);
  impl_->status = status;
}

}  // namespace lockstep::io
