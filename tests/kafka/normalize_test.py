#!/usr/bin/python3
"""The roles `normalize` and `detect` against a real Apache Kafka: the bytes of a single `detect`, whatever dies.

usage: normalize_test.py BINARY [unittest arguments]
environment: SEED (random, printed)
"""
import json
import os
import pathlib
import random
import signal
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from cluster import (ADMIN_PORT, BROKER, Lockstep, ask, kafka, read_all, wait_until,  # noqa: E402
                     write_config)
from confluent_kafka.admin import AdminClient, NewPartitions  # noqa: E402
from world import InWorld, World, outputs  # noqa: E402

SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 32)))
SESSION_SECONDS = 10


class Normalizer(Lockstep):
    """One running `lockstep run --role normalize`."""

    def __init__(self, config, log):
        super().__init__(config, log, "--role", "normalize")

    def shares(self):
        """How many partitions it was given, each time that changed."""
        return [e["partitions"] for e in self.events() if e["event"] == "partitions"]


class Roles(InWorld):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calm = cls.uninterrupted("calm.", cls.config("calm.", "one", "raw"))

    def setUp(self):
        self.running = []

    def tearDown(self):
        for instance in self.running:
            if instance.alive():
                instance.process.send_signal(signal.SIGCONT)
                instance.kill9()

    @classmethod
    def config(cls, prefix, instance, source="normalized", admin=""):
        path = cls.dir / f"{prefix}{instance}.yaml"
        write_config(path, prefix + "group", [(prefix + t, "canonical") for t in World.TOPICS],
                     prefix + "alerts.json", prefix + "alerts.stix", prefix + "decisions", admin=admin,
                     instance=instance, extra=["  consumer:", "    topic.metadata.refresh.interval.ms: 1000"])
        path.write_text(path.read_text().replace(
            "live:\n", f"live:\n  input: {source}\n  normalized_topic: {prefix}posts\n", 1))
        return path

    def detect(self, prefix, instance):
        self.running.append(Lockstep(self.config(prefix, instance), self.dir / f"{prefix}{instance}.log"))
        return self.running[-1]

    def normalizer(self, prefix, instance, admin=""):
        config = self.config(prefix, instance, admin=admin)
        self.running.append(Normalizer(config, self.dir / f"{prefix}{instance}.log"))
        return self.running[-1]

    def restart_detect(self, prefix, instances):
        """What a supervisor does: an instance that another one took over from comes back as a standby."""
        for name, instance in instances.items():
            if not instance.alive():
                self.assertEqual(instance.process.returncode, 1, instance.log_path.read_text()[-2000:])
                instances[name] = self.detect(prefix, name)

    def assert_same(self, prefix, instances, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.restart_detect(prefix, instances)
            try:
                if outputs(prefix) == self.calm:
                    break
            except AssertionError:
                pass  # a transaction is open
            time.sleep(0.5)
        for instance in self.running:
            if instance.alive():
                self.assertIn(instance.terminate(), (0, 1))
        self.assert_calm(prefix)  # nothing may come after

    def assert_normalized_once(self, prefix):
        """Every good record is one canonical post, in the order of its partition."""
        for topic in World.TOPICS:
            for i, partition in enumerate(read_all(f"{prefix}posts.{prefix}{topic}", 2)):
                posts = [json.loads(value) for _, value, _ in partition]
                posts = [p["post_id"] for p in posts if p["schema"] == "lockstep.post/1"]
                sent = [json.loads(r[2])["post_id"] for r in self.world.records
                        if r[:2] == (topic, i) and b"poison" not in r[2]]
                self.assertEqual(posts, sent)

    def test_three_normalizers_detect_and_standby_killed_frozen_and_added_change_nothing(self):
        chosen = random.Random(SEED)
        print(f"SEED={SEED}", flush=True)
        prefix = "wild."
        end_feeding = self.world.feed_beside(prefix, 150.0)
        normalizers = {n: self.normalizer(prefix, n) for n in ("n1", "n2", "n3")}
        detects = {n: self.detect(prefix, n) for n in ("one", "two")}
        wait_until("every partition has a normalizer",
                   lambda: sum((n.shares() or [0])[-1] for n in normalizers.values()) == 4, 40)

        # One that is killed and comes back under its name, before or after others have its partitions.
        name = chosen.choice(sorted(normalizers))
        normalizers[name].kill9()
        time.sleep(chosen.choice((0, SESSION_SECONDS + 2)))
        normalizers[name] = self.normalizer(prefix, name)

        # The active detect, too; the other one takes over.
        wait_until("detect is active", lambda: any(self.said(d, "caught_up_with_past")
                                                   for d in detects.values()), 60)
        time.sleep(chosen.uniform(0, 2))
        detects["one"].kill9()
        detects["one"] = self.detect(prefix, "one")
        self.restart_detect(prefix, detects)

        # One that is frozen past its session, wakes up, and has nothing to say any more.
        frozen = normalizers[chosen.choice(sorted(normalizers))]
        before = len(frozen.shares())
        frozen.process.send_signal(signal.SIGSTOP)
        time.sleep(SESSION_SECONDS + 4)
        added = self.normalizer(prefix, "n4")
        frozen.process.send_signal(signal.SIGCONT)
        wait_until("the frozen one is given partitions anew", lambda: len(frozen.shares()) > before, 40)
        wait_until("the new one is given a share", lambda: (added.shares() or [0])[-1] > 0, 40)

        end_feeding()
        self.assert_same(prefix, detects)
        self.assert_normalized_once(prefix)

    def test_a_broker_that_is_killed_changes_nothing(self):
        chosen = random.Random(SEED + 1)
        prefix = "shaken."
        self.world.create_topics(prefix)
        half = len(self.world.records) // 2
        self.world.feed(prefix, records=self.world.records[:half])
        detects = {"one": self.detect(prefix, "one")}
        normalizer = self.normalizer(prefix, "n1")
        wait_until("it has all partitions", lambda: normalizer.shares()[-1:] == [4], 30)
        time.sleep(chosen.uniform(0, 1))
        kafka("kill9")  # nobody feeds meanwhile: a retry would shift the offsets that alerts quote
        time.sleep(2)
        kafka("start")
        self.world.feed(prefix, records=self.world.records[half:])
        self.assert_same(prefix, detects)
        self.assert_normalized_once(prefix)

    def test_operators_see_a_normalizer(self):
        prefix = "seen."
        self.world.create_topics(prefix)
        self.world.feed(prefix, records=self.world.records[:3000])
        one = self.normalizer(prefix, "n1", admin=f"127.0.0.1:{ADMIN_PORT}")
        wait_until("it is ready", lambda: ask("/readyz") == (200, "ready\n"), 30)

        def metrics():
            lines = [line.split() for line in ask("/metrics")[1].splitlines() if not line.startswith("#")]
            return {line[0]: float(line[1]) for line in lines if len(line) == 2}
        wait_until("everything is read", lambda: metrics().get("lockstep_records_total") == 3000, 30)
        seen = metrics()
        self.assertEqual(seen['lockstep_role{role="normalize"}'], 1)
        poison = sum(b"poison" in r[2] for r in self.world.records[:3000])
        self.assertEqual(seen['lockstep_rejected_posts_total{reason="malformed"}'], poison)
        self.assertEqual(seen["lockstep_posts_total"], 3000 - poison)
        self.assertEqual(seen[f'lockstep_partition_lag_records{{topic="{prefix}a",partition="0"}}'], 0)

        # A topic that grows has its new partition normalised, without a restart.
        admin = AdminClient({"bootstrap.servers": BROKER})
        admin.create_partitions([NewPartitions(prefix + "a", 3)])[prefix + "a"].result()
        record = self.world.records[0]
        wait_until("a third partition", lambda: sum(one.shares()[-1:]) == 5, 40)
        self.world.feed(prefix, records=[("a", 2) + record[2:]])

        def arrived():
            return [v for _, v, _ in read_all(f"{prefix}posts.{prefix}a", 3)[2] if b"lockstep.post/1" in v]
        wait_until("its post", lambda: len(arrived()) == 1, 20)
        self.assertEqual(one.terminate(), 0)

    def test_a_second_instance_of_one_name_takes_the_place_of_the_first(self):
        prefix = "twins."
        self.world.create_topics(prefix)
        first = self.normalizer(prefix, "n1")
        wait_until("the first has all partitions", lambda: first.shares()[-1:] == [4], 30)
        second = Normalizer(self.config(prefix, "n1"), self.dir / "twins.second.log")
        self.running.append(second)
        self.assertEqual(first.process.wait(30), 1)
        first.log.close()
        wait_until("the second has all partitions", lambda: second.shares()[-1:] == [4], 30)
        self.assertEqual(second.terminate(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
