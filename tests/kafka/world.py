"""A stream of posts for the tests against a real Kafka, with everything in it that goes wrong."""
import datetime
import json
import random
import subprocess
import threading
import time

from cluster import BINARY, Feeder, Lockstep, OnBroker, create_topic, read_all

HOUR_MS = 3_600_000


def to_ms(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


class World:
    """Posts in two topics of two partitions, with poison, late posts and copies among them.

    Made once; every test plays it under a prefix of its own, so that outputs can be compared byte by
    byte after the prefix has been replaced.
    """

    TOPICS = ("a", "b")

    def __init__(self, folder):
        subprocess.run([BINARY, "simulate", "--scenario", "tactics", "--seed", "3", "--posts", "20000",
                        "-o", folder], check=True, capture_output=True)
        chosen = random.Random(17)
        self.records = []  # (topic, partition, value, ms, key, headers), in the order they are sent
        self.posts = []    # values of all good and punctual records
        lines = (folder / "posts.jsonl").read_bytes().splitlines()
        stamped = [(to_ms(json.loads(line)["created_at"]), line) for line in lines]
        jittered = sorted(stamped, key=lambda s: s[0] + chosen.uniform(0, 20_000))
        for i, (ms, line) in enumerate(jittered):
            place = (chosen.choice(self.TOPICS), chosen.randrange(2))
            self.records.append((*place, line, ms, b"key", None))
            self.posts.append(line)
            if i % 97 == 5:  # an at-least-once producer, elsewhere
                self.records.append((chosen.choice(self.TOPICS), chosen.randrange(2), line, ms, None, None))
            if i % 500 == 7:
                self.records.append((*place, b'{"platform": poison \xff', ms, b"bad key", [("trace", b"t-1")]))
            if i % 400 == 9 and ms > stamped[0][0] + 4 * HOUR_MS:
                late = {"platform": "x", "post_id": f"late{i}", "author": {"id": f"late{i}"}, "text": "late",
                        "created_at": ms - 3 * HOUR_MS}
                self.records.append((*place, json.dumps(late).encode(), ms, b"late key", None))
        # Two hours later, so that everything before is released everywhere.
        self.end_ms = stamped[-1][0] + 2 * HOUR_MS
        for topic in self.TOPICS:
            for partition in range(2):
                end = {"platform": "x", "post_id": f"end-{topic}{partition}", "author": {"id": f"end-{topic}"},
                       "created_at": self.end_ms, "text": "end"}
                self.records.append((topic, partition, json.dumps(end).encode(), self.end_ms, None, None))
                self.posts.append(self.records[-1][2])

    def create_topics(self, prefix):
        for topic in self.TOPICS:
            create_topic(prefix + topic, 2)

    def feed(self, prefix, seconds=0.0, records=None, hurry=None):
        """Sends the records in so many seconds, or as fast as it can once the event `hurry` is set."""
        records = self.records if records is None else records
        hurry = hurry or threading.Event()
        feeder = Feeder()
        begin = time.monotonic()
        for i, (topic, partition, value, ms, key, headers) in enumerate(records):
            feeder.send(prefix + topic, partition, value, ms, key, headers)
            due = begin + seconds * i / len(records)
            if i % 100 == 0 and time.monotonic() < due:
                feeder.producer.poll(0)
                hurry.wait(max(0.0, due - time.monotonic()))
        feeder.flush()

    def feed_beside(self, prefix, seconds, records=None):
        """Does so on a thread, into new topics. The answer makes haste, and waits until all is sent."""
        self.create_topics(prefix)
        hurry = threading.Event()
        thread = threading.Thread(target=self.feed, args=(prefix, seconds, records), kwargs={"hurry": hurry})
        thread.start()

        def end():
            hurry.set()
            thread.join()
        return end


OUTPUTS = ("alerts.json", "alerts.stix")


def outputs(prefix):
    """Every committed record of every output, per topic and partition, the prefix taken out."""
    def neutral(data):
        return data.replace(prefix.encode(), b"") if data is not None else None
    found = {}
    for topic in OUTPUTS:
        found[topic] = read_all(prefix + topic)
    for topic in World.TOPICS:
        for suffix in (".dlq", ".late"):
            found[topic + suffix] = read_all(prefix + topic + suffix, 2)
    return {topic: [[(neutral(k), neutral(v), [(n, neutral(h)) for n, h in headers or []])
                     for k, v, headers in partition] for partition in partitions]
            for topic, partitions in found.items()}


def count(found):
    return sum(len(partition) for partitions in found.values() for partition in partitions)


class InWorld(OnBroker):
    """Tests that play the world."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = World(cls.dir / "sim")

    @classmethod
    def uninterrupted(cls, prefix, config):
        """What all others are compared with."""
        cls.world.create_topics(prefix)
        cls.world.feed(prefix)
        lockstep = Lockstep(config, cls.dir / f"{prefix}log")
        found = cls.settle(prefix, None)
        assert lockstep.terminate() == 0
        print(f"uninterrupted run: {({t: sum(map(len, p)) for t, p in found.items()})}", flush=True)
        return found

    def assert_calm(self, prefix):
        """The outputs are those of the uninterrupted run, `calm`."""
        found = outputs(prefix)
        for topic, partitions in self.calm.items():
            for i, partition in enumerate(partitions):
                self.assertEqual(len(found[topic][i]), len(partition), f"records in {topic}[{i}]")
                self.assertEqual(found[topic][i], partition, f"{topic}[{i}]")

    @staticmethod
    def said(lockstep, event):
        return any(e["event"] == event for e in lockstep.events())

    @classmethod
    def settle(cls, prefix, expected, seconds=60):
        """What lies in the outputs once it has been what is expected, or has stopped growing."""
        end = time.monotonic() + seconds
        before, since = -1, time.monotonic()
        while time.monotonic() < end:
            try:
                found = outputs(prefix)
            except AssertionError:
                time.sleep(0.5)
                continue
            if expected is not None and count(found) >= count(expected):
                return found
            if count(found) != before:
                before, since = count(found), time.monotonic()
            elif before > 0 and expected is None and time.monotonic() - since > 4:
                return found
            time.sleep(0.3)
        return found
