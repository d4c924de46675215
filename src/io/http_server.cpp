#include "http_server.h"

#include <civetweb.h>
#include <fmt/format.h>

#include <utility>

namespace lockstep::io {
namespace {

void write(mg_connection* to, const HttpAnswer& answer, bool with_body) {
  const auto head = fmt::format(
      "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n"
      "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
      answer.code, mg_get_response_code_text(to, answer.code), answer.type, answer.body.size());
  mg_write(to, head.data(), head.size());
  if (with_body) mg_write(to, answer.body.data(), answer.body.size());
}

}  // namespace

struct HttpServer::Impl {
  Handler handler;
  mg_context* context = nullptr;

  // Before anything of civetweb's own, so that there is nothing but what the handler says.
  static int on_request(mg_connection* connection) {
    const auto* request = mg_get_request_info(connection);
    const auto& self = *static_cast<const Impl*>(request->user_data);
    const std::string_view method = request->request_method;
    const bool head = method == "HEAD";
    const std::string_view uri = request->request_uri;
    const auto answer = head || method == "GET" ? self.handler(uri.substr(0, uri.find('?')))
                                                : HttpAnswer{405, kText, "only GET\n"};
    write(connection, answer, !head);
    return answer.code;
  }
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() { mg_stop(impl_->context); }

StatusOr<std::unique_ptr<HttpServer>> HttpServer::listen(const std::string& address,
                                                         const std::string& setting,
                                                         Handler handler) {
  auto impl = std::make_unique<Impl>();
  impl->handler = std::move(handler);
  const char* options[] = {"listening_ports",    address.c_str(), "num_threads", "2",
                           "request_timeout_ms", "5000",          nullptr};
  mg_callbacks callbacks{};
  callbacks.begin_request = Impl::on_request;
  impl->context = mg_start(&callbacks, impl.get(), options);
  if (impl->context == nullptr)
    return invalid_argument(
        fmt::format("{}: cannot listen on '{}': not host:port, or taken", setting, address));
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

}  // namespace lockstep::io
