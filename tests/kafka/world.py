"""A stream of posts for the tests against a real Kafka, with everything in it that goes wrong."""
import datetime
import json
import random
import subprocess
import time

from cluster import Feeder, create_topic

HOUR_MS = 3_600_000


def to_ms(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


class World:
    """Posts in two topics of two partitions, with poison, late posts and copies among them.

    Made once; every test plays it under a prefix of its own, so that outputs can be compared byte by
    byte after the prefix has been replaced.
    """

    TOPICS = ("a", "b")

    def __init__(self, binary, folder):
        subprocess.run([binary, "simulate", "--scenario", "tactics", "--seed", "3", "--posts", "20000",
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

    def feed(self, prefix, seconds=0.0, records=None):
        """Sends the records in so many seconds."""
        records = self.records if records is None else records
        feeder = Feeder()
        begin = time.monotonic()
        for i, (topic, partition, value, ms, key, headers) in enumerate(records):
            feeder.send(prefix + topic, partition, value, ms, key, headers)
            due = begin + seconds * i / len(records)
            if i % 100 == 0 and time.monotonic() < due:
                feeder.producer.poll(0)
                time.sleep(max(0.0, due - time.monotonic()))
        feeder.flush()
