"""`lockstep investigate` from outside: an archive and seeds in, leads out, exit codes."""
import gzip
import json
import os
import pathlib
import random
import unittest

from jsonschema import Draft202012Validator

from command_case import CommandCase

ROOT = pathlib.Path(os.environ.get("LOCKSTEP_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
SCHEMA = json.loads((ROOT / "schemas/lockstep.investigation.1.schema.json").read_text("utf-8"))
WORDS = "Nobody in our street was asked before they closed the old library"


def post(number, account, minute, **fields):
    platform, author = account.split(":")
    return {"schema": "lockstep.post/1", "platform": platform, "post_id": str(number), "author": {"id": author},
            "created_at": 1767571200 + 60 * minute, **fields}


def archive():
    """ann, bob (x) and cem (mastodon) post five pages together; ann's first wording travels, too."""
    posts = []
    for n in range(600):
        posts.append(post(len(posts), f"x:other{n % 300}", n, urls=[{"url": f"https://o.example/{n}"}],
                          hashtags=["news"]))
    for wave in range(5):
        for delay, account in enumerate(["x:ann", "x:bob", "mastodon:cem"]):
            fields = {"urls": [{"url": f"https://n.example/{wave}?utm_source={account[2:]}"}]}
            if wave == 0:
                fields["text"] = WORDS + "!" * delay
            posts.append(post(len(posts), account, 90 * wave + 7 * delay, **fields))
    return posts


def led_by(account):
    """It has every page first and says the words first; ann and bob mention it and repeat it."""
    posts = []
    for wave in range(5):
        words = {"text": f"{WORDS}, says {account}"} if wave == 0 else {}
        posts.append(post(f"{account}-{wave}", f"x:{account}", 90 * wave - 1,
                          urls=[{"url": f"https://n.example/{wave}"}], **words))
        for delay, who in enumerate(["x:ann", "x:bob"]):
            posts.append(post(f"m{who}{wave}", who, 90 * wave + 20 + delay, mentions=[f"the_{account}"]))
            posts.append(post(f"r{who}{wave}", who, 90 * wave + 40 + delay, action="repost",
                              repost_of=f"{account}-{wave}", target_author=account))
    return posts


class Investigate(CommandCase):
    command = "investigate"

    def setUp(self):
        super().setUp()
        self.posts = self.write_posts("posts.jsonl", archive())

    def found(self, *arguments, **rest):
        document = json.loads(self.run_it(*arguments, "-o", "-", **rest).stdout)
        Draft202012Validator(SCHEMA).validate(document)
        return document

    @staticmethod
    def accounts(document, hop):
        return sorted(lead["account"] for h in document["hops"] if h["hop"] == hop for lead in h["leads"])

    def test_the_schema_is_one(self):
        Draft202012Validator.check_schema(SCHEMA)

    def test_a_link_with_other_tracking_parameters_leads_to_who_posted_it(self):
        document = self.found(self.posts, "--seed", "url:http://www.n.example/0/?fbclid=1")
        self.assertEqual(self.accounts(document, 1), ["mastodon:cem", "x:ann", "x:bob"])
        seed = document["seeds"][0]
        self.assertEqual(seed["understood"], "https://n.example/0")
        self.assertEqual([(s["account"], s["delay_s"]) for s in seed["order"]],
                         [("x:ann", 0), ("x:bob", 420), ("mastodon:cem", 840)])
        self.assertEqual([h["platform"] for h in seed["handoff"]], ["x", "mastodon"])

    def test_an_account_leads_to_its_fellows_with_reasons(self):
        document = self.found(self.posts, "--seed", "account:x:ann")
        self.assertEqual(self.accounts(document, 1), ["mastodon:cem", "x:bob"])
        lead = document["hops"][1]["leads"][0]
        self.assertEqual(lead["shared"], 5)
        kinds = {document["objects"][o]["kind"] for o in lead["objects"]}
        self.assertEqual(kinds, {"text", "url"})

    def test_a_wording_leads_to_its_near_duplicates(self):
        document = self.found(self.posts, "--seed", 'text:"closed the old library"')
        self.assertEqual(self.accounts(document, 1), ["mastodon:cem", "x:ann", "x:bob"])

    def test_what_everybody_touches_is_listed_and_not_grown_through(self):
        done = self.run_it(self.posts, "--seed", "hashtag:news", "--popular", "100")
        self.assertIn("touched by 300 accounts in 600 posts", done.stdout)
        self.assertIn("not grown through", done.stdout)
        self.assertIn("0 leads", done.stdout)

    def test_the_text_says_what_leads_are(self):
        out = self.folder / "found.json"
        done = self.run_it(self.posts, "--seed", "account:x:ann", "--seed", "device:none", "-o", out)
        self.assertIn("leads, not findings", done.stdout)
        self.assertIn("nothing touched device:none", done.stderr)
        Draft202012Validator(SCHEMA).validate(json.loads(out.read_text("utf-8")))

    def test_order_compression_and_threads_change_nothing(self):
        seeds = ["--seed", "account:x:ann", "--seed", "url:https://n.example/3"]
        expected = self.run_it(self.posts, *seeds, "-o", "-").stdout
        posts = archive()
        random.Random(5).shuffle(posts)
        shuffled = self.write_posts("shuffled.jsonl", posts)
        half = len(posts) // 2
        first = self.folder / "first.jsonl.gz"
        first.write_bytes(gzip.compress(self.write_posts("plain", posts[:half]).read_bytes()))
        second = self.write_posts("second.jsonl", posts[half:])
        for inputs in ([shuffled], [first, second], [shuffled, "--threads", "1"]):
            self.assertEqual(self.run_it(*inputs, *seeds, "-o", "-").stdout, expected)

    def test_reads_standard_input(self):
        text = self.posts.read_text("utf-8")
        posts = sorted(map(json.loads, text.splitlines()), key=lambda p: p["created_at"])
        stream = "".join(json.dumps(p) + "\n" for p in posts)
        self.assertEqual(self.accounts(self.found("-", "--seed", "account:x:ann", stdin=stream), 1),
                         ["mastodon:cem", "x:bob"])

    def test_only_the_time_asked_for_counts(self):
        document = self.found(self.posts, "--seed", "account:x:ann", "--to", "2026-01-05T04:00:00Z",
                              "--min-score", "1")
        self.assertEqual(document["hops"][1]["leads"][0]["shared"], 3)

    def test_a_seed_nothing_touched_fails_and_says_what_was_looked_for(self):
        done = self.run_it(self.posts, "--seed", "url:HTTP://Nowhere.example/?utm_source=1", code=1)
        self.assertIn("nothing touched", done.stderr)
        self.assertIn("'https://nowhere.example", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_an_erased_account_is_left_out_and_not_named_by_what_others_do(self):
        posts = self.write_posts("led.jsonl", archive() + led_by("gone77"))
        out = self.folder / "found.json"
        seeds = ("--seed", "url:https://n.example/0", "--seed", "account:x:ann", "--seed", f'text:"{WORDS}"')

        def shown(*arguments):
            self.done = self.run_it(posts, *seeds, "--top", 100, "-o", out, *arguments)
            document = json.loads(out.read_text("utf-8"))
            return self.done.stdout + out.read_text("utf-8"), document

        text, before = shown()
        for words in ("x:gone77", f"{WORDS}, says gone77", "x:the_gone77", "x:gone77-0"):
            self.assertIn(words, text)
        text, after = shown("--erased", self.write_erased("x:gone77", "@the_gone77"))
        self.assertNotIn("gone77", text + self.done.stderr)
        self.assertIn("1 accounts are erased, and 5 posts of theirs were left out", self.done.stderr)
        self.assertIn("x:bob", self.accounts(after, 1))
        for kind in ("mention", "repost"):
            keys = [o["key"] for o in after["objects"] if o["kind"] == kind]
            self.assertEqual(len(keys), len([o for o in before["objects"] if o["kind"] == kind]))
            for key in keys:
                self.assertRegex(key, "^[0-9a-f]{16}$")

    def test_what_its_author_deleted_is_not_quoted_wherever_the_delete_lies(self):
        said = archive() + led_by("eve")
        seeds = ("--seed", "account:x:ann", "--seed", 'text:"closed the old library"')
        out = self.folder / "found.json"
        before = self.found(self.write_posts("said.jsonl", said), *seeds)
        self.assertIn(f"{WORDS}, says eve", [o["key"] for o in before["objects"]])
        seen = set()
        for number, minute in enumerate((-9000, 0, 9000)):
            gone = post("eve-0", "x:eve", minute, event="delete")
            mixed = said + [gone]
            random.Random(number).shuffle(mixed)
            done = self.run_it(self.write_posts("mixed.jsonl", mixed), *seeds, "--from", "2026-01-04T23:00:00Z",
                               "--to", "2026-01-06T00:00:00Z", "--top", "100", "-o", out)
            self.assertIn("a quoted text was removed because its post was deleted", done.stdout)
            seen.add(done.stdout + out.read_text("utf-8"))
        shown, = seen
        self.assertNotIn("in our street", shown)
        after = self.found(self.folder / "mixed.jsonl", *seeds)
        name, = {o["key"] for o in after["objects"] if o.pop("deleted", False)}
        self.assertEqual(after["hops"][1]["leads"][0]["score"], before["hops"][1]["leads"][0]["score"])
        self.assertEqual(len(after["objects"]), len(before["objects"]))
        again = self.found(self.folder / "mixed.jsonl", "--seed", f"text:{name}")
        self.assertEqual(again["seeds"][0]["accounts"], 4)

    def test_an_erased_account_is_nothing_to_start_from(self):
        erased = self.write_erased("x:ann", "@the_ann")
        for seed in ("account:x:ann", "mention:x:ann", "mention:x:the_ann"):
            done = self.run_it(self.posts, "--seed", seed, "--seed", "url:https://n.example/0", "--erased", erased,
                               code=2)
            self.assertEqual(done.stderr, f"--seed: '{seed}' names an account that --erased leaves out\n")
            self.assertEqual(done.stdout, "")

    def test_a_line_of_erased_that_cannot_be_used_is_refused(self):
        self.refuses_a_bad_line_of_erased(self.posts, "--seed", "account:x:ann")

    def test_says_what_is_wrong_with_the_command(self):
        seed = ("--seed", "account:x:ann")
        for arguments, word in [((self.posts,), "--seed"),
                                ((self.posts, "--seed", "n.example"), "KIND:VALUE"),
                                ((self.posts, "--seed", "mood:dark"), "mood"),
                                ((self.posts, "--seed", "account:ann"), "account:platform:id"),
                                ((self.posts, *seed, "--from", "soon"), "soon"),
                                ((self.posts, *seed, "--window", "wide"), "wide"),
                                ((self.posts, *seed, "--depth", "0"), "0"),
                                ((self.posts, *seed, "--format", "carrier-pigeon"), "carrier-pigeon"),
                                (("no-such-file.jsonl", *seed), "no-such-file.jsonl")]:
            with self.subTest(word):
                self.assertIn(word, self.run_it(*arguments, code=2).stderr)

    def test_bad_input_beyond_the_tolerated_share_is_told(self):
        bad = self.folder / "bad.jsonl"
        bad.write_text('{"platform":"x"}\n' * 9 + json.dumps(post(1, "x:ann", 0)) + "\n", "utf-8")
        self.assertIn("rejected", self.run_it(bad, "--seed", "account:x:ann", "--format", "canonical", code=4).stderr)
        letters = self.folder / "dlq.jsonl"
        self.run_it(bad, "--seed", "account:x:ann", "--format", "canonical", "--max-rejected", "0.95", "--dlq", letters)
        self.assertEqual(len(letters.read_text("utf-8").splitlines()), 9)


if __name__ == "__main__":
    unittest.main(verbosity=1)
