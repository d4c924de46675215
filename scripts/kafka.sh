#!/usr/bin/env bash
# A real Apache Kafka for tests: one KRaft node on loopback. Everything lies under build/kafka.
#   kafka.sh fetch              jars from Maven Central (once; no network afterwards)
#   kafka.sh start|stop         `start` waits until the broker answers and prints its address
#   kafka.sh kill9              kills it as a power cut would; `start` again goes on from its data
#   kafka.sh wipe               stops it and forgets all topics
#   kafka.sh cli CLASS ARGS...  a tool of Kafka's, such as org.apache.kafka.tools.TopicCommand --list
# Environment: KAFKA_PORT (19092; the two above it are used as well), KAFKA_DATA (build/kafka/data-<port>),
# KAFKA_VERSION (3.9.1), KAFKA_SETTINGS (server; or secure: needs tls/broker.pem in the data folder).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
version=${KAFKA_VERSION:-3.9.1}
port=${KAFKA_PORT:-19092}
data=${KAFKA_DATA:-$root/build/kafka/data-$port}
jars=$root/build/kafka/lib-$version
settings=$root/tests/kafka/broker

java_run() {
  exec java ${KAFKA_HEAP:--Xms128m -Xmx512m} -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true \
    "-Dlog4j.configuration=file:$settings/log4j.properties" -cp "$jars/*" "$@"
}

fetch() {
  [ -f "$jars/.complete" ] && return
  mkdir -p "$jars"
  mvn -B -q -f "$settings/pom.xml" "-Dkafka.version=$version" "-Djars=$jars" \
    org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies >&2
  touch "$jars/.complete"
}

format() {
  mkdir -p "$data"
  sed -e "s|@PORT@|$port|g; s|@CONTROLLER_PORT@|$((port + 1))|g; s|@SECURE_PORT@|$((port + 2))|g; s|@DATA@|$data|g" \
    "$settings/${KAFKA_SETTINGS:-server}.properties.in" "$settings/common.properties" >"$data/server.properties"
  local tool=kafka.tools.StorageTool
  local users=()
  [ "${KAFKA_SETTINGS:-server}" = secure ] && users=(--add-scram 'SCRAM-SHA-512=[name=lockstep,password=scram-secret]')
  (java_run "$tool" format --ignore-formatted -t "$(java_run "$tool" random-uuid)" "${users[@]}" \
    -c "$data/server.properties") >"$data/format.log" 2>&1 ||
    { cat "$data/format.log" >&2; return 1; }
}

is_alive() { [ -f "$data/pid" ] && kill -0 "$(cat "$data/pid")" 2>/dev/null; }

start() {
  fetch
  is_alive && { echo "127.0.0.1:$port"; return; }
  [ -f "$data/server.properties" ] || format
  (java_run kafka.Kafka "$data/server.properties") >>"$data/broker.log" 2>&1 </dev/null &
  echo $! >"$data/pid"
  for _ in $(seq 240); do
    is_alive || { echo "kafka.sh: the broker died" >&2; tail -20 "$data/broker.log" >&2; return 1; }
    if timeout 2 kcat -b "127.0.0.1:$port" -L >/dev/null 2>&1; then
      echo "127.0.0.1:$port"
      return
    fi
    sleep 0.25
  done
  echo "kafka.sh: the broker does not answer" >&2
  return 1
}

stop() {
  is_alive || return 0
  kill "$(cat "$data/pid")"
  for _ in $(seq 120); do is_alive || break; sleep 0.25; done
  rm -f "$data/pid"
}

kill9() {
  is_alive || return 0
  kill -9 "$(cat "$data/pid")"
  while is_alive; do sleep 0.05; done
  rm -f "$data/pid"
}

case ${1:-} in
fetch) fetch ;;
start) start ;;
stop) stop ;;
kill9) kill9 ;;
wipe) kill9; rm -rf "${data:?}" ;;
cli) shift; class=$1; shift; java_run "$class" --bootstrap-server "127.0.0.1:$port" "$@" ;;
*) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
