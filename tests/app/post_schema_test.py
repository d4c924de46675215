"""The published schema of lockstep.post/1 accepts what the contract allows and nothing else."""
import copy
import json
import os
import pathlib
import sys
import unittest

from jsonschema import Draft202012Validator

ROOT = pathlib.Path(os.environ.get("LOCKSTEP_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
SCHEMA = json.loads((ROOT / "schemas/lockstep.post.1.schema.json").read_text("utf-8"))
SAMPLES = ROOT / "src/normalize/adapters/canonical/samples"
VALIDATOR = Draft202012Validator(SCHEMA)

VALID = {"platform": "x", "post_id": "1", "author": {"id": "2"}, "created_at": "2025-11-03T18:22:41Z"}
# Samples that show how broken posts are read, and one whose post is completed by its envelope.
INVALID_SAMPLES = {"wrong_types", "bad_time", "unknown_event"}
PART_OF_ENVELOPE = {"cloudevent"}


def changed(path, value):
    """VALID with the member at the dotted `path` set."""
    post = copy.deepcopy(VALID)
    *parents, last = path.split(".")
    target = post
    for parent in parents:
        target = target.setdefault(parent, {})
    target[last] = value
    return post


def without(key):
    return {k: v for k, v in VALID.items() if k != key}


class PostSchema(unittest.TestCase):
    def test_is_itself_a_valid_schema(self):
        Draft202012Validator.check_schema(SCHEMA)

    def test_samples_of_the_adapter_are_judged_as_the_adapter_judges_them(self):
        files = [f for f in sorted(SAMPLES.glob("*.json")) if not f.name.endswith(".post.json")]
        self.assertGreater(len(files), 5)
        for file in files:
            if file.stem in PART_OF_ENVELOPE:
                continue
            post = json.loads(file.read_text("utf-8"))
            if "specversion" in post:
                post = post["data"]
            with self.subTest(file.name):
                self.assertEqual(VALIDATOR.is_valid(post), file.stem not in INVALID_SAMPLES)

    def test_accepts_what_the_contract_allows(self):
        posts = [
            VALID,
            changed("created_at", 1762194161),
            changed("created_at", 1762194161250),
            changed("created_at", 1762194161.25),
            changed("created_at", "2025-11-03 18:22:41+0100"),
            changed("post_id", 9007199254740993),
            changed("author.id", 18446744073709551615),
            changed("anything.unknown", [1, {"deep": None}]),
            changed("urls", ["https://a.example/", {"url": "https://b.example/"}]),
            {**without("post_id"), "event": "login"},
            {**without("post_id"), "event": "account"},
        ]
        for post in posts:
            with self.subTest(post):
                self.assertEqual([e.message for e in VALIDATOR.iter_errors(post)], [])

    def test_refuses_what_the_contract_forbids(self):
        posts = [
            [], "post", {},
            without("platform"), without("post_id"), without("author"), without("created_at"),
            {**without("post_id"), "event": "delete"},
            changed("platform", ""), changed("platform", 1),
            changed("post_id", ""), changed("post_id", 1.5), changed("post_id", "x" * 1025),
            changed("author", {}), changed("author.id", None), changed("author.id", ""),
            changed("created_at", "yesterday"), changed("created_at", None),
            changed("created_at", "03/11/2025"),
            changed("event", "update"), changed("action", "share"), changed("schema", "lockstep.post/2"),
            changed("text", ["a"]), changed("hashtags", [1]), changed("urls", [1]),
            changed("engagement.likes", -1), changed("engagement.likes", "3"),
            changed("infra.asn", 4294967296), changed("ml.llm_origin", 1.01),
            changed("author.avatar_pdq", "e2a1"), changed("media", [{"dhash": "xyz"}]),
            changed("domains", [{"registrar": "nameless"}]), changed("author.verified", "yes"),
        ]
        for post in posts:
            with self.subTest(post):
                self.assertFalse(VALIDATOR.is_valid(post))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])  # argv[1] is the program, which this test does not need
