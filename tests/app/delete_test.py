#!/usr/bin/env python3
"""Posts that are deleted: their words are in nothing that is published afterwards, and the call stays."""
import json
import random
import unittest

from command_case import CommandCase

START = 1_767_571_200  # 2026-01-05T00:00:00Z
WAVES, COPYISTS = 8, 12
END = START + 3600 * (WAVES + 2)
LINE = "a quoted text was removed because its post was deleted"


def sentence(dice, words=12):
    """Like no other; without numbers, which are all alike to who compares texts."""
    return " ".join("".join(dice.choice(["ba", "ko", "ri", "ten", "mu", "sal", "vo", "lir", "pe", "dun"])
                            for _ in range(3)) for _ in range(words))


WORDS = [sentence(random.Random(wave)) for wave in range(WAVES)]


def post(account, post_id, at, text, **more):
    return {"schema": "lockstep.post/1", "platform": "x", "post_id": post_id, "author": {"id": account},
            "created_at": at, "text": text, **more}


def delete(post_id, at):
    return {"schema": "lockstep.post/1", "platform": "x", "event": "delete", "post_id": post_id,
            "author": {"id": "c" + post_id.split("-")[-1]}, "created_at": at}


def copy_id(wave, copyist):
    return f"copy-{wave}-{copyist}"


def archive():
    dice = random.Random(4)
    posts = [post(f"o{dice.randrange(300)}", f"o{i}", START + dice.randrange(END - START),
                  sentence(dice))
             for i in range(2000)]
    for wave in range(WAVES):
        for copyist in range(COPYISTS):
            posts.append(post(f"c{copyist}", copy_id(wave, copyist), START + 3600 * (wave + 1) + 9 * copyist,
                              WORDS[wave], lang="en"))
    posts.append(post("o1", "last", END + 7200, "that is all there is to be said of this day, good night"))
    return posts


def deletes():
    """Of all that were quoted, at different times; one tells of a post that never was."""
    return [delete(copy_id(wave, 0), END + 30 * wave) for wave in range(WAVES)] + [delete("never", END)]


class Delete(CommandCase):
    command = "replay"

    def replay(self, name, posts, *arguments):
        posts = sorted(posts, key=lambda p: p["created_at"])
        return self.replay_as_is(name, posts, *arguments)

    def replay_as_is(self, name, posts, *arguments):
        source = self.write_posts(name + ".jsonl", posts)
        paths = {kind: self.folder / f"{name}.{kind}" for kind in ("alerts", "stix", "report")}
        options = [word for kind, path in paths.items() for word in (f"--{kind}", path)]
        self.done = self.run_it(source, *options, *arguments)
        return {kind: path.read_text("utf-8") for kind, path in paths.items()}

    def call(self, alert):
        kept = ("alert_id", "assessment", "confidence", "admiralty", "coordination", "inauthenticity", "tier",
                "summary", "accounts", "account_count", "post_count", "families", "benign_checks", "techniques")
        evidence = sorted((e["kind"], e["weight"], e["accounts"], len(e["posts"]), e["text"])
                          for e in alert["evidence"])
        return [alert.get(field) for field in kept] + evidence

    def alerts(self, outputs):
        return [json.loads(line) for line in outputs["alerts"].splitlines()]

    def alerts_anywhere(self, outputs):
        """Without the coordinates of the raw records, which differ between arrangements."""
        alerts = self.alerts(outputs)
        for alert in alerts:
            for item in alert["evidence"]:
                for listed in item["posts"]:
                    del listed["source"]
        return alerts

    def assert_wordless(self, text):
        for words in WORDS:
            for part in (words, words[:20], words[-20:]):
                self.assertNotIn(part, text)

    def test_a_later_version_has_the_call_and_not_the_words(self):
        before = self.alerts(self.replay("before", archive()))[-1]
        quoted = [n["excerpt"] for n in before["narratives"]]
        self.assertGreater(len(quoted), 1)
        self.assertLessEqual(set(quoted), set(WORDS))

        outputs = self.replay("after", archive() + deletes())
        alerts = self.alerts(outputs)
        last = alerts[-1]
        self.assertIn(LINE, last["changes"])
        self.assertEqual(self.call(last), self.call(before))
        self.assert_wordless(json.dumps(last))
        bundles = [json.loads(line) for line in outputs["stix"].splitlines()]
        self.assertEqual(len(bundles), len(alerts))
        self.assertIn(quoted[0], json.dumps(bundles[0]))  # as it was when it could be quoted
        self.assert_wordless(json.dumps(bundles[-1]))
        self.assert_wordless(outputs["report"])  # of the last version of each
        self.assertIn(f"{WAVES + 1} posts were deleted", self.done.stderr)

        text = self.run_it(self.folder / "after.jsonl").stdout  # without outputs: the last version as text
        self.assertIn(last["alert_id"], text)
        self.assert_wordless(text)

    def test_any_order_of_the_file_gives_the_same_alerts(self):
        posts = archive() + deletes() + [delete(copy_id(3, 5), START + 100)]
        expected = self.alerts_anywhere(self.replay("sorted", posts))
        for seed in (1, 2):
            self.assertTrue(expected)
            random.Random(seed).shuffle(posts)
            outputs = self.replay_as_is(f"shuffled{seed}", posts)
            self.assertEqual(self.alerts_anywhere(outputs), expected)

    def test_what_was_deleted_before_it_came_is_never_quoted(self):
        early = [delete(copy_id(wave, copyist), START + 60) for wave in range(WAVES) for copyist in range(COPYISTS)]
        expected = self.alerts(self.replay("before", archive()))
        self.assertTrue(expected)
        outputs = self.replay("early", archive() + early)
        self.assertEqual([self.call(a) for a in self.alerts(outputs)], [self.call(a) for a in expected])
        for text in outputs.values():
            self.assert_wordless(text)


if __name__ == "__main__":
    unittest.main()
