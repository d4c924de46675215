#!/usr/bin/python3
"""The memory of the live service stays flat: months of posts through a real Apache Kafka, faster than the
clock, from a topic that keeps only the newest of them.

usage: memory_test.py BINARY [unittest arguments]
environment: SOAK_MINUTES (60) of feeding; SOAK_RATE (2000) posts a second

Always so many days of event time, the fewer posts a day the shorter the test: in the first third
everything that is kept for a time has come and gone, and what is kept by number is full.
"""
import concurrent.futures
import datetime
import itertools
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from cluster import (ADMIN_PORT, BINARY, BROKER, PORT, ROOT, Feeder, Lockstep, OnBroker, ask, create_topic,  # noqa: E402
                     metric, wait_until, write_config)
from confluent_kafka import Consumer, TopicPartition  # noqa: E402
from world import to_ms  # noqa: E402

LOGS = ROOT / f"build/kafka/data-{PORT}/log"  # of kafka.sh
SECONDS = 60 * float(os.environ.get("SOAK_MINUTES", "60"))
RATE = int(os.environ.get("SOAK_RATE", "2000"))

START = datetime.datetime(2026, 1, 5, tzinfo=datetime.timezone.utc)
DAYS, PIECE_DAYS = 180, 6  # two memories of attributes, the longest kept by time, fit into a third
PARTITIONS = 4
SAMPLES = 360
GROWTH = 1.10  # least that is called one: a fork, a transaction, a fetch more or less are not

# What the broker keeps of a partition, and how far the service may be behind, so that nothing is deleted
# unread: all it lacks would fit into one partition. By size, since records carry the time of their posts.
MB = 1 << 20
RETAINED, SEGMENT, MOST_BEHIND = 16 * MB, 2 * MB, 8_000
SETTINGS = {"retention.ms": "-1", "retention.bytes": str(RETAINED), "segment.bytes": str(SEGMENT),
            "file.delete.delay.ms": "1000"}
# Of what is kept by number, few enough that a third of the test fills it: about five pieces' accounts.
PIECE_POSTS = int(RATE * SECONDS * PIECE_DAYS / DAYS)
BOUNDS = f"evidence:\n  max_accounts: {max(1000, PIECE_POSTS // 5)}\ncampaign:\n  max_campaigns: 100\n"


def posts(folder):
    """Lines in order of time. A new crowd and new campaigns each piece; the next is made meanwhile."""
    def simulate(i):
        start = (START + datetime.timedelta(days=PIECE_DAYS * i)).strftime("%Y-%m-%dT%H:%M:%SZ")
        subprocess.run([BINARY, "simulate", "--scenario", "all", "--seed", str(301 + i), "--posts", str(PIECE_POSTS),
                        "--days", str(PIECE_DAYS), "--start", start, "-o", folder / str(i)],
                       check=True, capture_output=True)
        return folder / str(i)
    with concurrent.futures.ThreadPoolExecutor(1) as beside:
        pieces = range(DAYS // PIECE_DAYS)
        made = beside.submit(simulate, 0)
        for i in pieces:
            piece = made.result()
            if i + 1 in pieces:
                made = beside.submit(simulate, i + 1)
            with open(piece / "posts.jsonl", "rb") as lines:
                yield from lines
            shutil.rmtree(piece)


class Sample:
    """What the service, and the broker for it, hold at a moment."""

    def __init__(self, pid):
        text = ask("/metrics")[1]
        self.tables = {name: float(value) for name, value in
                       re.findall(r'^lockstep_table_entries\{table="(\w+)"\} (\S+)$', text, re.M)}
        behind = re.search(r"^lockstep_event_time_lag_seconds (\S+)$", text, re.M)
        self.begun = behind is not None and float(behind[1]) > 0
        self.day = (time.time() - float(behind[1]) - START.timestamp()) / 86400 if self.begun else 0.0
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        self.mb = int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024
        self.retained_mb = sum(size_of(file) for file in LOGS.glob("posts-*/*.log")) / MB


def size_of(file):
    try:
        return file.stat().st_size
    except FileNotFoundError:  # deleted meanwhile
        return 0


class Sampler(threading.Thread):
    """Samples until it is ended."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.samples, self.over = pid, [], threading.Event()

    def run(self):
        while not self.over.wait(SECONDS / SAMPLES):
            sample = Sample(self.pid)
            if sample.begun:
                self.samples.append(sample)

    def end(self):
        self.over.set()
        self.join()
        return self.samples


def between(samples, first, last):
    """Those of a part of the time that is told in thirds."""
    return [s for s in samples if first <= 3 * s.day / DAYS < last]


def medians(samples):
    """Of each table, and of the memory."""
    out = {name: statistics.median(s.tables[name] for s in samples) for name in samples[0].tables}
    return {"memory, MB": statistics.median(s.mb for s in samples), **out}


def print_curve(samples):
    shown = ("accounts", "attribute_values", "shared_keys", "pairs", "clue_groups", "claims", "campaigns")
    print(f"{'day':>4}{'memory':>10}{'topic':>9}" + "".join(f"{name:>18}" for name in shown))
    for _, group in itertools.groupby(samples, lambda s: int(s.day // PIECE_DAYS)):
        s = max(group, key=lambda s: s.mb)
        print(f"{s.day:4.0f}{s.mb:7.0f} MB{s.retained_mb:6.0f} MB" +
              "".join(f"{s.tables[name]:18,.0f}" for name in shown), flush=True)


class Memory(OnBroker):
    def feed(self, lockstep):
        """All posts, no faster than the pace, nor than the service reads. How many."""
        feeder, due, sent = Feeder(), time.monotonic(), 0
        for line in posts(self.dir):
            at = max(to_ms(text.decode()) for text in re.findall(rb'"created_at":"([^"]+)"', line))
            feeder.send("posts", sent % PARTITIONS, line.rstrip(), at)
            sent += 1
            if sent % 1000 == 0:
                feeder.flush()
                self.assertTrue(lockstep.alive())
                wait_until("room", lambda: sent - metric("lockstep_records_total") < MOST_BEHIND, 120)
                due = max(due + 1000 / RATE, time.monotonic())  # what was lost to a wait stays lost
                time.sleep(max(0.0, due - time.monotonic()))
        feeder.flush()
        return sent

    def first_offsets(self):
        consumer = Consumer({"bootstrap.servers": BROKER, "group.id": "offsets"})
        found = [consumer.get_watermark_offsets(TopicPartition("posts", p), timeout=20)[0]
                 for p in range(PARTITIONS)]
        consumer.close()
        return found

    def test_memory_does_not_grow_with_the_age_of_the_stream(self):
        create_topic("posts", PARTITIONS, **SETTINGS)
        config = self.dir / "memory.yaml"
        write_config(config, "memory", [("posts", "canonical")], "alerts.json", "alerts.stix", "decisions",
                     admin=f"127.0.0.1:{ADMIN_PORT}")
        keys = f"live:\n  snapshot_dir: {self.dir / 'snapshots'}\n  snapshot_every: 1d\n"
        config.write_text(BOUNDS + config.read_text().replace("live:\n", keys, 1))
        lockstep = Lockstep(config, self.dir / "log")
        wait_until("its start", lambda: any(e["event"] == "caught_up_with_past" for e in lockstep.events()), 60)
        sampler = Sampler(lockstep.process.pid)
        sampler.start()
        sent = self.feed(lockstep)
        wait_until("the rest", lambda: metric("lockstep_records_total") == sent, 120)
        samples = sampler.end()
        print_curve(samples)

        # It was what it is meant to be.
        self.assertGreater(samples[-1].day, DAYS - 1)
        self.assertEqual(metric("lockstep_late_posts_total"), 0)
        self.assertGreater(metric("lockstep_snapshots_total"), 10)
        self.assertGreater(metric("lockstep_alerts_total"), 10)
        first = self.first_offsets()
        bound = PARTITIONS * (RETAINED + SEGMENT) / MB + RATE * 1000 * 15 / MB  # and what comes until it looks
        most = max(s.retained_mb for s in samples)
        print(f"{sent:,} posts; the topic held {most:.0f} MB at most (bound {bound:.0f}), and begins at {first}; "
              f"{metric('lockstep_alerts_total'):.0f} versions of alerts, "
              f"{metric('lockstep_snapshots_total'):.0f} snapshots", flush=True)
        self.assertGreater(min(first), 0)
        self.assertLess(most, bound)

        before, after = medians(between(samples, 1, 2)), medians(between(samples, 2, 3))
        print("median of the second and of the last third:")
        for name in before:
            print(f"  {name:<20}{before[name]:12,.0f}{after[name]:12,.0f}", flush=True)
        grown = {n: f"{before[n]:,.0f} -> {after[n]:,.0f}" for n in before if after[n] > GROWTH * before[n]}
        self.assertNotIn("memory, MB", grown, f"what grew: {grown}")
        self.assertEqual(lockstep.terminate(60), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
