// What keeps a client from its brokers, in words: librdkafka's answers only say that time ran out.
#pragma once

#include <string>

#include "handles.h"

namespace lockstep::io::kafka {

// Used by the thread that uses the client.
class Trouble {
 public:
  // The client says here, as long as it lives, what it has to say of the brokers; but only when it
  // is polled.
  void listen(rd_kafka_conf_t* conf);
  // The gravest so far: credentials before certificates before the network; empty: nothing.
  // Never a secret: brokers and OpenSSL do not repeat what they were given.
  const std::string& text() const { return text_; }

 private:
  static void on_error(rd_kafka_t*, int code, const char* reason, void* self);

  int weight_ = 0;
  std::string text_;
};

}  // namespace lockstep::io::kafka
