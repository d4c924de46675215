#!/usr/bin/env python3
"""lockstep baseline: an archive in, a file out, and alerts that name it."""
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

LOCKSTEP = sys.argv.pop(1)


def lockstep(*arguments, code=0):
    done = subprocess.run([LOCKSTEP, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    return done.stderr


class Baseline(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.at = pathlib.Path(cls.folder.name)
        for scenario in ("organic", "quickstart"):
            lockstep("simulate", "--scenario", scenario, "--seed", 1, "--posts", 20_000, "-o", cls.at / scenario)
        lockstep("baseline", cls.at / "organic" / "posts.jsonl", "-o", cls.at / "baseline.json")
        (cls.at / "config.yaml").write_text(f"baseline: {cls.at / 'baseline.json'}\n")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_the_file_says_what_it_was_learned_from_and_is_the_same_each_time(self):
        text = (self.at / "baseline.json").read_bytes()
        learned = json.loads(text)
        self.assertEqual(learned["schema"], "lockstep.baseline/1")
        self.assertEqual(learned["posts"], 20_000)
        self.assertGreater(learned["kinds"]["url"]["touches"], 0)
        lockstep("baseline", self.at / "organic" / "posts.jsonl", "-o", self.at / "again.json", "--threads", 1)
        self.assertEqual((self.at / "again.json").read_bytes(), text)

    def test_with_an_account_erased_it_is_what_it_is_without_its_posts(self):
        lines = (self.at / "organic" / "posts.jsonl").read_text().splitlines(keepends=True)
        who = json.loads(lines[0])["author"]["id"]
        platform = json.loads(lines[0])["platform"]
        others = [line for line in lines if json.loads(line)["author"]["id"] != who]
        (self.at / "others.jsonl").write_text("".join(others))
        (self.at / "forget.jsonl").write_text(json.dumps({"account": f"{platform}:{who}"}) + "\n")
        lockstep("baseline", self.at / "others.jsonl", "-o", self.at / "without.json")
        says = lockstep("baseline", self.at / "organic" / "posts.jsonl", "-o", self.at / "erased.json",
                        "--erased", self.at / "forget.jsonl")
        self.assertIn(f"1 accounts are erased, and {len(lines) - len(others)} posts of theirs were left out", says)
        self.assertNotIn(who, says)
        self.assertEqual((self.at / "erased.json").read_bytes(), (self.at / "without.json").read_bytes())
        self.assertNotEqual((self.at / "erased.json").read_bytes(), (self.at / "baseline.json").read_bytes())

    def test_with_posts_deleted_it_is_what_it_was(self):
        text = (self.at / "organic" / "posts.jsonl").read_text()
        posts = [json.loads(line) for line in text.splitlines()]
        gone = [{"schema": "lockstep.post/1", "event": "delete", "platform": post["platform"],
                 "post_id": post["post_id"], "author": {"id": post["author"]["id"]},
                 "created_at": posts[(7 * n) % len(posts)]["created_at"]} for n, post in enumerate(posts[::10])]
        gone[-1]["created_at"] = "2026-02-01T00:00:00Z"
        (self.at / "deleted.jsonl").write_text(text + "".join(json.dumps(delete) + "\n" for delete in gone))
        lockstep("baseline", self.at / "deleted.jsonl", "-o", self.at / "deleted.json")
        self.assertEqual((self.at / "deleted.json").read_bytes(), (self.at / "baseline.json").read_bytes())

    def test_a_line_of_erased_that_cannot_be_used_is_refused(self):
        bad = self.at / "bad.jsonl"
        bad.write_text('{"account": "x:1"}\n{"acount": "x:2"}\n')
        self.assertIn("bad.jsonl: line 2: ", lockstep("baseline", self.at / "organic" / "posts.jsonl", "--erased", bad,
                                                      "-o", self.at / "never.json", code=4))
        self.assertFalse((self.at / "never.json").exists())

    def test_alerts_name_the_baseline_they_were_made_with(self):
        lockstep("replay", self.at / "quickstart" / "posts.jsonl", "--config", self.at / "config.yaml",
                 "--alerts", self.at / "alerts.jsonl")
        expected = hashlib.sha256((self.at / "baseline.json").read_bytes()).hexdigest()
        lines = (self.at / "alerts.jsonl").read_text().splitlines()
        self.assertTrue(lines)
        for line in lines:
            self.assertEqual(json.loads(line)["baseline_sha256"], expected)

    def test_where_the_file_lies_changes_no_alert(self):
        moved = self.at / "elsewhere.json"
        moved.write_bytes((self.at / "baseline.json").read_bytes())
        (self.at / "moved.yaml").write_text(f"baseline: {moved}\n")
        for config in ("config", "moved"):
            lockstep("replay", self.at / "quickstart" / "posts.jsonl", "--config", self.at / f"{config}.yaml",
                     "--alerts", self.at / f"{config}.jsonl")
        self.assertEqual((self.at / "config.jsonl").read_bytes(), (self.at / "moved.jsonl").read_bytes())

    def test_a_file_that_is_none_is_a_bad_configuration(self):
        for name, text, says in (("none", None, "cannot be read"), ("empty", "{}", "schema is not")):
            path = self.at / f"{name}.json"
            if text is not None:
                path.write_text(text)
            (self.at / "bad.yaml").write_text(f"baseline: {path}\n")
            self.assertIn(says, lockstep("config", "validate", self.at / "bad.yaml", code=3))

    def test_an_archive_without_posts_teaches_nothing(self):
        (self.at / "empty.jsonl").write_text("")
        self.assertIn("no posts", lockstep("baseline", self.at / "empty.jsonl", "--format", "canonical",
                                           "-o", self.at / "nothing.json", code=4))
        self.assertFalse((self.at / "nothing.json").exists())


if __name__ == "__main__":
    unittest.main()
