#!/usr/bin/python3
"""What a live run decided, by the clock or because of side inputs, obeyed by `lockstep replay --decisions`.

usage: decisions_test.py BINARY [unittest arguments]
"""
import json
import pathlib
import subprocess
import sys
import time
import unittest
from datetime import datetime

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from cluster import BINARY, BROKER, Feeder, Lockstep, create_topic, read_all, wait_until, write_config  # noqa: E402
from confluent_kafka.admin import AdminClient  # noqa: E402
from world import InWorld, World  # noqa: E402



# Sites that one planted campaign links to, and nobody else.
PUSHED = ("beaubourgtribune862.example", "valroche-soir.example")


def values(topic, partitions=1):
    try:
        return [v for partition in read_all(topic, partitions) for _, v, _ in partition]
    except AssertionError:
        return []


def restart(lockstep, config):
    """Killed and started again, until it is where it was."""
    lockstep.kill9()
    ups = sum(e["event"] == "caught_up_with_past" for e in lockstep.events())
    lockstep = Lockstep(config, lockstep.log_path)
    wait_until("that it caught up", lambda: sum(
        e["event"] == "caught_up_with_past" for e in lockstep.events()) > ups, 60)
    return lockstep


def settle(*topics):
    """Until nothing has come for a while."""
    seen, since = -1, time.monotonic()
    while time.monotonic() - since < 8:
        now = sum(len(values(topic)) for topic in topics)
        if now != seen:
            seen, since = now, time.monotonic()
        time.sleep(0.5)


class Decisions(InWorld):
    """A live run in which a partition is silent, is overtaken, and then speaks of the past."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config = cls.dir / "a.yaml"
        write_config(cls.config, "a", [("a", "canonical"), ("b", "canonical")], "a.json", "a.stix", "a.decisions")
        for topic in World.TOPICS:
            create_topic(topic, 3)
        cls.run_live()

    @classmethod
    def run_live(cls):
        records, third = cls.world.records, len(cls.world.records) // 3
        held_back = [r for r in records[third:2 * third] if r[0] == "a" and r[1] == 0]
        cls.world.feed("", records=[r for r in records[:2 * third] if r not in held_back])
        lockstep = Lockstep(cls.config, cls.dir / "a.log")
        wait_until("that the silent ones are overtaken", lambda: any(
            b'"idle"' in v and b'"partition":2' in v for v in values("a.decisions")), 60)
        before = len(values("a.late", 3))
        feeder = Feeder()  # what the silent partition says now is of the past
        for _, _, value, ms, key, headers in held_back:
            feeder.send("a", 2, value, ms, key, headers)
        feeder.flush()
        wait_until("late posts", lambda: len(values("a.late", 3)) >= before + len(held_back) // 2, 60)
        lockstep = restart(lockstep, cls.config)  # the decisions survive that
        cls.world.feed("", records=records[2 * third:])
        settle("a.json", "a.decisions")
        assert lockstep.terminate() == 0
        cls.alerts = values("a.json")
        cls.decisions = values("a.decisions")
        cls.late = len(values("a.late", 3)) + len(values("b.late", 3))

    def replay(self, *arguments, config=None):
        out = self.dir / "replayed.jsonl"
        out.unlink(missing_ok=True)
        done = subprocess.run([BINARY, "replay", *arguments, "--config", config or self.config, "--alerts", out],
                              capture_output=True, text=True, timeout=300)
        return done, out.read_bytes().splitlines() if out.exists() else []

    def test_a_replay_with_the_decisions_gives_the_bytes_of_the_live_run(self):
        self.assertGreater(len(self.alerts), 20)
        self.assertGreater(self.late, 100)
        done, replayed = self.replay("--decisions", f"kafka://{BROKER}/a.decisions")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(replayed, self.alerts)
        self.assertIn(f" {self.late} late", done.stderr)

    def test_a_copy_of_the_decisions_in_a_file_serves_as_well(self):
        path = self.dir / "decisions.jsonl"
        path.write_bytes(b"\n".join(self.decisions) + b"\n")
        topics = [f"kafka://{BROKER}/{t}?format=canonical" for t in ("b", "a")]  # in any order
        done, replayed = self.replay(*topics, "--decisions", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(replayed, self.alerts)

    def test_without_its_decisions_the_run_is_another(self):
        done, replayed = self.replay()  # of all posts, none of them late
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(" 0 late", done.stderr)
        self.assertNotEqual(replayed, self.alerts)

    def test_decisions_that_do_not_fit_are_refused(self):
        decisions = f"kafka://{BROKER}/a.decisions"
        for arguments, words in (((f"kafka://{BROKER}/a", "--decisions", decisions), "read b as well"),
                                 ((self.dir / "sim/posts.jsonl", "--decisions", decisions), "is no topic of live.topics"),
                                 (("--decisions", self.dir / "sim/posts.jsonl"), "what is no decision"),
                                 (("--decisions", self.dir / "absent"), "cannot open"),
                                 (("--decisions", f"kafka://{BROKER}/absent"), "has no topic")):
            done, _ = self.replay(*arguments)
            self.assertEqual((done.returncode, words in done.stderr), (2, True), done.stderr)


class SideInputs(InWorld):
    """A watchlist, verdicts, facts about sites and an erasure that come while a run works and crashes, and the run again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world.create_topics("")
        cls.config = cls.dir / "s.yaml"
        write_config(cls.config, "s", [("a", "canonical"), ("b", "canonical")], "s.json", "s.stix", "s.decisions")
        create_topic("cib.watchlist.v1", 2, **{"cleanup.policy": "compact"})
        create_topic("cib.enrichment.domain.v1", 1, **{"cleanup.policy": "compact"})
        create_topic("cib.erasure.v1", 1, **{"cleanup.policy": "compact"})
        cls.feeder = Feeder()
        cls.run_live()

    @classmethod
    def say(cls, topic, key, value, partition=0):
        cls.feeder.send(topic, partition, None if value is None else json.dumps(value).encode(), key=key.encode())
        cls.feeder.flush()

    @classmethod
    def run_live(cls):
        site = {"type": "domain", "value": "Beaubourgtribune862.example", "note": "seized"}
        cls.say("cib.watchlist.v1", "site", site)  # known before the first post
        cls.say("cib.watchlist.v1", "nonsense", {"type": "planet", "value": "x"}, partition=1)
        for domain in PUSHED:
            cls.say("cib.enrichment.domain.v1", domain, {"analytics_ids": ["UA-4711"]})
        cls.say("cib.enrichment.domain.v1", "no domain", {"analytics_ids": ["UA-4711"]})
        records, half = cls.world.records, len(cls.world.records) // 2
        cls.world.feed("", records=records[:half])
        lockstep = Lockstep(cls.config, cls.dir / "s.log")
        ids = lambda: [json.loads(v)["alert_id"] for v in values("s.json")]
        wait_until("alerts about two", lambda: len(ids()) >= 4 and len(set(ids())) >= 2, 180)
        cls.dismissed = ids()[0]
        # The topic appears while the service runs.
        create_topic("cib.feedback.v1")
        cls.feeder = Feeder()
        cls.say("cib.feedback.v1", cls.dismissed, {"verdict": "dismissed", "reason": "a fan club"})
        cls.say("cib.feedback.v1", "cib-0123456789abcdef", {"verdict": "confirmed"})
        wait_until("that both are decided about",
                   lambda: sum(b"cib.feedback.v1" in v for v in values("s.decisions")) == 2, 60)
        others = [a for a in map(json.loads, values("s.json")) if a["alert_id"] != cls.dismissed]
        cls.erased = others[-1]["accounts"][0]
        cls.say("cib.erasure.v1", cls.erased["account"], {"handle": cls.erased.get("handle", "")})
        wait_until("that it is decided about", lambda: any(b"cib.erasure.v1" in v for v in values("s.decisions")), 60)
        lockstep = restart(lockstep, cls.config)
        cls.world.feed("", records=records[half:])
        cls.say("cib.watchlist.v1", "site", None)
        settle("s.json", "s.decisions")
        assert lockstep.terminate() == 0
        cls.log = lockstep.events()
        cls.alerts = values("s.json")

    def test_the_watchlist_is_named_in_the_evidence(self):
        items = [e for v in self.alerts for e in json.loads(v)["evidence"] if e["signal"] == "watchlist"]
        self.assertGreater(len(items), 0)
        self.assertEqual({(e["kind"], e["key"]) for e in items}, {("watchlist-domain", "beaubourgtribune862.example")})
        self.assertTrue(items[0]["text"].endswith("touched what is on the watchlist: seized"), items[0]["text"])

    def test_what_is_known_of_sites_ties_those_who_link_to_them(self):
        items = [e for v in self.alerts for e in json.loads(v)["evidence"] if e["key"].startswith("UA-4711 on ")]
        self.assertGreater(len(items), 0)
        self.assertEqual({(e["signal"], e["kind"]) for e in items}, {("infrastructure", "analytics")})

    def test_a_dismissed_alert_says_so_and_falls_silent(self):
        versions = [a for a in map(json.loads, self.alerts) if a["alert_id"] == self.dismissed]
        self.assertEqual([a["version"] for a in versions], list(range(1, len(versions) + 1)))
        self.assertEqual([a["status"] for a in versions].count("dismissed"), 1)
        self.assertEqual(versions[-1]["status"], "dismissed")
        self.assertEqual(versions[-1]["changes"], ["dismissed by a person: a fan club"])

    def test_an_erased_account_is_in_no_version_after_its_tick(self):
        decisions = [json.loads(v) for v in values("s.decisions")]
        tick = next(d["until_us"] for d in decisions if d["topic"] == "cib.erasure.v1") / 1e6
        detected = lambda v: datetime.fromisoformat(json.loads(v)["detected_at"]).timestamp()
        later = [v for v in self.alerts if detected(v) > tick]
        self.assertTrue(any("an account was erased, with all it said" in json.loads(v)["changes"] for v in later))
        named = [v for v in self.alerts if f'"{self.erased["account"]}"'.encode() in v]
        self.assertGreater(len(named), 0)
        self.assertEqual([json.loads(v)["version"] for v in named if v in later], [])

    def test_what_cannot_be_used_is_told(self):
        refused = [e for e in self.log if e["event"] == "fact_refused"]
        self.assertGreater(len(refused), 0)
        self.assertEqual({(e["topic"], e["partition"]) for e in refused},
                         {("cib.watchlist.v1", 1), ("cib.enrichment.domain.v1", 0)})

    def test_a_replay_with_the_decisions_gives_the_bytes_without_the_side_inputs(self):
        admin = AdminClient({"bootstrap.servers": BROKER})
        for future in admin.delete_topics(["cib.watchlist.v1", "cib.feedback.v1", "cib.enrichment.domain.v1",
                                           "cib.erasure.v1"]).values():
            future.result()
        out = self.dir / "replayed.jsonl"
        done = subprocess.run([BINARY, "replay", "--config", self.config, "--decisions",
                               f"kafka://{BROKER}/s.decisions", "--alerts", out], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(out.read_bytes().splitlines(), self.alerts)


if __name__ == "__main__":
    unittest.main(verbosity=2)
