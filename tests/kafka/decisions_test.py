#!/usr/bin/python3
"""What a live run decided by the clock, written down and obeyed by `lockstep replay --decisions`.

usage: decisions_test.py BINARY [unittest arguments]
"""
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from cluster import BROKER, Feeder, Lockstep, create_topic, kafka, read_all, wait_until, write_config  # noqa: E402
from world import World  # noqa: E402

BINARY = sys.argv.pop(1)


def values(topic, partitions=1):
    try:
        return [v for partition in read_all(topic, partitions) for _, v, _ in partition]
    except AssertionError:
        return []


def settle(*topics):
    """Until nothing has come for a while."""
    seen, since = -1, time.monotonic()
    while time.monotonic() - since < 8:
        now = sum(len(values(topic)) for topic in topics)
        if now != seen:
            seen, since = now, time.monotonic()
        time.sleep(0.5)


class Decisions(unittest.TestCase):
    """A live run in which a partition is silent, is overtaken, and then speaks of the past."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.dir = pathlib.Path(cls.folder.name)
        kafka("wipe")
        kafka("start")
        cls.world = World(BINARY, cls.dir / "sim")
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
        lockstep = Lockstep(BINARY, cls.config, cls.dir / "a.log")
        wait_until("that the silent ones are overtaken", lambda: any(
            b'"idle"' in v and b'"partition":2' in v for v in values("a.decisions")), 60)
        before = len(values("a.late", 3))
        feeder = Feeder()  # what the silent partition says now is of the past
        for _, _, value, ms, key, headers in held_back:
            feeder.send("a", 2, value, ms, key, headers)
        feeder.flush()
        wait_until("late posts", lambda: len(values("a.late", 3)) >= before + len(held_back) // 2, 60)
        lockstep.kill9()  # and the decisions survive that
        lockstep = Lockstep(BINARY, cls.config, cls.dir / "a.log")
        cls.world.feed("", records=records[2 * third:])
        settle("a.json", "a.decisions")
        assert lockstep.terminate() == 0
        cls.alerts = values("a.json")
        cls.decisions = values("a.decisions")
        cls.late = len(values("a.late", 3)) + len(values("b.late", 3))

    @classmethod
    def tearDownClass(cls):
        kafka("wipe")
        cls.folder.cleanup()

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


if __name__ == "__main__":
    unittest.main(verbosity=2)
