// The admin port of the live service, answered on threads of its own:
//
//   /metrics   Prometheus text (io/metrics.h)
//   /healthz   200 while the process lives
//   /readyz    200 once what was committed is caught up with and outputs are accepted; 503 and the
//              reason otherwise
//
// There is nothing to write and nothing secret here, and no password: let it listen on loopback, or
// where only operators reach it.
#pragma once

#include <memory>
#include <string>

#include "lockstep/core/config_schema.h"
#include "lockstep/core/status.h"
#include "lockstep/runtime/live_status.h"

namespace lockstep::io {

struct AdminConfig {
  std::string listen = "127.0.0.1:9464";
  std::string read_listen;  // io/read_server.h; empty: none
  void describe(ConfigVisitor& v);
};

class AdminServer {
 public:
  // "host:port"; an empty address is no server, and every call is fine all the same.
  // kInvalidArgument: not an address, or taken.
  static StatusOr<std::unique_ptr<AdminServer>> listen(const std::string& address,
                                                       const std::string& version);
  ~AdminServer();
  // What is shown from now on. Any thread.
  void show(const runtime::LiveStatus& status);

 private:
  struct Impl;
  explicit AdminServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::io
