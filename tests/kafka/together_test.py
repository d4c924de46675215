#!/usr/bin/python3
"""Everything at once against a real Apache Kafka, and the run again from its archive, byte for byte: normalisers, an
active `detect` and one that stands by, snapshots, side inputs, kills of each role; and topics that grow meanwhile.

usage: together_test.py BINARY [unittest arguments]
environment: ROUNDS (1) of a kill of each role, FEED_SECONDS (20 a round), SEED (random, printed)
"""
import json
import os
import pathlib
import random
import subprocess
import sys
import time
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from cluster import (BINARY, BROKER, Feeder, Lockstep, create_topic, read_all, wait_until, write_config)  # noqa: E402
from confluent_kafka import Consumer, KafkaException, TopicPartition  # noqa: E402
from confluent_kafka.admin import AdminClient, NewPartitions  # noqa: E402
from world import InWorld, World  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "1"))
FEED_SECONDS = float(os.environ.get("FEED_SECONDS", 20.0 * ROUNDS))
SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 32)))
SESSION_SECONDS = 10
NORMALIZERS, DETECTS = ("n1", "n2", "n3"), ("one", "two")
# Sites that one planted campaign links to, and nobody else.
PUSHED = ("beaubourgtribune862.example", "valroche-soir.example")
# Of each profile, behind a group's prefix, and the option of replay that writes the same.
BUNDLES = {"internal": ("alerts.stix", "--stix"), "partner": ("alerts.stix.partner", "--stix-partner"),
           "takedown": ("alerts.stix.takedown", "--stix-takedown")}
SIDE_INPUTS = ("cib.watchlist.v1", "cib.feedback.v1", "cib.enrichment.domain.v1")


def values(topic, partitions=1):
    """Empty while a transaction is open, or the topic is not there yet."""
    try:
        return [v for partition in read_all(topic, partitions) for _, v, _ in partition]
    except AssertionError:
        return []


class Fleet:
    """Instances by name, each with a configuration, a folder for snapshots and a supervisor of its own."""

    def __init__(self, folder, prefix, source):
        self.folder, self.prefix, self.source = folder, prefix, source
        self.running, self.due, self.unexpected = {}, {}, []

    def config(self, name):
        path = self.folder / f"{self.prefix}{name}.yaml"
        p = self.prefix
        write_config(path, p + "group", [(p + t, "canonical") for t in World.TOPICS], p + "alerts.json",
                     p + "alerts.stix", p + "decisions", instance=name,
                     extra=["  consumer:", "    topic.metadata.refresh.interval.ms: 1000"])
        path.write_text(path.read_text().replace(
            "live:\n", "sharing:\n  profiles: [internal, partner, takedown]\n"
            "  deployment_key: the key of this fleet\n"
            f"  statement: For tests only.\nlive:\n  input: {self.source}\n  normalized_topic: {p}posts\n  snapshot_every: 1m\n"
            f"  snapshot_dir: {self.folder / (p + name)}.snapshots\n", 1))
        return path

    def start(self, name):
        role = ("--role", "normalize") if name in NORMALIZERS else ()
        self.running[name] = Lockstep(self.config(name), self.folder / f"{self.prefix}{name}.log", *role)
        self.running[name].began = len(self.running[name].events())

    def events(self, name):
        """Since it was started last."""
        instance = self.running[name]
        return [e["event"] for e in instance.events()[instance.began:]]

    def ever(self, event, names=DETECTS):
        return sum(e["event"] == event for n in names for e in self.running[n].events())

    def active(self):
        """The detect that writes, as far as its log tells; None: nobody at the moment."""
        for name in DETECTS:
            if self.running[name].alive() and "caught_up_with_past" in self.events(name):
                return name
        return None

    def snapshot_writer(self):
        """A detect that wrote a snapshot since it was started last; None: not yet."""
        return next((n for n in DETECTS if self.running[n].alive() and "snapshot_written" in self.events(n)), None)

    def kill(self, name, seconds):
        """For so long."""
        self.running[name].kill9()
        self.due[name] = time.monotonic() + seconds

    def tend(self):
        """Starts again what was killed long enough ago, and at once what another one took over from."""
        for name, instance in list(self.running.items()):
            if instance.alive():
                continue
            if name not in self.due:
                if instance.process.returncode != 1 or name in NORMALIZERS:
                    self.unexpected.append((name, instance.process.returncode, instance.events()[-3:]))
                instance.log.close()
            elif time.monotonic() < self.due[name]:
                continue
            self.due.pop(name, None)
            self.start(name)

    def tend_for(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.tend()
            time.sleep(0.1)

    def tend_until(self, what, condition, seconds):
        def tended():
            self.tend()
            return condition()
        return wait_until(what, tended, seconds)

    def end(self):
        """Nothing of it writes any more."""
        for instance in self.running.values():
            if instance.alive():
                instance.terminate()

    def clean_up(self):
        for instance in self.running.values():
            if instance.alive():
                instance.kill9()


class Together(InWorld):
    def setUp(self):
        self.chosen = random.Random(SEED)
        print(f"SEED={SEED}", flush=True)

    def begin(self, prefix, source, names):
        fleet = Fleet(self.dir, prefix, source)
        self.addCleanup(fleet.clean_up)
        for name in names:
            fleet.start(name)
        return fleet

    def read_everything(self, fleet, partitions):
        """Until everything was read, and nothing comes any more; the last record of a partition never leaves."""
        asker = Consumer({"bootstrap.servers": BROKER, "group.id": fleet.prefix + "group"})  # no member of it
        places = []
        for topic, count in partitions.items():
            sizes = [len(p) for p in read_all(fleet.prefix + topic, count)]
            places += [(fleet.prefix + topic, i, size) for i, size in enumerate(sizes) if size > 0]

        def all_read():
            try:
                committed = asker.committed([TopicPartition(t, p) for t, p, _ in places], timeout=5)
            except KafkaException:
                return False  # a transaction is open
            return all(c.offset >= size - 1 for c, (_, _, size) in zip(committed, places))
        fleet.tend_until("that everything is read", all_read, 60)
        asker.close()
        seen, since = None, time.monotonic()
        while time.monotonic() - since < 4:
            fleet.tend_for(0.5)
            now = [len(values(fleet.prefix + t)) for t in ("alerts.json", "alerts.stix", "decisions")]
            if now != seen or 0 in now:
                seen, since = now, time.monotonic()

    def assert_replayed(self, fleet, partitions):
        """The live run's alerts are those of the archive and the decisions, its late records as many."""
        out = self.dir / (fleet.prefix + "r.jsonl")
        stix = {topic: (option, self.dir / f"{fleet.prefix}r.{topic}") for topic, option in BUNDLES.values()}
        done = subprocess.run([BINARY, "replay", "--config", fleet.config("one"), "--decisions",
                               f"kafka://{BROKER}/{fleet.prefix}decisions", "--alerts", out,
                               *(part for option_and_file in stix.values() for part in option_and_file)],
                              capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(values(fleet.prefix + "alerts.json"), out.read_bytes().splitlines())
        for topic, (_, path) in stix.items():
            self.assertEqual(values(fleet.prefix + topic), path.read_bytes().splitlines(), topic)
        self.assert_shared(fleet)
        self.assertGreater(len(out.read_bytes().splitlines()), 20)
        late = sum(len(values(fleet.prefix + t + ".late", n)) for t, n in partitions.items())
        self.assertIn(f" {late} late", done.stderr)
        for topic, count in partitions.items():
            poison = [r for r in self.world.records if r[0] == topic and b"poison" in r[2]]
            self.assertEqual(len(values(fleet.prefix + topic + ".dlq", count)), len(poison), topic)

    def assert_shared(self, fleet):
        """Bundles for others say nothing of the method, by headers neither, and every one was logged."""
        exports = {(e["alert"], e["version"], e["topic"]) for instance in fleet.running.values()
                   for e in instance.events() if e["event"] == "export"}
        versions = [json.loads(v) for v in values(fleet.prefix + "alerts.json")]
        partner = fleet.prefix + BUNDLES["partner"][0]
        self.assertLessEqual({(a["alert_id"], a["version"], partner) for a in versions}, exports)
        for profile in ("partner", "takedown"):
            records = read_all(fleet.prefix + BUNDLES[profile][0])[0]
            self.assertTrue(records)
            for _, value, headers in records:
                self.assertEqual(dict(headers)["profile"], profile.encode())
                self.assertEqual("tier" in dict(headers), profile == "partner")
                for word in (b"membership_score", b"weight_nats", b"config_sha256", b"inference_chain"):
                    self.assertNotIn(word, value)

    # ---- side inputs

    def say(self, topic, key, value):
        feeder = Feeder()
        feeder.send(topic, 0, None if value is None else json.dumps(value).encode(), key=key.encode())
        feeder.flush()

    def say_of_sites(self):
        for topic in SIDE_INPUTS:
            create_topic(topic)
        self.say("cib.watchlist.v1", "site", {"type": "domain", "value": PUSHED[0], "note": "seized"})
        for domain in PUSHED:
            self.say("cib.enrichment.domain.v1", domain, {"analytics_ids": ["UA-4711"]})

    def say_of_alerts(self, fleet, round_number):
        """A verdict, an opinion, and another entry of the watchlist, about whatever was alerted by now."""
        # Whoever answers may have got either bundle that has a grouping.
        topic, _ = BUNDLES[self.chosen.choice(("internal", "partner"))]
        bundles = [json.loads(v) for v in values(fleet.prefix + topic)]
        if not bundles:
            return
        groupings = [o for o in self.chosen.choice(bundles)["objects"] if o["type"] == "grouping"]
        self.say("cib.feedback.v1", "analyst",
                 {"type": "opinion", "spec_version": "2.1", "id": f"opinion--{uuid.UUID(int=round_number)}",
                  "opinion": self.chosen.choice(("agree", "strongly-disagree")),
                  "explanation": f"opinion {round_number}", "object_refs": [groupings[0]["id"]]})
        alert = json.loads(self.chosen.choice(values(fleet.prefix + "alerts.json")))
        self.say("cib.feedback.v1", alert["alert_id"], {"verdict": "confirmed", "reason": f"verdict {round_number}"})
        account = alert["accounts"][0]["account"]
        self.say("cib.watchlist.v1", f"account {round_number}", {"type": "account", "value": account})

    # ---- the tests

    def test_kills_of_every_role_change_nothing_that_the_archive_and_the_decisions_do_not_say(self):
        self.say_of_sites()
        records = self.world.records
        end_feeding = self.world.feed_beside("all.", FEED_SECONDS, records[:-2000])
        fleet = self.begin("all.", "normalized", NORMALIZERS + DETECTS)
        fleet.tend_until("that one is active", fleet.active, 60)
        for round_number in range(ROUNDS):
            roles = ["normalize", "active", "standby"]
            self.chosen.shuffle(roles)
            for role in roles:
                fleet.tend_for(self.chosen.uniform(0.5, 4))
                self.kill_one(fleet, role)
            self.say_of_alerts(fleet, round_number)
        self.kill_one_that_has_a_snapshot(fleet)
        end_feeding()
        fleet.tend_until("that all are back", lambda: not fleet.due, 2 * SESSION_SECONDS)
        fleet.tend_until("alerts", lambda: values("all.alerts.stix"), 60)
        self.say_of_alerts(fleet, ROUNDS)
        last = f"opinion {ROUNDS}".encode()
        fleet.tend_until("that it is decided about", lambda: any(last in v for v in values("all.decisions")), 60)
        self.world.feed("all.", records=records[-2000:])  # so that its tick comes
        partitions = dict.fromkeys(World.TOPICS, 2)
        self.read_everything(fleet, partitions)
        self.assertEqual(fleet.unexpected, [])
        fleet.end()
        self.assert_replayed(fleet, partitions)
        decisions = [json.loads(v) for v in values("all.decisions")]
        self.assertEqual({d["topic"] for d in decisions if d["kind"] == "fact"}, set(SIDE_INPUTS))
        self.assertTrue(any(f"by a person: opinion {ROUNDS}".encode() in v for v in values("all.alerts.json")))
        self.assertGreater(fleet.ever("standing_by"), 0)

    def kill_one(self, fleet, role):
        """Back before or after others have taken its place."""
        active = fleet.active()
        if role == "normalize":
            names = [n for n in NORMALIZERS if fleet.running[n].alive()]
        else:
            names = [n for n in DETECTS if fleet.running[n].alive() and (n == active) == (role == "active")]
        if not names:
            return
        name, seconds = self.chosen.choice(names), self.chosen.choice((0, SESSION_SECONDS + 2))
        print(f"kills {name} ({role}) for {seconds} s", flush=True)
        fleet.kill(name, seconds)

    def kill_one_that_has_a_snapshot(self, fleet):
        """Kills at random may all come before the first snapshot."""
        name = fleet.tend_until("a snapshot", fleet.snapshot_writer, 60)
        read = fleet.ever("snapshot_read")
        print(f"kills {name} (has a snapshot)", flush=True)
        fleet.kill(name, 0)
        fleet.tend_until("that it is read", lambda: fleet.ever("snapshot_read") > read, 60)

    def test_partitions_that_are_added_while_one_stands_by_are_not_lost_when_it_takes_over(self):
        self.world.create_topics("grown.")
        fleet = self.begin("grown.", "raw", DETECTS)
        parts, count = 4, 2
        size = len(self.world.records) // parts
        admin = AdminClient({"bootstrap.servers": BROKER})
        for part in range(parts):
            records = self.world.records[part * size:(part + 1) * size if part + 1 < parts else None]
            # Some of partition 0 go to the newest one, as producers that hash keys would have it.
            self.world.feed("grown.", records=[("a", count - 1) + r[2:] if r[:2] == ("a", 0) and i % 2 else r
                                               for i, r in enumerate(records)])
            fleet.tend_until("that one is active", fleet.active, 60)
            if part == 0:
                fleet.tend_until("that the other stands by", lambda: fleet.ever("standing_by") > 0, 60)
            if part + 1 == parts:
                break
            count += 1
            admin.create_partitions([NewPartitions("grown.a", count)])["grown.a"].result()
            # Before, while or after the active one and the other notice.
            fleet.tend_for(self.chosen.uniform(0, 8))
            active = fleet.active()
            print(f"{count} partitions; kills {active}", flush=True)
            if active is not None:
                fleet.kill(active, self.chosen.choice((0, SESSION_SECONDS + 2)))
        partitions = {"a": count, "b": 2}
        fleet.tend_until("that all are back", lambda: not fleet.due, 2 * SESSION_SECONDS)
        self.read_everything(fleet, partitions)
        self.assertEqual(fleet.unexpected, [])
        fleet.end()
        self.assertGreater(fleet.ever("took_over") + fleet.ever("begins_anew"), 0)
        joined = [d["partition"] for d in map(json.loads, values("grown.decisions")) if d["kind"] == "joined"]
        self.assertEqual(sorted(joined), list(range(2, count)))
        self.assert_replayed(fleet, partitions)


if __name__ == "__main__":
    unittest.main(verbosity=2)
