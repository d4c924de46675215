#!/usr/bin/python3
"""The live service on a real Apache Kafka, measured: throughput beside a replay of the same posts, and latency,
without snapshots and with them.

usage: kafka_bench.py BINARY
environment: POSTS (300000; 0: none) for throughput, RATE (2000) posts a second and SECONDS (90) for
latency, SNAPSHOT_EVERY (10s)
"""
import json
import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests/kafka"))
from cluster import (ADMIN_PORT, BINARY, BROKER, Feeder, Lockstep, create_topic, kafka, metric, wait_until,  # noqa: E402
                     write_config)
from confluent_kafka import Consumer, TopicPartition  # noqa: E402
from world import to_ms  # noqa: E402

POSTS = int(os.environ.get("POSTS", "300000"))
RATE = int(os.environ.get("RATE", "2000"))
SECONDS = int(os.environ.get("SECONDS", "90"))
SNAPSHOT_EVERY = os.environ.get("SNAPSHOT_EVERY", "10s")
PARTITIONS = 4
LATENESS_MS, TICK_MS = 2_000, 1_000


def simulate(folder, scenario, seed, posts):
    """Lines with their times, in order."""
    subprocess.run([BINARY, "simulate", "--scenario", scenario, "--seed", str(seed), "--posts", str(posts), "-o",
                    folder], check=True, capture_output=True)
    lines = (folder / "posts.jsonl").read_bytes().splitlines()
    return [(to_ms(json.loads(line)["created_at"]), line) for line in lines]


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def replay(name, argument, config, folder):
    before = os.times()
    done = subprocess.run([BINARY, "replay", argument, "--config", config, "--alerts", folder / "alerts.jsonl"],
                          capture_output=True, text=True, check=True)
    after = os.times()
    seconds, rate = re.search(r"([\d.]+) s, (\d+) posts/s", done.stderr).groups()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    print(f"  {name:<34}{float(seconds):7.2f} s  {int(rate):8,} posts/s  {cpu:6.2f} s of processor time", flush=True)
    return float(seconds)


def throughput(folder):
    posts = simulate(folder / "sim", "quickstart", 1, POSTS)
    create_topic("bench", PARTITIONS)
    feeder = Feeder()
    for i, (ms, line) in enumerate(posts):
        feeder.send("bench", i % PARTITIONS, line, ms)
    feeder.flush()
    config = folder / "bench.yaml"
    write_config(config, "bench", [("bench", "canonical")], "bench.json", "bench.stix", "bench.decisions",
                 admin=f"127.0.0.1:{ADMIN_PORT}")
    print(f"throughput, {len(posts):,} posts, {PARTITIONS} partitions", flush=True)
    file = replay("replay of a file", folder / "sim/posts.jsonl", config, folder)
    archive = replay("replay of the topic", f"kafka://{BROKER}/bench", config, folder)

    lockstep = Lockstep(config, folder / "bench.log")
    wait_until("its start", lambda: any(e["event"] == "started" for e in lockstep.events()), 60)
    cpu, begin = cpu_seconds(lockstep.process.pid), time.monotonic()
    while metric("lockstep_records_total") < len(posts):
        time.sleep(0.05)
    live, cpu = time.monotonic() - begin, cpu_seconds(lockstep.process.pid) - cpu
    detection, commits = metric("lockstep_detection_seconds_total"), metric("lockstep_transaction_seconds_sum")
    print(f"  {'run, from Kafka to Kafka':<34}{live:7.2f} s  {len(posts) / live:8,.0f} posts/s  {cpu:6.2f} s of "
          f"processor time\n    of these {detection:.2f} s ordering and detecting, {commits:.2f} s in "
          f"{metric('lockstep_transactions_total'):.0f} transactions\n  run : replay of a file = {file / live:.2f}; "
          f"replay of the topic : replay of a file = {file / archive:.2f}", flush=True)
    assert lockstep.terminate(60) == 0


class Receiver(threading.Thread):
    """When each alert could be read, by a consumer that sees committed records only."""

    def __init__(self, topic):
        super().__init__(daemon=True)
        self.topic, self.got, self.ends = topic, [], False

    def run(self):
        consumer = Consumer({"bootstrap.servers": BROKER, "group.id": "bench-reader", "enable.auto.commit": False,
                             "isolation.level": "read_committed", "fetch.wait.max.ms": 10})
        consumer.assign([TopicPartition(self.topic, 0, 0)])
        while not self.ends:
            message = consumer.poll(0.1)
            if message is not None and not message.error():
                self.got.append((time.monotonic(), to_ms(json.loads(message.value())["detected_at"])))
        consumer.close()


def closing_times(sent):
    """For each tick, when the record was appended that let the service's watermark reach it."""
    newest, closed, tick = {p: 0 for p in range(PARTITIONS)}, {}, None
    for at, partition, ms in sent:
        newest[partition] = max(newest[partition], ms)
        reached = (min(newest.values()) - LATENESS_MS) // TICK_MS
        if reached < 0:
            continue
        for passed in range(reached if tick is None else tick + 1, reached + 1):
            closed[passed * TICK_MS] = at
        tick = reached
    return closed


def quantile(values, q):
    return sorted(values)[min(len(values) - 1, math.ceil(q * len(values)) - 1)]


def latency(folder, name, snapshots):
    """Posts in real time: each is made when it is sent, so that ticks, of a second here, are closed by posts."""
    posts = [json.loads(line) for _, line in simulate(folder / name, "tactics", 5, RATE * SECONDS)]
    create_topic(name, PARTITIONS)
    config = folder / f"{name}.yaml"
    write_config(config, name, [(name, "canonical")], f"{name}.json", f"{name}.stix", f"{name}.decisions",
                 admin=f"127.0.0.1:{ADMIN_PORT}")
    text = config.read_text().replace("      format: canonical",
                                      f"      format: canonical\n      lateness: {LATENESS_MS}ms")
    if snapshots:
        text = text.replace("live:\n", f"live:\n  snapshot_dir: {folder / 'snapshots'}\n"
                            f"  snapshot_every: {SNAPSHOT_EVERY}\n", 1)
    config.write_text(f"tick: {TICK_MS}ms\ngraph:\n  refresh: 5s\n" + text)
    lockstep = Lockstep(config, folder / f"{name}.log")
    wait_until("its start", lambda: any(e["event"] == "caught_up_with_past" for e in lockstep.events()), 60)
    receiver = Receiver(f"{name}.json")
    receiver.start()
    feeder, sent, begin = Feeder(), [], time.monotonic()

    def appended(error, message):
        assert error is None
        sent.append((time.monotonic(), message.partition(), message.timestamp()[1]))
    for i, post in enumerate(posts):
        due = begin + i / RATE
        while time.monotonic() < due:
            feeder.producer.poll(max(0.0, min(0.001, due - time.monotonic())))
        ms = int(time.time() * 1000)
        post["created_at"] = ms
        post.pop("observed_at", None)
        feeder.producer.produce(name, json.dumps(post).encode(), partition=i % PARTITIONS, timestamp=ms,
                                on_delivery=appended)
    feeder.flush()
    took = time.monotonic() - begin
    time.sleep(3)
    receiver.ends = True
    receiver.join()
    assert lockstep.terminate() == 0
    closed = closing_times(sent)
    delays = [at - closed[tick] for at, tick in receiver.got if tick in closed]
    written = [e for e in lockstep.events() if e["event"] == "snapshot_written"]
    how = f"a snapshot every {SNAPSHOT_EVERY}, {len(written)} in all" if snapshots else "no snapshots"
    print(f"latency at {len(posts) / took:,.0f} posts/s, {how}, {len(delays)} versions of alerts over {len(closed)} "
          f"ticks: from the append of the\n  record that closes a tick to the alert being readable: p50 "
          f"{quantile(delays, 0.5):.3f} s, p99 {quantile(delays, 0.99):.3f} s, most {max(delays):.3f} s", flush=True)
    if snapshots:
        assert len(written) > 1, "no snapshots were written"


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        kafka("wipe")
        kafka("start")
        try:
            if POSTS > 0:
                throughput(folder)
            latency(folder, "paced", snapshots=False)
            latency(folder, "saved", snapshots=True)
        finally:
            kafka("wipe")


if __name__ == "__main__":
    main()
