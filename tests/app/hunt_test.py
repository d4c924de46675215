"""`lockstep hunt` from outside: an archive in, hits out, exit codes."""
import json
import os
import pathlib
import random
import unittest

from jsonschema import Draft202012Validator

from command_case import CommandCase

ROOT = pathlib.Path(os.environ.get("LOCKSTEP_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
SCHEMA = json.loads((ROOT / "schemas/lockstep.hunt.1.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
HUNTS = ["new-accounts", "sudden-domains", "synchronised", "repeated-media", "referral-chains",
         "low-entropy-repliers"]
WORDS = "Nobody in our street was asked before they closed the old library"
DAY = 86400
START = 1767571200  # 2026-01-05


def archive():
    """Two quiet days; on the third, one site, tag, picture and chain of redirectors in one go, and a scold."""
    draw = random.Random(1)
    posts = []

    def post(account, second, created=None, **fields):
        author = {"id": account, "created_at": START - (created or 1000) * DAY}
        posts.append({"schema": "lockstep.post/1", "platform": "x", "post_id": str(len(posts)), "author": author,
                      "created_at": START + second, **fields})

    for n in range(900):
        page = draw.randrange(200)
        post(f"other{n % 300}", draw.random() * 3 * DAY,
             urls=[{"url": f"https://o.example/{page}"}], hashtags=[f"topic{page % 40}"],
             media=[{"sha256": f"{page:064x}"}])
    for n in range(14):
        post(f"new{n}", 2 * DAY + 5 * n, created=-1, hashtags=["storm"], media=[{"sha256": "f" * 64}],
             urls=[{"url": f"https://hop.example/{n}", "redirects": [f"https://s.example/{n}"]}])
    for n in range(60):
        post("scold", 2 * DAY + 60 * n, action="reply", in_reply_to=f"r{n}", target_author="mayor",
             text="You should be ashamed of yourself, all of you")
    return posts


def storm_about(account):
    """On the third day a young account says something; other young ones say it too, mention it and repeat it."""
    at = START + 2 * DAY + 3600

    def post(number, who, second, **fields):
        return {"schema": "lockstep.post/1", "platform": "x", "post_id": f"s{number}", "created_at": at + second,
                "author": {"id": who, "created_at": START + DAY}, **fields}

    first = post(0, account, 0, text=f"{WORDS}, says {account}") | {"post_id": f"of-{account}"}
    copies = [post(n + 1, f"new{n}", 5 + 5 * n, text=WORDS + "!" * (n % 3), mentions=[f"the_{account}"])
              for n in range(14)]
    reposts = [post(n + 15, f"new{n}", 600 + 5 * n, action="repost", repost_of=f"of-{account}",
                    target_author=account) for n in range(14)]
    return [first, *copies, *reposts]


class Hunt(CommandCase):
    command = "hunt"

    def setUp(self):
        super().setUp()
        self.posts = self.write_posts("posts.jsonl", archive())

    def hits(self, *arguments):
        found = [json.loads(line) for line in self.run_it(*arguments, "-o", "-").stdout.splitlines()]
        for hit in found:
            VALIDATOR.validate(hit)
        return found

    def test_the_schema_is_one_and_names_the_hunts(self):
        Draft202012Validator.check_schema(SCHEMA)
        self.assertEqual(SCHEMA["properties"]["hunt"]["enum"], HUNTS)

    def test_lists_what_each_hunt_asks_without_any_input(self):
        done = self.run_it("--list", "--min-chain-accounts", "4")
        for words in (*HUNTS, "hypothesis", "signal", "threshold   4 accounts"):
            self.assertIn(words, done.stdout)

    def test_each_hunt_finds_what_was_planted(self):
        found = self.hits(self.posts)
        planted = {"new-accounts": "#storm", "sudden-domains": "s.example", "synchronised": "#storm",
                   "repeated-media": "f" * 64, "referral-chains": "hop.example > s.example",
                   "low-entropy-repliers": "x:scold"}
        for hunt, key in planted.items():
            with self.subTest(hunt):
                keys = [h["key"] for h in found if h["hunt"] == hunt]
                self.assertIn(key, keys)
        self.assertEqual({h["day"] for h in found}, {"2026-01-07"})

    def test_only_the_hunts_that_were_asked_for(self):
        found = self.hits("--hunt", "synchronised", "--hunt", "sudden-domains", self.posts)
        self.assertEqual({h["hunt"] for h in found}, {"synchronised", "sudden-domains"})

    def test_the_table_says_what_hits_are(self):
        out = self.folder / "hits.jsonl"
        done = self.run_it(self.posts, "-o", out)
        self.assertIn("leads, not alerts", done.stdout)
        self.assertIn("2026-01-07  sudden-domains", done.stdout)
        self.assertGreaterEqual(len(out.read_text("utf-8").splitlines()), 6)

    def test_order_and_threads_change_nothing(self):
        expected = self.run_it(self.posts, "-o", "-").stdout
        posts = archive()
        random.Random(9).shuffle(posts)
        shuffled = self.write_posts("shuffled.jsonl", posts)
        self.assertEqual(self.run_it(shuffled, "-o", "-").stdout, expected)
        self.assertEqual(self.run_it(shuffled, "--threads", "1", "-o", "-").stdout, expected)

    def test_time_and_top_limit_the_hits(self):
        self.assertEqual(self.hits(self.posts, "--to", "2026-01-07T00:00:00Z"), [])
        self.assertEqual(self.hits(self.posts, "--from", "2026-01-08T00:00:00Z"), [])
        found = self.hits(self.posts, "--top", "1", "--from", "2026-01-07T12:00:00Z")
        self.assertEqual(sorted(h["hunt"] for h in found), sorted(HUNTS))

    def test_an_erased_account_is_left_out_and_not_named_by_what_others_do(self):
        posts = self.write_posts("storm.jsonl", archive() + storm_about("gone77"))
        out = self.folder / "hits.jsonl"

        def shown(*arguments):
            self.done = self.run_it(posts, "--top", "100", "-o", out, *arguments)
            found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
            objects = [h for h in found if h["hunt"] == "new-accounts" and h["kind"] in ("text", "mention", "repost")]
            return self.done.stdout + out.read_text("utf-8"), {h["kind"]: h for h in objects}

        text, before = shown()
        self.assertEqual(before["text"]["key"], f"{WORDS}, says gone77")
        self.assertEqual(before["mention"]["key"], "x:the_gone77")
        self.assertEqual(before["repost"]["key"], "x:of-gone77")
        text, after = shown("--erased", self.write_erased("x:gone77", "@the_gone77"))
        self.assertNotIn("gone77", text + self.done.stderr)
        self.assertIn("1 accounts are erased, and 1 posts of theirs were left out", self.done.stderr)
        self.assertEqual(after["text"]["count"], before["text"]["count"] - 1)
        for kind in ("mention", "repost"):  # what others do goes on
            self.assertEqual(after[kind]["count"], before[kind]["count"])
            self.assertRegex(after[kind]["key"], "^[0-9a-f]{16}$")

    def test_what_its_author_deleted_is_not_quoted_wherever_the_delete_lies(self):
        said = archive() + storm_about("ann")
        texts = [h for h in self.hits(self.write_posts("said.jsonl", said)) if h["kind"] == "text"]
        self.assertEqual({h["key"] for h in texts}, {f"{WORDS}, says ann"})
        seen = set()
        for number, at in enumerate((0, 2 * DAY + 3600, 9 * DAY)):
            gone = {"schema": "lockstep.post/1", "platform": "x", "event": "delete", "post_id": "of-ann",
                    "author": {"id": "ann"}, "created_at": START + at}
            mixed = said + [gone]
            random.Random(number).shuffle(mixed)
            inputs = ([self.write_posts("mixed.jsonl", mixed)],
                      [self.write_posts("gone.jsonl", [gone]), self.folder / "said.jsonl", "--threads", "1"])
            for arguments in inputs:
                out = self.folder / "hits.jsonl"
                done = self.run_it(*arguments, "--to", "2026-01-08T00:00:00Z", "-o", out)
                self.assertIn("a quoted text was removed because its post was deleted", done.stdout)
                seen.add(done.stdout + out.read_text("utf-8"))
        shown, = seen
        self.assertNotIn("closed the old library", shown)
        after = [h for h in self.hits(self.folder / "mixed.jsonl") if h["kind"] == "text"]
        for hit in after:
            self.assertTrue(hit.pop("deleted"))
            self.assertRegex(hit.pop("key"), "^[0-9a-f]{16}$")
        self.assertEqual(after, [{k: v for k, v in h.items() if k != "key"} for h in texts])

    def test_a_replier_who_is_erased_is_no_hit(self):
        done = self.run_it(self.posts, "-o", "-", "--erased", self.write_erased("x:scold"))
        self.assertNotIn("scold", done.stdout)
        self.assertIn("60 posts of theirs", done.stderr)

    def test_a_line_of_erased_that_cannot_be_used_is_refused(self):
        self.refuses_a_bad_line_of_erased(self.posts)

    def test_says_what_is_wrong_with_the_command(self):
        for arguments, word in [((self.posts, "--hunt", "snipe"), "snipe"),
                                ((self.posts, "--new-account-age", "young"), "young"),
                                ((self.posts, "--max-entropy", "2"), "2"),
                                ((self.posts, "--to", "soon"), "soon"),
                                ((self.posts, "--publish", "cib.hunts.v1"), "kafka://broker:port/topic is expected"),
                                ((self.posts, "--publish", "kafka://b:1/t?format=x"), "kafka://broker:port/topic is"),
                                ((), "no input"),
                                (("no-such-file.jsonl",), "no-such-file.jsonl")]:
            with self.subTest(word):
                self.assertIn(word, self.run_it(*arguments, code=2).stderr)

    def test_bad_input_beyond_the_tolerated_share_is_told(self):
        bad = self.folder / "bad.jsonl"
        bad.write_text('{"platform":"x"}\n', "utf-8")
        self.assertIn("rejected", self.run_it(bad, "--format", "canonical", code=4).stderr)


if __name__ == "__main__":
    unittest.main(verbosity=1)
