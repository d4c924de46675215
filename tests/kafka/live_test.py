#!/usr/bin/python3
"""`lockstep run` against a real Apache Kafka: the same bytes through crashes, outages and takeovers.

usage: live_test.py BINARY [unittest arguments]
environment: KILLS (10), BROKER_KILLS (2), OUTAGE_SECONDS (30), SEED (random, printed)
"""
import datetime
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from cluster import (ADMIN_PORT, BINARY, BROKER, Feeder, Lockstep, ask, create_topic, kafka, metric,  # noqa: E402
                     read_all, wait_until, write_config)
from world import InWorld, World, outputs  # noqa: E402

KILLS = int(os.environ.get("KILLS", "10"))
BROKER_KILLS = int(os.environ.get("BROKER_KILLS", "2"))
OUTAGE_SECONDS = float(os.environ.get("OUTAGE_SECONDS", "30"))
SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 32)))


class Live(InWorld):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calm = cls.uninterrupted("calm.", cls.config("calm."))

    @classmethod
    def config(cls, prefix, instance="one"):
        path = cls.dir / f"{prefix}{instance}.yaml"
        if not path.exists():
            write_config(path, prefix + "group", [(prefix + t, "canonical") for t in World.TOPICS],
                         prefix + "alerts.json", prefix + "alerts.stix", prefix + "decisions", instance=instance)
        return path

    @classmethod
    def start_lockstep(cls, prefix, instance="one"):
        cls.lockstep = Lockstep(cls.config(prefix, instance), cls.dir / f"{prefix}{instance}.log")
        return cls.lockstep

    def assert_same(self, prefix):
        self.settle(prefix, self.calm)
        self.assertEqual(self.lockstep.terminate(), 0)
        self.assert_calm(prefix)  # nothing may come after

    # ---- what an uninterrupted run gives

    def test_alerts_are_those_of_replay(self):
        path = self.dir / "posts.jsonl"
        path.write_bytes(b"\n".join(self.world.posts) + b"\n")
        end = datetime.datetime.fromtimestamp(self.world.end_ms / 1000, datetime.timezone.utc)
        subprocess.run([BINARY, "replay", path, "--config", self.config("calm."), "--alerts", self.dir / "r.jsonl",
                        "--stix", self.dir / "s.jsonl", "--to", end.strftime("%Y-%m-%dT%H:%M:%SZ")],
                       check=True, capture_output=True)

        def without_source(value):
            alert = json.loads(value)
            for item in alert["evidence"]:
                for post in item["posts"]:
                    del post["source"]
            return json.dumps(alert)

        live = [without_source(v) for _, v, _ in self.calm["alerts.json"][0]]
        replayed = [without_source(line) for line in (self.dir / "r.jsonl").read_text().splitlines()]
        self.assertGreater(len(live), 20)
        self.assertEqual(live, replayed)
        self.assertEqual(len(self.calm["alerts.stix"][0]), len(replayed))

    def test_alerts_carry_key_and_headers(self):
        for key, value, headers in self.calm["alerts.json"][0]:
            alert, said = json.loads(value), {n: v.decode() for n, v in headers}
            self.assertEqual(key.decode(), alert["alert_id"])
            self.assertEqual(said["tier"], alert["tier"])
            self.assertEqual(said["status"], alert["status"])
            self.assertEqual(said["confidence"], str(alert["confidence"]))
            for item in alert["evidence"]:
                for post in item["posts"]:
                    self.assertIn(post["source"]["topic"], World.TOPICS)

    def test_poison_goes_to_the_dead_letters_as_it_came(self):
        sent = {t: [r for r in self.world.records if r[0] == t and b"poison" in r[2]] for t in World.TOPICS}
        for topic in World.TOPICS:
            letters = [record for partition in self.calm[topic + ".dlq"] for record in partition]
            self.assertEqual(len(letters), len(sent[topic]))
            for key, value, headers in letters:
                said = dict(headers)
                self.assertEqual((key, value), (b"bad key", sent[topic][0][2]))
                self.assertEqual(said["trace"], b"t-1")
                self.assertEqual(said["cib.errors.topic"].decode(), topic)
                self.assertEqual(said["cib.errors.reason"], b"malformed")
                self.assertEqual(said["cib.errors.stage"], b"adapt")
                self.assertIn(said["cib.errors.partition"], (b"0", b"1"))
                self.assertTrue(said["cib.errors.offset"].isdigit())

    def test_late_posts_go_to_the_late_topic_as_they_came(self):
        for topic in World.TOPICS:
            sent = [r[2] for r in self.world.records if r[0] == topic and b'"post_id": "late' in r[2]]
            got = [v for partition in self.calm[topic + ".late"] for _, v, _ in partition]
            self.assertEqual(sorted(got), sorted(sent))

    # ---- crashes

    def test_kills_at_random_instants_change_nothing(self):
        chosen = random.Random(SEED)
        print(f"{KILLS} kills, SEED={SEED}", flush=True)
        prefix = "wild."
        end_feeding = self.world.feed_beside(prefix, 10.0 * KILLS)
        for _ in range(KILLS):
            lockstep = self.start_lockstep(prefix)
            # One in four before it is up, the others while it works.
            if chosen.randrange(4) > 0:
                ups = sum(e["event"] == "caught_up_with_past" for e in lockstep.events())
                wait_until("a rebuild", lambda: sum(e["event"] == "caught_up_with_past"
                                                    for e in lockstep.events()) > ups, 30)
            time.sleep(chosen.uniform(0, 4))
            self.assertTrue(lockstep.alive(), lockstep.log_path.read_text()[-2000:])
            lockstep.kill9()
        self.start_lockstep(prefix)
        end_feeding()
        self.settle(prefix, self.calm)
        # On a busy machine all of them may fall where there is nothing to read again. This one does not.
        self.lockstep.kill9()
        self.start_lockstep(prefix)
        wait_until("records read again", lambda: any(e["event"] == "caught_up_with_past" and e["records"] > 0
                                                     for e in self.lockstep.events()), 60)
        self.assert_same(prefix)

    def test_an_outage_of_the_broker_changes_nothing(self):
        prefix = "outage."
        self.world.create_topics(prefix)
        half = len(self.world.records) // 2
        self.world.feed(prefix, records=self.world.records[:half])
        self.start_lockstep(prefix)
        wait_until("it is active", lambda: self.said(self.lockstep, "caught_up_with_past"), 30)
        kafka("kill9")  # nobody writes meanwhile: a producer's retry would shift the offsets that alerts quote
        time.sleep(OUTAGE_SECONDS)
        self.assertTrue(self.lockstep.alive())
        kafka("start")
        self.world.feed(prefix, records=self.world.records[half:])
        self.assert_same(prefix)

    def test_kills_of_the_broker_change_nothing(self):
        chosen = random.Random(SEED + 1)
        prefix = "shaken."
        self.world.create_topics(prefix)
        self.world.feed(prefix)
        self.start_lockstep(prefix)
        wait_until("it is active", lambda: self.said(self.lockstep, "caught_up_with_past"), 30)
        for _ in range(BROKER_KILLS):
            time.sleep(chosen.uniform(0, 2))
            kafka("kill9")
            kafka("start")
        self.assertTrue(self.lockstep.alive())
        self.assert_same(prefix)

    def test_a_warm_standby_takes_over_and_the_frozen_one_writes_nothing(self):
        prefix = "frozen."
        end_feeding = self.world.feed_beside(prefix, 90.0)
        frozen = self.start_lockstep(prefix)
        wait_until("the first is active", lambda: self.said(frozen, "caught_up_with_past"), 20)
        standby = self.start_lockstep(prefix, "two")
        wait_until("the second stands by", lambda: self.said(standby, "standing_by"), 20)
        time.sleep(3)
        frozen.process.send_signal(signal.SIGSTOP)
        begin = time.monotonic()
        wait_until("the second takes over", lambda: self.said(standby, "took_over"), 30)
        print(f"took over {time.monotonic() - begin:.1f} s after the freeze", flush=True)
        self.assertLess(time.monotonic() - begin, 15)
        time.sleep(3)
        frozen.process.send_signal(signal.SIGCONT)
        self.assertEqual(frozen.process.wait(60), 1)
        frozen.log.close()
        end_feeding()
        self.assert_same(prefix)

    def test_killed_in_turns_two_instances_change_nothing(self):
        chosen = random.Random(SEED + 2)
        prefix = "turns."
        end_feeding = self.world.feed_beside(prefix, 90.0)
        instances = {name: self.start_lockstep(prefix, name) for name in ("one", "two")}

        def supervise():
            for name, instance in instances.items():
                if not instance.alive():
                    self.assertEqual(instance.process.returncode, 1)  # another took over
                    instance.log.close()
                    instances[name] = self.start_lockstep(prefix, name)
        for _ in range(3):
            time.sleep(chosen.uniform(3, 6))
            supervise()
            name = chosen.choice(("one", "two"))
            instances[name].kill9()
            time.sleep(chosen.choice((0, 12)))  # back before or after the other has taken over
            instances[name] = self.start_lockstep(prefix, name)
        end_feeding()
        end = time.monotonic() + 60
        while time.monotonic() < end and outputs(prefix) != self.calm:
            supervise()
            time.sleep(1)
        self.assertIn(0, [instance.terminate() for instance in instances.values() if instance.alive()])
        self.assertEqual(outputs(prefix), self.calm)

    def test_the_end_and_a_new_beginning_change_nothing(self):
        prefix = "paused."
        end_feeding = self.world.feed_beside(prefix, 20.0)
        for _ in range(2):
            self.start_lockstep(prefix)
            time.sleep(4)
            begin = time.monotonic()
            self.assertEqual(self.lockstep.terminate(), 0)
            self.assertLess(time.monotonic() - begin, 10)
        self.start_lockstep(prefix)
        end_feeding()
        self.assert_same(prefix)

    # ---- the world

    def test_an_empty_partition_holds_nobody_back_and_the_archive_gives_the_same_bytes(self):
        create_topic("lonely", 3)
        feeder = Feeder()
        for topic, partition, value, ms, _, _ in self.world.records:
            if b'"post_id": "late' not in value:  # an archive is finite: nothing in it is late
                feeder.send("lonely", partition, value, ms)
        feeder.flush()
        path = self.dir / "lonely.yaml"
        write_config(path, "lonely", [("lonely", "canonical")], "lonely.json", "lonely.stix", "lonely.decisions")
        lockstep = Lockstep(path, self.dir / "lonely.log")
        alerts = len(self.calm["alerts.json"][0])

        def all_there():
            try:
                return len(read_all("lonely.json")[0]) >= alerts
            except AssertionError:
                return False
        wait_until("the alerts in spite of an empty partition", all_there, 40)
        self.assertEqual(lockstep.terminate(), 0)
        kinds = [json.loads(v)["kind"] for _, v, _ in read_all("lonely.decisions")[0]]
        self.assertEqual(kinds.count("start"), 3)
        self.assertIn("idle", kinds)

        end = datetime.datetime.fromtimestamp(self.world.end_ms / 1000, datetime.timezone.utc)
        archive = f"kafka://{BROKER}/lonely?format=canonical"
        done = subprocess.run([BINARY, "replay", archive, "--config", path, "--alerts", self.dir / "archive.jsonl",
                               "--to", end.strftime("%Y-%m-%dT%H:%M:%SZ")], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.dir / "archive.jsonl").read_bytes().splitlines(),
                         [v for _, v, _ in read_all("lonely.json")[0]])

    def test_parts_of_an_archive_are_read_by_offset_and_by_time(self):
        url = f"kafka://{BROKER}/calm.a?format=canonical"

        def records(options):
            done = subprocess.run([BINARY, "network", url + options, "-o", self.dir / "edges.csv"],
                                  capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            return int(done.stderr.split(" records")[0].split()[-1])
        times = [ms for topic, _, _, ms, _, _ in self.world.records if topic == "a"]
        whole = len(times)
        self.assertEqual(records(""), whole)
        self.assertEqual(records("&from=10&to=110"), 200)  # of two partitions
        middle = datetime.datetime.fromtimestamp(times[whole // 2] // 1000, datetime.timezone.utc)
        stamp = middle.strftime("%Y-%m-%dT%H:%M:%SZ")
        before, after = records("&to=" + stamp), records("&from=" + stamp)
        self.assertEqual(before + after, whole)
        self.assertLess(abs(before - after), whole // 10)
        absent = subprocess.run([BINARY, "replay", f"kafka://{BROKER}/absent"], capture_output=True, text=True)
        self.assertEqual((absent.returncode, "has no topic absent" in absent.stderr), (2, True))
        away = subprocess.run([BINARY, "replay", "kafka://127.0.0.1:1/t", "--config", self.config("calm.")],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(away.returncode, 5)

    def test_operators_see_health_readiness_and_metrics(self):
        path = self.dir / "asked.yaml"
        write_config(path, "asked", [("asked", "canonical")], "asked.json", "asked.stix", "asked.decisions",
                     admin=f"127.0.0.1:{ADMIN_PORT}")
        lockstep = Lockstep(path, self.dir / "asked.log")
        wait_until("an answer", lambda: ask("/healthz")[0] == 200, 10)
        self.assertEqual(ask("/readyz")[0], 503)  # its topic is not there yet
        create_topic("asked", 1)
        wait_until("readiness once the topic is there", lambda: ask("/readyz")[0] == 200, 20)
        feeder = Feeder()
        for _, _, value, ms, _, _ in self.world.records[:1000]:
            feeder.send("asked", 0, value, ms)
        feeder.flush()
        wait_until("all records counted", lambda: metric("lockstep_records_total") == 1000, 20)
        self.assertGreater(metric("lockstep_posts_total"), 800)
        wait_until("no lag", lambda: metric("lockstep_partition_lag_records") == 0, 10)
        self.assertGreater(metric("lockstep_event_time_lag_seconds"), 0)
        wait_until("a transaction", lambda: metric("lockstep_transactions_total") > 0, 10)
        self.assertEqual(ask("/else")[0], 404)
        self.assertEqual(lockstep.terminate(), 0)

    def test_an_unreachable_broker_and_a_bad_configuration_have_exit_codes(self):
        path = self.dir / "away.yaml"
        text = self.config("calm.").read_text()
        path.write_text(text.replace(BROKER, "127.0.0.1:1") + "  startup_timeout: 2s\n")
        self.assertEqual(subprocess.run([BINARY, "run", "--config", path], stderr=subprocess.DEVNULL,
                                        timeout=30).returncode, 5)
        path.write_text(text + "  consumer:\n    enable.auto.commit: \"true\"\n    no.such.thing: \"1\"\n")
        done = subprocess.run([BINARY, "run", "--config", path], capture_output=True, timeout=30)
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"enable.auto.commit cannot be set: offsets are committed in the transaction", done.stderr)
        self.assertIn(b"no.such.thing", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
