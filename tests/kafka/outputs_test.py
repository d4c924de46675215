#!/usr/bin/python3
"""What Lockstep writes beside alerts, and the commands for it: dead letters, shadow mode, hits of hunts.

usage: outputs_test.py BINARY [unittest arguments]
"""
import json
import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from cluster import (BINARY, BROKER, READ_PORT, ROOT, Feeder, Lockstep, OnBroker, ask, create_topic, read_all,  # noqa: E402
                     wait_until, write_config)
from confluent_kafka.admin import AdminClient  # noqa: E402
from jsonschema import Draft202012Validator  # noqa: E402
from world import World  # noqa: E402


def records(topic, partitions=1):
    """All of a topic; nothing while it is not there."""
    try:
        return [r for partition in read_all(topic, partitions) for r in partition]
    except AssertionError:
        return []


class Outputs(OnBroker):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_letters()
        subprocess.run([BINARY, "simulate", "--scenario", "quickstart", "--seed", "1", "--posts", "20000", "-o",
                        cls.dir], check=True, capture_output=True)
        cls.posts = cls.dir / "posts.jsonl"

    @classmethod
    def make_letters(cls):
        """A service that could not use five records: dead letters of two topics."""
        cls.config = cls.dir / "letters.yaml"
        write_config(cls.config, "letters", [("one", "canonical"), ("two", "canonical"), ("calm", "canonical")],
                     "l.json", "l.stix", "l.decisions")
        create_topic("one", 2)
        create_topic("two", 1)
        create_topic("calm", 1)
        cls.sent = {  # (topic, partition): value, key, headers, ms
            ("one", 0): [(b"bad \xff zero", b"k0", [("trace", b"t"), ("empty", b"")], 1_700_000_000_123)],
            ("one", 1): [(b"bad one", None, None, 1_700_000_001_000),
                         (b'{"platform":"x","post_id":"1","author":{"id":"a"},"created_at":0}', b"", None,
                          1_700_000_002_000)],
            ("two", 0): [(b"bad two", b"k2", [("cib.errors.reason", b"forged")], 1_700_000_003_000),
                         (b'{"a":"' + b"x" * 1_000_000 + b'"}', b"large", None, 1_700_000_004_000)]}
        feeder = Feeder()
        feeder.producer = type(feeder.producer)({"bootstrap.servers": BROKER, "message.max.bytes": 2_000_000})
        for (topic, partition), values in cls.sent.items():
            for value, key, headers, ms in values:
                feeder.send(topic, partition, value, ms, key, headers)
        feeder.flush()
        lockstep = Lockstep(cls.config, cls.dir / "letters.log")
        wait_until("all dead letters", lambda: len(records("one.dlq", 2) + records("two.dlq")) == 5, 40)
        assert lockstep.terminate() == 0

    def dlq(self, *arguments, config=None):
        return subprocess.run([BINARY, "dlq", *arguments, "--config", config or self.config], capture_output=True,
                              text=True, timeout=120)

    def listed(self, *arguments):
        done = self.dlq("list", "--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    # ---- dead letters

    def test_dead_letters_are_listed_with_origin_stage_and_reason(self):
        found = self.listed()
        self.assertEqual([(r["topic"], r["partition"], r["offset"], r["stage"], r["reason"]) for r in found],
                         [("one", 0, 0, "adapt", "malformed"), ("one", 1, 0, "adapt", "malformed"),
                          ("one", 1, 1, "normalize", "time_out_of_range"), ("two", 0, 0, "adapt", "malformed"),
                          ("two", 0, 1, "adapt", "missing_field")])
        self.assertEqual(found[0]["record_time"], "2023-11-14T22:13:20.123Z")
        self.assertEqual(found[0]["bytes"], len(b"bad \xff zero"))
        self.assertTrue(found[4]["cut"])
        table = self.dlq("list")
        self.assertEqual((table.returncode, len(table.stdout.splitlines())), (0, 6))
        self.assertIn("two[0]@1", table.stdout)
        self.assertIn("5 dead letters", table.stderr)

    def test_dead_letters_are_chosen_by_topic_reason_and_time(self):
        self.assertEqual(len(self.listed("--topic", "one")), 3)
        self.assertEqual(len(self.listed("--topic", "one", "--topic", "calm")), 3)
        self.assertEqual(len(self.listed("--reason", "time_out_of_range", "--reason", "missing_field")), 2)
        self.assertEqual(len(self.listed("--from", "-1h")), 5)
        self.assertEqual(len(self.listed("--until", "-1h")), 0)
        self.assertEqual(len(self.listed("--from", "2001-01-01T00:00:00Z", "--to", "2002-01-01T00:00:00Z")), 0)

    def test_dead_letters_go_back_as_they_were_to_where_they_came_from(self):
        before = {t: read_all(t, n) for t, n in (("one", 2), ("two", 1))}
        dry = self.dlq("replay", "--dry-run", "--topic", "one")
        self.assertEqual((dry.returncode, "3 would be put back" in dry.stderr), (0, True), dry.stderr)
        self.assertEqual(read_all("one", 2), before["one"])
        done = self.dlq("replay", "--topic", "one")
        self.assertEqual((done.returncode, "3 put back" in done.stderr), (0, True), done.stderr)
        after = read_all("one", 2)
        for partition in range(2):  # key, value and headers, at the end of the partition they came from
            self.assertEqual(after[partition], before["one"][partition] * 2)
        times = subprocess.run(["kcat", "-b", BROKER, "-C", "-t", "one", "-p", "0", "-o", "1", "-e", "-q", "-f", "%T"],
                               capture_output=True, text=True, check=True).stdout
        self.assertEqual(times, "1700000000123")
        self.assertEqual(len(records("one.dlq", 2)), 3)  # they stay

    def test_a_letter_whose_end_is_missing_stays_and_is_told(self):
        before = records("two")
        done = self.dlq("replay", "--topic", "two", "--reason", "missing_field")
        self.assertEqual(done.returncode, 1)
        self.assertIn("0 put back, 1 left because their end is missing", done.stderr)
        self.assertEqual(records("two"), before)

    def test_letters_may_go_elsewhere_and_a_refusal_is_a_failure(self):
        create_topic("elsewhere", 1)
        done = self.dlq("replay", "--reason", "malformed", "--to", "elsewhere")
        self.assertEqual(done.returncode, 0, done.stderr)
        got = records("elsewhere")
        self.assertEqual(sorted(v for _, v, _ in got), [b"bad one", b"bad two", b"bad \xff zero"])
        self.assertNotIn("cib.errors", str(got))
        create_topic("tight", 1, **{"max.message.bytes": "60"})
        refused = self.dlq("replay", "--topic", "one", "--reason", "time_out_of_range", "--to", "tight")
        self.assertEqual((refused.returncode, "1 refused: Broker: Message size too large" in refused.stderr),
                         (1, True), refused.stderr)

    def test_commands_for_dead_letters_have_exit_codes(self):
        self.assertEqual(self.dlq("list", "--topic", "else").returncode, 2)
        self.assertEqual(self.dlq("list", "--from", "yesterday").returncode, 2)
        self.assertEqual(self.dlq("list", config="/no/such/file").returncode, 3)
        away = self.dir / "away.yaml"
        away.write_text(self.config.read_text().replace(BROKER, "127.0.0.1:1"))
        self.assertEqual(self.dlq("list", config=away).returncode, 5)
        self.assertEqual(subprocess.run([BINARY, "dlq"], capture_output=True).returncode, 2)

    def test_looking_at_dead_letters_joins_no_group(self):
        admin = AdminClient({"bootstrap.servers": BROKER})

        def groups():
            return sorted(group.id for group in admin.list_groups(timeout=10))
        before = groups()
        self.assertIn("letters", before)
        self.listed()
        self.assertEqual(groups(), before)

    # ---- alerts, read from their topic

    def test_readers_of_alerts_take_the_topic_as_they_take_the_file(self):
        file = self.dir / "alerts.jsonl"
        subprocess.run([BINARY, "replay", self.posts, "--alerts", file], check=True, capture_output=True)
        feeder = Feeder()
        create_topic("alerts", 2)
        for line in file.read_bytes().splitlines():
            key = json.loads(line)["alert_id"]
            feeder.send("alerts", int(key[-1], 16) % 2, line, key=key)
        feeder.send("alerts", 0, None, key="cib-0000000000000000")  # taken back
        feeder.flush()
        address = f"kafka://{BROKER}/alerts"

        def said(*arguments, code=0):
            done = subprocess.run([BINARY, *arguments], capture_output=True)
            self.assertEqual(done.returncode, code, done.stderr)
            return done.stderr.decode() if code else done.stdout
        alert = json.loads(file.read_bytes().splitlines()[-1])["alert_id"]
        for command in (("explain",), ("explain", "--alert", alert), ("report", "-o", "-"),
                        ("graph", "-o", "-", "--format", "ndjson"), ("graph", "-o", "-", "--format", "graphml")):
            self.assertEqual(said(command[0], address, *command[1:]), said(command[0], file, *command[1:]))
        feeder.send("alerts", 1, b"{}")
        feeder.flush()
        end = len(records("alerts", 2)) - len(read_all("alerts", 1)[0]) - 1
        self.assertIn(f"alerts[1]@{end}: not a lockstep.alert/1 object", said("explain", address, code=4))
        said("explain", f"kafka://{BROKER}/none", code=2)
        said("graph", "kafka://127.0.0.1:1/alerts", "-o", "-", "--format", "ndjson", code=5)

    # ---- hits of hunts

    def hunt(self, *arguments, code=0):
        done = subprocess.run([BINARY, "hunt", *arguments], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stderr

    def way(self, name, hunts, *kafka, brokers=BROKER):
        path = self.dir / f"{name}.yaml"
        path.write_text("\n".join(["live:", f"  hunts_topic: {hunts}", "kafka:", f"  brokers: {brokers}",
                                   "  startup_timeout: 2s", *kafka]) + "\n")
        return path

    def test_hits_on_a_topic_are_the_lines_of_the_file_and_a_later_run_replaces_them(self):
        feeder = Feeder()
        create_topic("said", 2)
        for number, line in enumerate(self.posts.read_bytes().splitlines()):
            feeder.send("said", number % 2, line)
        feeder.flush()
        create_topic("hits", 2)
        file = self.dir / "hits.jsonl"
        told = self.hunt(f"kafka://{BROKER}/said", "-o", file, "--publish", f"kafka://{BROKER}/hits")
        lines = file.read_bytes().splitlines()
        self.assertGreater(len(lines), 10)
        self.assertIn(f"{len(lines)} hits published to hits", told)
        first = read_all("hits", 2)
        found = sorted((r for partition in first for r in partition), key=lambda r: lines.index(r[1]))
        self.assertEqual([value for _, value, _ in found], lines)
        for key, value, headers in found:
            hit = json.loads(value)
            self.assertEqual(key.decode(), hit["hit_id"])
            self.assertEqual(
                [(name, text.decode()) for name, text in headers],
                [("schema", "lockstep.hunt/1"), ("hunt", hit["hunt"]), ("day", hit["day"]), ("kind", hit["kind"]),
                 ("score", f"{hit['score']:.3f}".rstrip("0").rstrip(".")), ("tlp", "amber+strict")])
        self.assertEqual(len({key for key, _, _ in found}), len(found))
        # The same archive from elsewhere, to where the configuration says.
        config = self.way("again", "hits")
        self.hunt(self.posts, "--config", config, "--publish", "config")
        self.assertEqual(read_all("hits", 2), [partition * 2 for partition in first])

    def test_a_topic_that_refuses_a_hit_shows_none_of_them(self):
        create_topic("narrow", 1, **{"max.message.bytes": "2000"})
        told = self.hunt(self.posts, "--publish", f"kafka://{BROKER}/narrow", code=1)
        self.assertIn("narrow refused an output: Broker: Message size too large", told)
        self.assertEqual(records("narrow"), [])

    def test_a_topic_of_hits_is_made_or_missed_before_anything_is_read(self):
        self.hunt(self.posts, "--config", self.way("made", "made"), "--publish", "config")
        self.assertGreater(len(records("made")), 10)
        missing = self.way("missing", "missing", "  create_topics: false")
        away = self.way("away", "hits", brokers="127.0.0.1:1")
        for config, code, words in ((missing, 2, "has no topic missing"), (away, 5, "no connection: ")):
            told = self.hunt(self.posts, "--config", config, "--publish", "config", code=code)
            self.assertIn(words, told)
            self.assertNotIn("records:", told)

    def test_a_run_without_hits_publishes_nothing_and_is_done(self):
        told = self.hunt(self.posts, "--to", "2001-01-01T00:00:00Z", "--publish", f"kafka://{BROKER}/calm-hits")
        self.assertIn("0 hits published to calm-hits", told)
        self.assertEqual(records("calm-hits"), [])

    # ---- shadow mode

    def test_a_shadow_beside_the_real_service_writes_the_same_alerts_and_nothing_else(self):
        world = World(self.dir / "sim")
        world.create_topics("s.")
        world.feed("s.")
        config, shadow = self.dir / "real.yaml", self.dir / "shadow.yaml"
        write_config(config, "real", [("s.a", "canonical"), ("s.b", "canonical")], "s.json", "s.stix", "s.decisions")
        config.write_text("sharing:\n  profiles: [internal, partner, takedown]\n" + config.read_text())
        text = config.read_text()
        shadow.write_text(text.replace("  alerts_topic", "  mode: shadow\n  shadow_topic: s.shadow\n  alerts_topic"))

        def ended(name, *topics, then=lambda: None):
            lockstep = Lockstep(self.dir / f"{name}.yaml", self.dir / f"{name}.log")
            seen, since = -1, time.monotonic()
            while seen < 20 or time.monotonic() - since < 4:
                now = sum(len(records(t)) for t in topics)
                if now != seen:
                    seen, since = now, time.monotonic()
                self.assertTrue(lockstep.alive())
                time.sleep(0.5)
            then()
            self.assertEqual(lockstep.terminate(), 0)
        ended("shadow", "s.shadow")
        topics = AdminClient({"bootstrap.servers": BROKER}).list_topics(timeout=10).topics
        self.assertEqual({t for t in topics if t.startswith("s.")}, {"s.a", "s.b", "s.shadow", "s.decisions.shadow"})
        config.write_text(config.read_text().replace("admin:", f"admin:\n  read_listen: 127.0.0.1:{READ_PORT}"))
        ended("real", "s.json", then=self.check_reading)
        self.assertGreater(len(records("s.a.dlq", 2)), 10)
        self.assertEqual(records("s.shadow"), records("s.json"))  # key, bytes and headers
        self.assertEqual(len(records("s.stix.partner")), len(records("s.json")))

    def check_reading(self):
        """The read port answers with what is on the topic of alerts and open."""
        newest = {}
        for key, value, _ in records("s.json"):
            newest[key.decode()] = value.decode()
        alerts = {i: json.loads(v) for i, v in newest.items() if json.loads(v)["status"] in ("open", "updated")}
        self.assertTrue(alerts)
        schema = json.loads((ROOT / "schemas/lockstep.campaigns.1.schema.json").read_text())
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

        def read(path, code=200, **request):
            status, text = ask(path, READ_PORT, **request)
            self.assertEqual(status, code, text)
            return text

        def listed(path):
            answer = json.loads(read(path))
            validator.validate(answer)
            self.assertEqual(answer["left_out"], 0)
            return answer["campaigns"]
        found = listed("/campaigns")
        self.assertEqual({c["alert_id"] for c in found}, set(alerts))
        for campaign in found:
            alert = alerts[campaign["alert_id"]]
            self.assertEqual(campaign, {field: alert[field] for field in campaign})
            for name in (alert["alert_id"], alert["campaign_id"] + "?pretty"):
                self.assertEqual(read(f"/campaigns/{name}"), newest[alert["alert_id"]])
            platform, account = alert["accounts"][0]["account"].split(":", 1)
            self.assertIn(campaign, listed(f"/accounts/{platform}/{account}"))
        self.assertEqual(listed("/accounts/x/nobody"), [])
        self.assertEqual(read("/campaigns", method="HEAD"), "")
        read("/campaigns", 405, method="POST", data=b"{}")
        read("/metrics", 404)


if __name__ == "__main__":
    unittest.main(verbosity=2)
