#!/usr/bin/env python3
"""The finished program on whole files: accounting, determinism, hostile input, exit codes."""
import gzip
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest

LOCKSTEP = sys.argv.pop(1)


def run(*arguments, stdin=None, expect=0):
    done = subprocess.run([LOCKSTEP, *map(str, arguments)], input=stdin, capture_output=True)
    if expect is not None:
        assert done.returncode == expect, (done.returncode, done.stderr.decode())
    return done


def alerts_of(path):
    """The alerts without the coordinates of the raw records, which differ between arrangements."""
    out = []
    for line in pathlib.Path(path).read_text().splitlines():
        alert = json.loads(line)
        for item in alert["evidence"]:
            for post in item["posts"]:
                del post["source"]
        out.append(json.dumps(alert))
    return out


class Replay(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.dir = pathlib.Path(cls.folder.name)
        run("simulate", "--scenario", "quickstart", "--seed", "3", "--posts", "20000", "-o", cls.dir / "sim")
        cls.posts = cls.dir / "sim" / "posts.jsonl"
        cls.lines = cls.posts.read_bytes().splitlines(keepends=True)
        cls.reference = cls.replay("reference.jsonl", cls.posts)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def replay(cls, name, *inputs, stdin=None):
        out = cls.dir / name
        done = run("replay", *inputs, "--alerts", out, stdin=stdin)
        cls.report = done.stderr.decode()
        return alerts_of(out)

    def test_finds_planted_accounts_and_says_so_in_words(self):
        self.assertTrue(self.reference)
        text = run("replay", self.posts).stdout.decode()
        self.assertIn("accounts", text)
        verdict = run("evaluate", "--alerts", self.dir / "reference.jsonl", "--truth",
                      self.dir / "sim" / "truth.csv", "--truth-posts", self.dir / "sim" / "truth_posts.csv")
        self.assertIn("precision", verdict.stdout.decode())

    def test_two_runs_give_the_same_bytes(self):
        run("replay", self.posts, "--alerts", self.dir / "again.jsonl")
        self.assertEqual((self.dir / "again.jsonl").read_bytes(), (self.dir / "reference.jsonl").read_bytes())

    def test_any_shuffle_gives_the_same_alerts(self):
        for seed in (1, 2):
            lines = list(self.lines)
            random.Random(seed).shuffle(lines)
            shuffled = self.dir / "shuffled.jsonl"
            shuffled.write_bytes(b"".join(lines))
            self.assertEqual(self.replay("shuffled_alerts.jsonl", shuffled), self.reference)
            self.assertIn("sorted", self.report)

    def test_any_split_gives_the_same_alerts(self):
        parts = [self.dir / f"part{i}.jsonl" for i in range(3)]
        chosen = random.Random(7)
        buckets = [[], [], []]
        for line in self.lines:
            buckets[chosen.randrange(3)].append(line)
        for part, bucket in zip(parts, buckets):
            part.write_bytes(b"".join(bucket))
        self.assertEqual(self.replay("split_alerts.jsonl", *parts), self.reference)
        packed = self.dir / "part1.jsonl.gz"
        packed.write_bytes(gzip.compress(parts[1].read_bytes()))
        self.assertEqual(self.replay("packed_alerts.jsonl", parts[2], packed, parts[0]), self.reference)

    def test_number_of_threads_changes_nothing(self):
        for threads in ("1", "4"):
            out = self.dir / "threads.jsonl"
            run("replay", self.posts, "--threads", threads, "--alerts", out)
            self.assertEqual(out.read_bytes(), (self.dir / "reference.jsonl").read_bytes())

    def test_shuffle_within_the_lateness_on_standard_input(self):
        # Each post moves by at most 20 s of event time: within the allowed 60 s.
        chosen = random.Random(5)
        keyed = []
        for line in self.lines:
            at = json.loads(line)["created_at"]
            seconds = sum(float(x) * y for x, y in zip(at[11:23].split(":"), (3600, 60, 1)))
            keyed.append((int(at[8:10]) * 86400 + seconds + chosen.uniform(0, 20), line))
        keyed.sort(key=lambda pair: pair[0])
        in_order = self.replay("stdin.jsonl", "-", stdin=b"".join(self.lines))
        shuffled = self.replay("stdin_shuffled.jsonl", "-", stdin=b"".join(line for _, line in keyed))
        self.assertIn(" 0 late", self.report)
        self.assertEqual(shuffled, in_order)

    def test_posts_from_1970_and_2099_change_nothing_for_the_others(self):
        hostile = []
        for i, at in enumerate(("2099-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2037-12-31T23:59:59Z",
                                "2004-01-01T00:00:00Z")):
            post = {"platform": "x", "post_id": f"hostile{i}", "author": {"id": f"hostile{i}"}, "created_at": at,
                    "text": "from another time"}
            hostile.append(json.dumps(post).encode() + b"\n")
        mixed = self.dir / "mixed.jsonl"
        mixed.write_bytes(b"".join(self.lines[:5000] + hostile + self.lines[5000:]))
        got = self.replay("mixed_alerts.jsonl", mixed)
        open_ones = [a for a in got if '"status": "closed"' not in a]
        self.assertEqual(open_ones, self.reference)
        self.assertIn("2 rejected (2 time_out_of_range)", self.report)

    def test_duplicates_are_counted_and_change_nothing(self):
        twice = self.dir / "twice.jsonl"
        twice.write_bytes(b"".join(self.lines + self.lines[:100]))
        self.assertEqual(self.replay("twice_alerts.jsonl", twice), self.reference)
        self.assertIn("20100 records: 20000 posts, 100 duplicates", self.report)

    def test_hostile_records_are_counted_and_kept(self):
        bad = [b'{"platform":\n', b'\xff\xfe{}\n', b'{"a":' + b"[" * 200 + b"]" * 200 + b"}\n",
               b'{"platform":"x","post_id":"n","author":{"id":"a"},"created_at":NaN}\n',
               b'{"platform":"x","post_id":"n","author":{"id":"a"},"created_at":"yesterday"}\n',
               b'{"platform":"x","author":{"id":"a"},"created_at":"2026-01-05T00:00:00Z"}\n',
               b'{"x":"' + b"y" * (3 << 20) + b'"}\n']
        tags = json.dumps({"platform": "x", "post_id": "tags", "author": {"id": 'a"b\nc'}, "hashtags": ["t"] * 100_000,
                           "created_at": "2026-01-05T12:00:00Z"}).encode() + b"\n"
        path = self.dir / "hostile.jsonl"
        path.write_bytes(b"".join(self.lines[:200] + bad + [tags] + self.lines[200:400]))
        run("replay", path, "--alerts", self.dir / "hostile_alerts.jsonl", "--max-rejected", "0.1")
        dead = [json.loads(line) for line in (self.dir / "hostile_alerts.dlq.jsonl").read_text().splitlines()]
        self.assertEqual(len(dead), len(bad))
        self.assertEqual([d["offset"] for d in dead], list(range(200, 200 + len(bad))))
        self.assertEqual({d["reason"] for d in dead}, {"malformed", "too_deep", "bad_time", "missing_field", "oversized"})

    def test_exit_codes(self):
        run("replay", self.dir / "absent.jsonl", expect=2)
        run("replay", self.posts, "--no-such-option", expect=2)
        config = self.dir / "bad.yaml"
        config.write_text("join:\n  look_bak: 24h\n  cap: 900\ntick: soon\n")
        done = run("config", "validate", config, expect=3)
        message = done.stderr.decode()
        self.assertRegex(message, r"bad\.yaml:2: join\.look_bak: no such key")
        self.assertRegex(message, r"bad\.yaml:3: join\.cap: found '900', allowed is a whole number from 1 to 64")
        self.assertRegex(message, r"bad\.yaml:4: tick: found 'soon', allowed is a duration")
        garbage = self.dir / "garbage.jsonl"
        garbage.write_text('{"a":1}\n' * 10)
        run("replay", garbage, "--format", "canonical", "--alerts", self.dir / "g.jsonl", expect=4)
        run("version")

    def test_from_and_to_limit_the_alerts_only(self):
        times = [json.loads(a)["detected_at"] for a in self.reference]
        middle = times[len(times) // 2]
        run("replay", self.posts, "--alerts", self.dir / "from.jsonl", "--from", middle)
        self.assertEqual(alerts_of(self.dir / "from.jsonl"), [a for a, t in zip(self.reference, times) if t >= middle])


class Configuration(unittest.TestCase):
    ROOT = pathlib.Path(os.environ["LOCKSTEP_SOURCE_DIR"])

    def test_printed_pages_are_what_lies_in_the_repository(self):
        self.assertEqual(run("config", "print").stdout.decode(), (self.ROOT / "config/lockstep.yaml").read_text())
        self.assertEqual(run("config", "print", "--format", "markdown").stdout.decode(),
                         (self.ROOT / "docs/CONFIGURATION.md").read_text())

    def test_the_shipped_file_is_valid_and_changes_nothing(self):
        shipped = run("config", "validate", self.ROOT / "config/lockstep.yaml").stdout.decode()
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as empty:
            default = run("config", "validate", empty.name).stdout.decode()
        digest = re.compile(r"[0-9a-f]{64}")
        self.assertEqual(digest.search(shipped).group(), digest.search(default).group())

    def test_weights_that_say_nothing_are_named_together(self):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write("evidence:\n  weights: [ip cap 3, ip prior 2, colour cap 3, ip weight 0.1, media cap 3, "
                       "device prior 0.2, device cap 1]\n")
            file.flush()
            said = run("config", "validate", file.name, expect=3).stderr.decode()
        for part in ("evidence.weights: a prior is over 0 and at most 1: 'ip prior 2'",
                     "evidence.weights: there is no kind 'colour'",
                     "evidence.weights: 'ip' is an attribute: it has a prior and a cap",
                     "evidence.weights: 'media' is an act: it has a weight",
                     "evidence.weights: 'device' is named twice"):
            self.assertIn(part, said)

    def test_weights_change_the_digest_and_their_table_is_valid(self):
        page = (self.ROOT / "docs/CONFIGURATION.md").read_text()
        lines = re.findall(r"^\| `([a-z0-9-]+ (?:weight|prior) [^`]+)` \|", page, re.M)
        self.assertGreater(len(lines), 20)
        digests = set()
        for weights in ([], ["ip cap 3"], lines):
            with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
                file.write("evidence:\n  weights: " + json.dumps(weights) + "\n")
                file.flush()
                said = run("config", "validate", file.name).stdout.decode()
            digests.add(re.search(r"[0-9a-f]{64}", said).group())
        self.assertEqual(len(digests), 3)

    def test_environment_overrides_the_file(self):
        done = subprocess.run([LOCKSTEP, "config", "print"], capture_output=True, text=True,
                              env={**os.environ, "LOCKSTEP__JOIN__LOOK_BACK": "12h"})
        self.assertIn("look_back: 12h", done.stdout)
        done = subprocess.run([LOCKSTEP, "config", "print"], capture_output=True, text=True,
                              env={**os.environ, "LOCKSTEP__JOIN__LOOKBACK": "12h"})
        self.assertEqual(done.returncode, 3)

    def test_what_the_environment_can_and_cannot_set_is_what_the_page_says(self):
        def printed(**environment):
            return subprocess.run([LOCKSTEP, "config", "print"], capture_output=True, text=True,
                                  env={**os.environ, **environment})
        self.assertIn("signals: [repost, url]", printed(LOCKSTEP__SIGNALS="repost,url").stdout)
        self.assertIn("profiles: [internal, partner]", printed(LOCKSTEP__SHARING__PROFILES="internal,partner").stdout)
        for name in ("LOCKSTEP__KAFKA__CLIENT", "LOCKSTEP__LIVE__TOPICS", "LOCKSTEP__LIVE__TOPICS__0__TOPIC"):
            refused = printed(**{name: "posts"})
            self.assertEqual((refused.returncode, refused.stderr), (3, f"environment {name}: no such key\n"))

    def test_schema_is_json(self):
        schema = json.loads(run("config", "schema").stdout)
        self.assertFalse(schema["additionalProperties"])
        self.assertEqual(schema["properties"]["join"]["properties"]["cap"]["maximum"], 64)


if __name__ == "__main__":
    unittest.main(verbosity=1)
