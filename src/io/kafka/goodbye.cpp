#include "goodbye.h"

#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "handles.h"
#include "lockstep/runtime/log.h"

namespace lockstep::io::kafka {

bool done_within(Duration limit, std::function<void()> work) {
  std::promise<void> done;
  const auto finished = done.get_future();
  std::thread([work = std::move(work), done = std::move(done)]() mutable {
    work();
    done.set_value();
  }).detach();
  return finished.wait_for(limit) == std::future_status::ready;
}

void destroy(rd_kafka_t* client) noexcept {
  if (rd_kafka_type(client) == RD_KAFKA_PRODUCER) {
    rd_kafka_destroy(client);
    return;
  }
  if (!done_within(kGoodbye, [client] { rd_kafka_destroy(client); }))
    runtime::log(runtime::Level::kWarning, "kafka", "client_left_behind");
}

}  // namespace lockstep::io::kafka
