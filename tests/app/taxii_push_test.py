#!/usr/bin/env python3
"""examples/taxii_push.py against a TAXII collection in this process, with the bundles of a replay."""
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

LOCKSTEP = sys.argv.pop(1)
ROOT = pathlib.Path(os.environ.get("LOCKSTEP_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
OK = {"id": "1", "status": "complete", "total_count": 0, "success_count": 0, "failure_count": 0, "pending_count": 0}


class Server(http.server.ThreadingHTTPServer):
    """Answers as it was told to, then 202; remembers what it was asked."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.asked, self.versions = [], [], {}

    def objects(self):
        return [o for _, body in self.asked for o in json.loads(body)["objects"]]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, body))
        self.server.last_headers = dict(self.headers)
        self.answer(*self.server.answers.pop(0) if self.server.answers else (202, json.dumps(OK)))

    def do_GET(self):
        *_, name, versions = self.path.strip("/").split("/")
        assert versions == "versions"
        self.answer(200, json.dumps({"versions": self.server.versions.get(name, [])}))

    def answer(self, code, answer):
        self.send_response(code)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_):
        pass


class TaxiiPush(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.dir = pathlib.Path(folder.name)
        cls.files = {p: cls.dir / f"{p}.jsonl" for p in ("internal", "partner", "takedown")}
        for arguments in (("simulate", "--scenario", "quickstart", "--seed", "1", "--posts", "20000", "-o", cls.dir),
                          ("replay", cls.dir / "posts.jsonl", "--stix", cls.files["internal"], "--stix-partner",
                           cls.files["partner"], "--stix-takedown", cls.files["takedown"])):
            subprocess.run([LOCKSTEP, *arguments], check=True, capture_output=True)

    def setUp(self):
        self.server = Server()
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        self.addCleanup(lambda: (self.server.shutdown(), thread.join(), self.server.server_close()))

    def push(self, *arguments, expect=0, stdin=None, **environment):
        url = f"http://127.0.0.1:{self.server.server_port}/api1/collections/c/"
        done = subprocess.run([sys.executable, ROOT / "examples/taxii_push.py", url, "--delay", "0",
                               *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=60,
                              env={**os.environ, **environment})
        self.assertEqual(done.returncode, expect, done.stderr)
        return done.stderr

    def objects_of(self, profile):
        return [o for line in self.files[profile].read_text().splitlines() for o in json.loads(line)["objects"]]

    def test_every_object_arrives_once_and_in_order_and_nothing_but_objects(self):
        for profile in ("partner", "takedown"):
            self.server.asked.clear()
            self.push(self.files[profile], TAXII_USER="us", TAXII_PASSWORD="secret")
            self.assertEqual(self.server.objects(), self.objects_of(profile))
        path, body = self.server.asked[0]
        self.assertEqual(path, "/api1/collections/c/objects/")
        self.assertEqual(set(json.loads(body)), {"objects"})
        self.assertEqual(self.server.last_headers["Content-Type"], "application/taxii+json;version=2.1")
        self.assertEqual(self.server.last_headers["Authorization"], "Basic dXM6c2VjcmV0")

    def test_what_kcat_prints_is_understood(self):
        lines = self.files["partner"].read_text().splitlines()
        envelopes = [json.dumps({"topic": "t", "headers": ["profile", "partner"], "payload": line}) for line in lines]
        self.push("-", stdin="\n".join(envelopes) + "\n\n")
        self.assertEqual(self.server.objects(), self.objects_of("partner"))
        forged = json.dumps({"headers": ["profile", "internal"], "payload": lines[0]})
        self.push(stdin=forged, expect=4)

    def test_how_it_was_found_is_sent_only_if_told_so(self):
        self.assertIn("profile internal", self.push(self.files["internal"], expect=4))
        self.assertEqual(self.server.asked, [])
        # A header that says otherwise makes it no bundle for others.
        line = self.files["internal"].read_text().splitlines()[0]
        self.push(stdin=json.dumps({"headers": ["profile", "partner"], "payload": line}), expect=4)
        self.push(self.files["internal"], "--allow-internal")
        self.assertEqual(self.server.objects(), self.objects_of("internal"))

    def test_a_dry_run_sends_nothing_and_refuses_the_same(self):
        bundles = len(self.files["partner"].read_text().splitlines())
        self.assertGreater(bundles, 1)
        self.assertIn(f"{bundles} bundles", self.push(self.files["partner"], "--dry-run"))
        self.push(self.files["internal"], "--dry-run", expect=4)
        self.assertEqual(self.server.asked, [])

    def test_what_may_pass_is_tried_again_so_many_times(self):
        busy = (503, ""), (429, ""), (200, "no JSON")
        self.server.answers = list(busy)
        self.push(self.files["partner"], "--attempts", 4)
        self.assertEqual(self.server.objects()[3 * len(json.loads(self.server.asked[0][1])["objects"]):],
                         self.objects_of("partner"))
        self.server.asked.clear()
        self.server.answers = list(busy)
        self.assertIn("line 1: not delivered", self.push(self.files["partner"], "--attempts", 3, expect=1))
        self.assertEqual(len(self.server.asked), 3)

    def test_a_refusal_ends_it_at_once(self):
        refused = json.dumps({**OK, "failure_count": 1, "failures": [{"id": "grouping--1", "message": "no"}]})
        for answer in ((403, ""), (422, ""), (202, refused), (202, json.dumps({**OK, "failure_count": 1}))):
            self.server.asked.clear()
            self.server.answers = [(202, json.dumps(OK)), answer]
            self.assertIn("line 2: not delivered", self.push(self.files["partner"], expect=1))
            self.assertEqual(len(self.server.asked), 2)

    def test_what_the_server_has_already_is_no_refusal(self):
        grouping, account = (next(o for o in self.objects_of("partner") if o["type"] == t)
                             for t in ("grouping", "user-account"))
        said = json.dumps({**OK, "failure_count": 2, "failures": [{"id": grouping["id"]}, {"id": account["id"]}]})
        has = {grouping["id"]: [grouping["modified"].replace("Z", "000Z")], account["id"]: ["2026-02-01T00:00:00Z"]}
        other = {**has, grouping["id"]: ["2020-01-01T00:00:00Z"]}
        for versions, expect in ((has, 0), (other, 1), ({grouping["id"]: has[grouping["id"]]}, 1)):
            self.server.answers, self.server.versions = [(202, said)], versions
            self.push(self.files["partner"], expect=expect)

    def test_an_envelope_is_as_large_as_the_server_takes_and_holds_one_object_at_least(self):
        self.push(self.files["partner"], "--max-bytes", 5000)
        self.assertEqual(self.server.objects(), self.objects_of("partner"))
        for _, body in self.server.asked:
            self.assertTrue(len(body) <= 5000 or len(json.loads(body)["objects"]) == 1, len(body))

    def test_a_line_that_is_no_bundle_ends_it(self):
        for line in ("{", "[]", '{"type":"bundle","objects":3}', '{"type":"bundle","objects":[3]}',
                     '{"type":"bundle","objects":[{}]}', '{"type":"grouping"}', '{"payload":"{"}'):
            self.assertIn("line 1:", self.push(stdin=line, expect=4))
        self.assertEqual(self.server.asked, [])


if __name__ == "__main__":
    unittest.main(verbosity=1)
