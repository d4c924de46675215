// The read port of the live service, answered on threads of its own: what is open now, as it was
// published. JSON; schemas/lockstep.campaigns.1.schema.json.
//
//   /campaigns               every open alert in a line or two
//   /campaigns/{id}          the newest version of one, as on the topic; the id of either
//   /accounts/{platform}/{id}   the open alerts that list the account
//
// 503 until it is known what is open. It tells of accounts and has no password: off unless an
// address is given, and then for those who may read the topic of alerts.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "lockstep/core/status.h"
#include "lockstep/runtime/alert_board.h"

namespace lockstep::io {

// What a path answers: the code, and the body in JSON.
struct ReadAnswer {
  int code = 200;
  std::string body;
};
ReadAnswer answer_of(const runtime::AlertBoard& board, std::string_view path);

class HttpServer;

class ReadServer {
 public:
  // "host:port". kInvalidArgument: not an address, or taken. `board` outlives the server.
  static StatusOr<std::unique_ptr<ReadServer>> listen(const std::string& address,
                                                      const runtime::AlertBoard& board);
  ~ReadServer();

 private:
  explicit ReadServer(std::unique_ptr<HttpServer> server);
  std::unique_ptr<HttpServer> server_;
};

}  // namespace lockstep::io
