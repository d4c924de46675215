// HttpServer: GET and HEAD answered by one function, on threads of the server's. No password, no
// TLS, nothing to write: what it may answer is for its owner to think about.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "lockstep/core/status.h"

namespace lockstep::io {

inline constexpr const char* kText = "text/plain; charset=utf-8";

struct HttpAnswer {
  int code = 200;
  const char* type = kText;
  std::string body;
};

class HttpServer {
 public:
  // Of the path as it came, still percent-encoded, without a query. Called on several threads.
  using Handler = std::function<HttpAnswer(std::string_view path)>;

  // "host:port"; `setting` names it in an error. kInvalidArgument: not an address, or taken.
  static StatusOr<std::unique_ptr<HttpServer>> listen(const std::string& address,
                                                      const std::string& setting, Handler handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::io
