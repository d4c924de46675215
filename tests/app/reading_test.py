#!/usr/bin/env python3
"""explain, report and evidence on the alerts of a real replay: what a person reads, checks and files."""
import csv
import gzip
import hashlib
import html.parser
import io
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest

LOCKSTEP = sys.argv.pop(1)
VOID = {"meta", "br"}


def run(*arguments, stdin=None, expect=0):
    done = subprocess.run([LOCKSTEP, *map(str, arguments)], input=stdin, capture_output=True)
    assert done.returncode == expect, (done.returncode, done.stderr.decode())
    return done


class Page(html.parser.HTMLParser):
    """Elements, their nesting and the text between them, as a browser's parser sees them."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.targets, self.anchors, self.faults = [], [], set(), set(), []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        named = dict(attributes)
        if "id" in named:
            if named["id"] in self.targets:
                self.faults.append(f"twice: {named['id']}")
            self.targets.add(named["id"])
        if "href" in named:
            self.anchors.add(named["href"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"closed but not open: {tag}")

    def handle_data(self, data):
        self.text += data


class Reading(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.dir = pathlib.Path(cls.folder.name)
        run("simulate", "--scenario", "quickstart", "--seed", "1", "--posts", "20000", "-o", cls.dir)
        cls.posts, cls.file = cls.dir / "posts.jsonl", cls.dir / "alerts.jsonl"
        run("replay", cls.posts, "--alerts", cls.file, "--report", cls.dir / "replay.html")
        cls.alerts = [json.loads(line) for line in cls.file.read_text().splitlines()]
        cls.last = {a["alert_id"]: a for a in cls.alerts}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def alert(self):
        """One with several versions."""
        return max(self.last.values(), key=lambda a: a["version"])

    # explain

    def test_the_table_lists_the_newest_version_of_each(self):
        lines = run("explain", self.file).stdout.decode().splitlines()
        self.assertEqual(len(lines), len(self.last) + 2)
        for alert in self.last.values():
            row = next(line for line in lines if line.startswith(alert["alert_id"]))
            self.assertEqual(int(row.split()[1]), alert["version"])
            self.assertEqual(int(row.split()[4]), alert["confidence"])

    def test_one_alert_in_full_names_every_record_it_rests_on(self):
        alert = self.alert()
        text = run("explain", self.file, "--alert", alert["alert_id"], "--full").stdout.decode()
        self.assertLessEqual(max(map(len, text.splitlines())), 100)
        joined = "".join(text.split())
        for member in alert["accounts"]:
            self.assertIn("".join(member["account"].split()), joined)
        for item in alert["evidence"]:
            for post in item["posts"]:
                self.assertIn(f"@{post['source']['offset']}sha256{post['sha256']}", joined)
        for check in alert["benign_checks"]:
            self.assertIn(f"{check['outcome']}: {check['hypothesis']}", text)
        for part in ("observed:", "matched:", "remaining:", "unvalidated lead", "What this cannot know"):
            self.assertIn(part, text)

    def test_campaign_ids_versions_and_packed_input_lead_to_the_same(self):
        alert = self.alert()
        by_id = run("explain", self.file, "--alert", alert["alert_id"]).stdout
        self.assertEqual(by_id, run("explain", self.file, "--alert", alert["campaign_id"]).stdout)
        packed = self.dir / "alerts.jsonl.gz"
        packed.write_bytes(gzip.compress(self.file.read_bytes()))
        self.assertEqual(by_id, run("explain", packed, "--alert", alert["alert_id"]).stdout)
        self.assertEqual(by_id, run("explain", "-", "--alert", alert["alert_id"],
                                    stdin=self.file.read_bytes()).stdout)
        first = run("explain", self.file, "--alert", alert["alert_id"], "--version", "1").stdout.decode()
        self.assertIn(f"version 1 of {alert['version']}, open", first)

    def test_who_asks_for_what_is_not_there_is_helped(self):
        alert = self.alert()
        wrong = alert["alert_id"][:-1] + ("0" if alert["alert_id"][-1] != "0" else "1")
        told = run("explain", self.file, "--alert", wrong, expect=1).stderr.decode()
        self.assertIn(f"did you mean {alert['alert_id']}?", told)
        told = run("explain", self.file, "--alert", alert["accounts"][0]["account"], expect=1).stderr.decode()
        self.assertIn("it is an account that cib-", told)
        told = run("explain", self.file, "--alert", alert["alert_id"], "--version", "999", expect=1).stderr.decode()
        self.assertIn(f"it has 1 to {alert['version']}", told)

    def test_nothing_of_a_post_steers_the_terminal(self):
        alert = json.loads(json.dumps(self.alert()))
        alert["evidence"][0]["key"] = "\x1b[2J\u202Egnp.exe\u2066"
        alert["accounts"][0]["handle"] = "\x9b31m\x07"
        out = run("explain", "-", "--alert", alert["alert_id"], "--full",
                  stdin=json.dumps(alert).encode()).stdout.decode()
        for bad in ("\x1b", "\x07", "\x9b", "\u202e", "\u2066"):
            self.assertNotIn(bad, out)

    def test_bad_input_is_told_by_record_and_field(self):
        broken = dict(self.alert(), confidence="high")
        lines = self.file.read_bytes() + json.dumps(broken).encode() + b"\n"
        for command in (("explain", "-"), ("report", "-", "-o", self.dir / "none.html"),
                        ("evidence", "export", "-", "--alert", "x", "-o", self.dir / "none.tar")):
            told = run(*command, stdin=lines, expect=4).stderr.decode()
            self.assertIn(f"record {len(self.alerts) + 1}: confidence: not a whole number", told)
        self.assertFalse((self.dir / "none.html").exists())
        run("explain", self.posts, expect=4)
        run("explain", "-", stdin=b"x" * (3 << 20), expect=4)
        run("explain", self.dir / "absent", expect=2)
        run("explain", self.file, "--full", expect=2)
        self.assertEqual(run("explain", "-", stdin=b"").stdout, b"no alerts\n")

    # report

    def test_the_page_of_a_replay_is_that_of_its_alerts(self):
        run("report", self.file, "-o", self.dir / "report.html")
        page = (self.dir / "report.html").read_bytes()
        self.assertEqual(page, (self.dir / "replay.html").read_bytes())
        self.assertEqual(page, run("report", self.file, "-o", "-").stdout)

    def test_the_page_is_whole_and_needs_nothing(self):
        text = (self.dir / "replay.html").read_text()
        page = Page(text)
        self.assertEqual(page.faults, [])
        self.assertEqual(page.open, [])
        self.assertTrue({"script", "img", "link", "iframe", "object", "form"}.isdisjoint(page.tags))
        self.assertIn("default-src 'none'; style-src 'unsafe-inline'", text)
        self.assertTrue(all(a.startswith("#") and a[1:] in page.targets for a in page.anchors))
        self.assertTrue(set(self.last) <= page.targets)
        for alert in self.last.values():
            for member in alert["accounts"]:
                self.assertIn(member["account"], page.text)
            for item in alert["evidence"]:
                for post in item["posts"]:
                    self.assertIn(post["sha256"], page.text)

    def test_hostile_text_stays_text(self):
        bad = "\"'><script>alert(1)</script>"
        alert = json.loads(json.dumps(self.alert()))
        alert["summary"] = bad
        alert["evidence"][0].update(key=bad, text=bad, kind=bad)
        alert["evidence"][0]["posts"][0].update(post=bad, account=bad)
        alert["narratives"] = [{"excerpt": bad, "share": 1}]
        text = run("report", "-", "-o", "-", stdin=json.dumps(alert).encode()).stdout.decode()
        page = Page(text)
        self.assertEqual(page.faults, [])
        self.assertNotIn("script", page.tags)
        self.assertGreater(page.text.count(bad), 5)

    def test_campaigns_beyond_the_bound_are_said_to_be_left_out(self):
        text = run("report", self.file, "--campaigns", "1", "-o", "-").stdout.decode()
        self.assertEqual(text.count("<section "), 1)
        self.assertIn(f"the sections of {len(self.last) - 1} campaigns", text)

    # evidence

    def export(self, *options, expect=0):
        out = self.dir / "package.tar"
        done = run("evidence", "export", self.file, "--alert", self.alert()["alert_id"], "-o", out, *options,
                   expect=expect)
        with tarfile.open(out) as tar:
            members = tar.getmembers()
            files = {m.name.split("/")[1]: tar.extractfile(m).read() for m in members}
        return done.stdout.decode(), members, files, out.read_bytes()

    def test_a_package_checks_itself(self):
        alert = self.alert()
        _, members, files, archive = self.export()
        self.assertEqual(sorted(files), ["SHA256SUMS", "appendix.json", "index.csv", "summary.md"])
        self.assertEqual([m.name for m in members], sorted(m.name for m in members))
        self.assertEqual({(m.uid, m.gid, m.mode) for m in members}, {(0, 0, 0o644)})
        self.assertEqual(json.loads(files["appendix.json"]), alert)
        for line in files["SHA256SUMS"].decode().splitlines():
            digest, name = line.split("  ")
            self.assertEqual(hashlib.sha256(files[name]).hexdigest(), digest)
        self.assertIn("referenced, not included", files["summary.md"].decode())
        self.assertEqual(archive, self.export()[3])

    def test_the_index_leads_to_the_raw_records(self):
        _, _, files, _ = self.export()
        lines = self.posts.read_bytes().splitlines()
        rows = list(csv.DictReader(io.StringIO(files["index.csv"].decode(), newline="")))
        listed = {(p["post"], p["source"]["offset"]) for e in self.alert()["evidence"] for p in e["posts"]}
        self.assertEqual({(r["post"], int(r["offset"])) for r in rows}, listed)
        self.assertEqual(len(rows), len(listed))
        for row in rows:
            self.assertEqual(hashlib.sha256(lines[int(row["offset"])]).hexdigest(), row["sha256"])

    def test_an_untouched_archive_matches_also_packed_and_shuffled(self):
        count = len({(p["post"], p["source"]["offset"]) for e in self.alert()["evidence"] for p in e["posts"]})
        said = f"raw records: {count} matched, 0 differ, 0 missing"
        self.assertIn(said, self.export("--verify", self.posts)[0])
        packed = self.dir / "packed.jsonl.gz"
        packed.write_bytes(gzip.compress(b"".join(reversed(self.posts.read_bytes().splitlines(keepends=True)))))
        self.assertIn(said, self.export("--verify", packed)[0])

    def test_a_record_that_was_altered_or_lost_is_found(self):
        post = self.alert()["evidence"][0]["posts"][0]
        lines = self.posts.read_bytes().splitlines(keepends=True)
        at, archive = post["source"]["offset"], self.dir / "archive.jsonl"
        altered = lines[at].replace(b"{", b"{ ", 1)

        def verify(kept, expect):
            archive.write_bytes(b"".join(kept))
            return self.export("--verify", archive, expect=expect)[0]

        # Found by its id, wherever it lies.
        said = verify([altered, *lines[:at], *lines[at + 1:]], 1)
        self.assertIn("1 differ, 0 missing", said)
        self.assertIn(f"differs    {post['post']}  ", said)
        self.assertIn(f"is now {hashlib.sha256(altered.rstrip()).hexdigest()}", said)
        said = verify([*lines[:at], *lines[at + 1:]], 0)
        self.assertIn("0 differ, 1 missing", said)
        self.assertIn(f"missing    {post['post']}  ", said)

    def test_a_record_that_is_no_post_any_more_is_found_by_its_place(self):
        post = self.alert()["evidence"][0]["posts"][0]
        lines = self.posts.read_bytes().splitlines(keepends=True)
        lines[post["source"]["offset"]] = b'{"gone":true}\n'
        (self.dir / "moved").mkdir()
        (self.dir / "moved" / "posts.jsonl.gz").write_bytes(gzip.compress(b"".join(lines)))
        said = self.export("--verify", self.dir / "moved" / "posts.jsonl.gz", expect=1)[0]
        self.assertIn("1 differ, 0 missing", said)

    def test_an_archive_of_something_else_proves_nothing(self):
        other = self.dir / "other.jsonl"
        other.write_text('{"a":1}\n')
        self.assertIn(" 0 matched, 0 differ", self.export("--verify", other, expect=1)[0])
        run("evidence", "export", self.file, "--alert", "cib-0000000000000000", "-o", self.dir / "no.tar", expect=1)
        self.assertFalse((self.dir / "no.tar").exists())
        run("evidence", "export", self.file, "--alert", self.alert()["alert_id"], "-o", "-", "--verify", other,
            expect=2)


if __name__ == "__main__":
    unittest.main(verbosity=1)
