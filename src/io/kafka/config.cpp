#include "lockstep/io/kafka/config.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "client.h"
#include "lockstep/runtime/log.h"

namespace lockstep::io {
namespace {

using kafka::Client;
using kafka::Conf;
using kafka::Properties;

struct Owned {
  std::string_view property, reason;
};
constexpr std::array kOwned = {
    Owned{"bootstrap.servers", "set kafka.brokers"},
    Owned{"metadata.broker.list", "set kafka.brokers"},
    Owned{"group.id", "set kafka.group"},
    Owned{"group.instance.id", "set kafka.instance"},
    Owned{"client.rack", "records are read from the leaders only"},
    Owned{"enable.auto.commit", "offsets are committed in the transaction of their outputs"},
    Owned{"enable.auto.offset.store", "offsets are committed in the transaction of their outputs"},
    Owned{"auto.offset.reset", "set live.start"},
    Owned{"enable.partition.eof", "idle partitions are told by it"},
    Owned{"isolation.level", "only committed records may be read"},
    Owned{"transactional.id", "it is made from kafka.group, so that a successor takes over"},
    Owned{"transaction.timeout.ms", "a successor waits for it"},
    Owned{"enable.idempotence", "outputs must not be written twice"},
    Owned{"acks", "outputs must not be lost"},
    Owned{"request.required.acks", "outputs must not be lost"},
    Owned{"partitioner", "an alert's versions must stay in one partition"},
};

const Owned* owner_of(const std::string& property) {
  const auto found = std::find_if(kOwned.begin(), kOwned.end(),
                                  [&](const Owned& o) { return o.property == property; });
  return found == kOwned.end() ? nullptr : &*found;
}

void set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value,
         std::vector<std::string>& problems) {
  std::array<char, 256> error{};
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), error.data(), error.size()) !=
      RD_KAFKA_CONF_OK)
    problems.push_back(fmt::format("kafka: {}: {}", name, error.data()));
}

void pass_on(rd_kafka_conf_t* conf, const std::map<std::string, std::string>& properties,
             std::vector<std::string>& problems) {
  for (const auto& [name, value] : properties) {
    if (const Owned* owned = owner_of(name); owned != nullptr)
      problems.push_back(fmt::format("kafka: {} cannot be set: {}", name, owned->reason));
    else
      set(conf, name, value, problems);
  }
}

void pass_on_secrets(rd_kafka_conf_t* conf, const std::map<std::string, std::string>& files,
                     std::vector<std::string>& problems) {
  for (const auto& [name, path] : files) {
    std::ifstream file(path, std::ios::binary);
    std::string value{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.pop_back();
    if (!file.is_open() || value.empty())
      problems.push_back(fmt::format("kafka.secret_files: {}: {} cannot be read", name, path));
    else
      set(conf, name, value, problems);
  }
}

void tell(const rd_kafka_t*, int level, const char* facility, const char* text) {
  runtime::log(level <= 2 ? runtime::Level::kError : runtime::Level::kWarning, "kafka", facility,
               {{"message", text}});
}

Conf make_conf(const KafkaConfig& config, const std::map<std::string, std::string>& of_role,
               const Properties& own, const Properties& defaults,
               std::vector<std::string>& problems) {
  Conf conf(rd_kafka_conf_new());
  rd_kafka_conf_set_log_cb(conf.get(), tell);
  set(conf.get(), "log.connection.close", "false", problems);
  set(conf.get(), "client.id", "lockstep", problems);
  set(conf.get(), "reconnect.backoff.max.ms", "2000", problems);
  for (const auto& [name, value] : defaults) set(conf.get(), name, value, problems);
  pass_on(conf.get(), config.client, problems);
  pass_on(conf.get(), of_role, problems);
  pass_on_secrets(conf.get(), config.secret_files, problems);
  set(conf.get(), "bootstrap.servers", config.brokers, problems);
  for (const auto& [name, value] : own) set(conf.get(), name, value, problems);
  return conf;
}

StatusOr<Client> make_client(rd_kafka_type_t type, Conf conf,
                             const std::vector<std::string>& problems) {
  if (!problems.empty()) return invalid_argument(fmt::format("{}", fmt::join(problems, "\n")));
  std::array<char, 256> error{};
  Client client(rd_kafka_new(type, conf.get(), error.data(), error.size()));
  if (client == nullptr) return invalid_argument(fmt::format("kafka: {}", error.data()));
  (void)conf.release();  // the client's now
  return client;
}

}  // namespace

namespace kafka {

StatusOr<Client> make_consumer(const KafkaConfig& config, const Properties& own,
                               const Properties& defaults, const PrepareConf& prepare) {
  std::vector<std::string> problems;
  Conf conf = make_conf(config, config.consumer, own, defaults, problems);
  if (prepare) prepare(conf.get());
  LOCKSTEP_ASSIGN(Client client, make_client(RD_KAFKA_CONSUMER, std::move(conf), problems));
  rd_kafka_poll_set_consumer(client.get());
  return client;
}

StatusOr<Client> make_producer(const KafkaConfig& config, const Properties& own,
                               const Properties& defaults, const PrepareConf& prepare) {
  std::vector<std::string> problems;
  Conf conf = make_conf(config, config.producer, own, defaults, problems);
  if (prepare) prepare(conf.get());
  return make_client(RD_KAFKA_PRODUCER, std::move(conf), problems);
}

std::string instance_of(const KafkaConfig& config) {
  if (!config.instance.empty()) return config.instance;
  std::array<char, 256> host{};
  return gethostname(host.data(), host.size() - 1) == 0 && host[0] != 0 ? host.data() : "lockstep";
}

}  // namespace kafka

void KafkaConfig::describe(ConfigVisitor& v) {
  using namespace std::chrono_literals;
  v.field("brokers", brokers, "Where to find the brokers: host:port, several by commas.",
          Effect::kOperation);
  v.field(
      "group", group,
      "Consumer group that offsets are committed for. Of the instances of one group one is active; "
      "another group begins anew.",
      Effect::kOperation);
  v.field(
      "instance", instance,
      "Name of this instance within the group, to be kept over restarts; empty: the host's. One "
      "is active, the others stand by.",
      Effect::kOperation);
  v.field("client", client, "Properties of librdkafka for every connection: security, sasl, ssl.");
  v.field("consumer", consumer, "Properties of librdkafka for reading.");
  v.field("producer", producer, "Properties of librdkafka for writing.");
  v.field("secret_files", secret_files,
          "Properties whose value lies in a file, such as sasl.password: /run/secrets/kafka.");
  v.field("create_topics", create_topics,
          "Whether to create the topics of outputs that are missing.", Effect::kOperation);
  v.field("replication", replication, Range<std::int64_t>{-1, 100},
          "Replicas of topics it creates; -1: the broker's default.", Effect::kOperation);
  v.field("startup_timeout", startup_timeout, Range<Duration>{1s, 1h},
          "How long to try to reach the brokers at the start.", Effect::kOperation);
}

Status KafkaConfig::check() const {
  std::vector<std::string> problems;
  if (brokers.empty()) problems.emplace_back("kafka.brokers: name at least one broker");
  if (group.empty()) problems.emplace_back("kafka.group: a name is needed");
  make_conf(*this, consumer, {}, {}, problems);
  std::vector<std::string> of_producer;
  make_conf(*this, producer, {}, {}, of_producer);
  for (auto& problem : of_producer)
    if (std::find(problems.begin(), problems.end(), problem) == problems.end())
      problems.push_back(std::move(problem));
  if (problems.empty()) return absl::OkStatus();
  return invalid_argument(fmt::format("{}", fmt::join(problems, "\n")));
}

}  // namespace lockstep::io
