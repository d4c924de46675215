#include "trouble.h"

#include <string_view>

namespace lockstep::io::kafka {
namespace {

struct Kind {
  int weight;
  std::string_view words;
};

Kind kind_of(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
      return {3, "authentication failed: "};
    case RD_KAFKA_RESP_ERR__SSL:
      return {2, "TLS failed: "};
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__TRANSPORT:
      return {1, "no connection: "};
    default:
      return {0, ""};
  }
}

}  // namespace

void Trouble::listen(rd_kafka_conf_t* conf) {
  rd_kafka_conf_set_opaque(conf, this);
  rd_kafka_conf_set_error_cb(conf, on_error);
}

void Trouble::on_error(rd_kafka_t*, int code, const char* reason, void* self) {
  auto& trouble = *static_cast<Trouble*>(self);
  const Kind kind = kind_of(static_cast<rd_kafka_resp_err_t>(code));
  if (kind.weight <= trouble.weight_) return;
  trouble.weight_ = kind.weight;
  trouble.text_ = std::string(kind.words) + reason;
}

}  // namespace lockstep::io::kafka
