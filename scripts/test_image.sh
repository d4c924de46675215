#!/usr/bin/env bash
# Uses the image: a replay, then the service against a real broker, both with a read-only
# root as a numeric user, ended by SIGTERM. Prints what it did; fails at the first surprise.
set -euo pipefail
cd "$(dirname "$0")/.."
image=scripts/image.sh
data=$PWD/build/image/data
rm -rf "$data"
mkdir -p "$data"
chown 10001:10001 "$data"
export LOCKSTEP_MOUNT=$data
export KAFKA_PORT=${KAFKA_PORT:-19392}

finish() {
  [ "${started:-}" ] && { $image logs lockstep-test | tail -5; $image stop lockstep-test; } >&2 || true
  scripts/kafka.sh wipe >/dev/null 2>&1 || true
}
trap finish EXIT

echo "image: $($image run version)"

$image run simulate --scenario quickstart --seed 7 --posts 60000 -o /data >/dev/null
$image run replay /data/posts.jsonl --alerts /data/replay.jsonl 2>/dev/null
echo "replay: $(wc -l <"$data/replay.jsonl") alert versions"

broker=$(scripts/kafka.sh start)
scripts/kafka.sh cli org.apache.kafka.tools.TopicCommand --create --topic social.raw.demo.v1 --partitions 1 >/dev/null
kcat -b "$broker" -t social.raw.demo.v1 -P -l "$data/posts.jsonl"
sed -e "s/kafka:9092/$broker/; s/0\.0\.0\.0:9464/127.0.0.1:9464/" docker/lockstep/lockstep.yaml >"$data/lockstep.yaml"
$image start lockstep-test run --config /data/lockstep.yaml
started=yes

alerts() { kcat -b "$broker" -t cib.alerts.json.v1 -C -e -q -X isolation.level=read_committed 2>/dev/null || true; }
# The service sees the end of the topic as idleness, the replay as the end of time: its last tick may add a version.
wanted=$(($(wc -l <"$data/replay.jsonl") - 2))
for _ in $(seq 120); do
  [ "$(alerts | wc -l)" -ge "$wanted" ] && break
  sleep 1
done
alerts >"$data/live.jsonl"
python3 - "$data/live.jsonl" "$data/replay.jsonl" "$wanted" <<'PY'
import json, sys
def versions(path):
    return [(a["alert_id"], a["version"]) for a in map(json.loads, open(path))]
live, replay, wanted = versions(sys.argv[1]), versions(sys.argv[2]), int(sys.argv[3])
if len(live) < wanted or live != replay[:len(live)]:
    sys.exit(f"the service published {len(live)} versions that are not the first of the replay's {len(replay)}")
print(f"service: {len(live)} alert versions in the topic, the first of the replay's {len(replay)}")
PY
curl -fsS http://127.0.0.1:9464/readyz >/dev/null
curl -fsS http://127.0.0.1:9464/metrics | promtool check metrics
started=
code=$($image stop lockstep-test)
[ "$code" -eq 0 ] || { echo "SIGTERM ended it with $code" >&2; exit 1; }
echo "SIGTERM: exit 0"
