#!/usr/bin/env python3
"""Accounts that are erased: a replay that leaves them out says what it would say without their posts."""
import json
import os
import pathlib
import random
import unittest

from command_case import CommandCase
from jsonschema import Draft202012Validator

START = 1_767_571_200  # 2026-01-05T00:00:00Z
WAVES, COPYISTS = 8, 12
END = START + 3600 * (WAVES + 2)
ROOT = pathlib.Path(os.environ.get("LOCKSTEP_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas/lockstep.erasure.1.schema.json").read_text("utf-8")))
GONE = "person0"


def sentence(dice, words=12):
    return " ".join("".join(dice.choice(["ba", "ko", "ri", "ten", "mu", "sal", "vo", "lir", "pe", "dun"])
                            for _ in range(3)) for _ in range(words))


def post(account, number, at, text, **more):
    return {"schema": "lockstep.post/1", "platform": "x", "post_id": f"{number}", "created_at": at, "text": text,
            "author": {"id": account, "handle": f"the_{account}", "bio": f"I am {account} of the harbour"}, **more}


def archive():
    dice = random.Random(4)
    posts = [post(f"o{dice.randrange(300)}", i, START + dice.randrange(END - START), sentence(dice))
             for i in range(2000)]
    for wave in range(WAVES):
        words = sentence(dice)
        for copyist in range(COPYISTS):
            posts.append(post(f"person{copyist}", len(posts), START + 3600 * (wave + 1) + 9 * copyist, words,
                              mentions=[f"the_{GONE}"] if wave % 2 else [f"star{wave}"]))
    return sorted(posts, key=lambda p: p["created_at"])


class Erasure(CommandCase):
    command = "replay"

    def replay(self, name, posts, *arguments):
        source = self.write_posts(name + ".jsonl", posts)
        paths = {kind: self.folder / f"{name}.{kind}" for kind in ("alerts", "stix", "report")}
        options = [word for kind, path in paths.items() for word in (f"--{kind}", path)]
        self.done = self.run_it(source, *options, *arguments)
        return {kind: path.read_text("utf-8") for kind, path in paths.items()}

    def alerts_anywhere(self, outputs):
        """Without the coordinates of the raw records."""
        alerts = [json.loads(line) for line in outputs["alerts"].splitlines()]
        for alert in alerts:
            for item in alert["evidence"]:
                for listed in item["posts"]:
                    del listed["source"]
        return alerts

    def test_it_is_as_if_the_account_had_never_posted_and_nobody_names_it(self):
        others = [p for p in archive() if p["author"]["id"] != GONE]
        expected = self.alerts_anywhere(self.replay("without", others))
        self.assertIn(f"the_{GONE}", self.replay("with", archive())["alerts"])

        record = {"account": f"x:{GONE}", "handle": f"@the_{GONE}", "requested_at": "2026-02-01T00:00:00Z"}
        SCHEMA.validate(record)
        erased = self.write("forget.jsonl", json.dumps(record) + "\n")
        outputs = self.replay("erased", archive(), "--erased", erased)
        for text in outputs.values():
            self.assertNotIn(GONE + '"', text)
            self.assertNotIn(f"the_{GONE}", text)
            self.assertNotIn(f"I am {GONE} ", text)
        self.assertIn(f"1 accounts are erased, and {WAVES} posts of theirs were left out", self.done.stderr)
        alerts = self.alerts_anywhere(outputs)
        self.assertGreater(len(alerts), 0)
        self.assertEqual(len(alerts[-1]["accounts"]), COPYISTS - 1)
        members = [a["accounts"] for a in alerts]
        self.assertEqual(members, [a["accounts"] for a in expected])

    def test_a_file_that_cannot_be_used_is_refused_with_its_line(self):
        posts = self.write_posts("some.jsonl", archive()[:10])
        self.refuses_a_bad_line_of_erased(posts)


if __name__ == "__main__":
    unittest.main()
