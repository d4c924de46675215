#!/usr/bin/env python3
"""What a replay is told beside the posts: a watchlist, and facts about sites, from its first post on."""
import json
import os
import pathlib
import random
import unittest

from command_case import CommandCase
from jsonschema import Draft202012Validator

ROOT = pathlib.Path(os.environ.get("LOCKSTEP_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas/lockstep.alert.1.schema.json").read_text("utf-8")))
START = 1_767_571_200  # 2026-01-05T00:00:00Z
WAVES, SHARERS = 20, 12
END = START + 3600 * (WAVES + 2)


def facts(site):
    return {"domain": f"front{site}.example", "registrar": "Quick Names", "registered_at": "2025-10-30T00:00:00Z",
            "nameservers": ["ns1.front.example", "ns2.front.example"], "analytics_ids": ["UA-77"]}


def indicator(pattern, **more):
    return {"type": "indicator", "spec_version": "2.1", "id": "indicator--5a8a4d2e-3a5e-4f0b-9c59-0d8e5b1f7c11",
            "created": "2025-12-01T00:00:00.000Z", "modified": "2025-12-01T00:00:00.000Z", "pattern_type": "stix",
            "valid_from": "2025-12-01T00:00:00Z", "pattern": pattern, **more}


def archive(carried=False):
    """Twelve accounts link to the same pages of six sites, wave after wave, among a crowd that links to others."""
    dice = random.Random(4)
    posts = []

    def link(account, domain, page, at):
        post = {"schema": "lockstep.post/1", "platform": "x", "post_id": str(len(posts)), "created_at": at,
                "author": {"id": account}, "urls": [f"https://{domain}/{page}"]}
        if carried and domain.startswith("front"):
            post["domains"] = [facts(domain[5:6])]
        posts.append(post)

    for _ in range(5000):
        link(f"o{dice.randrange(600)}", f"site{dice.randrange(300)}.example", f"page{dice.randrange(20)}",
             START + dice.randrange(END - START))
    for wave in range(WAVES):
        for account in range(SHARERS):
            link(f"p{account}", f"front{wave % 6}.example", f"story{wave}",
                 START + 3600 * (wave + 1) + dice.randrange(120))
    return sorted(posts, key=lambda p: (p["created_at"], p["post_id"]))


class Watchlist(CommandCase):
    command = "replay"

    def setUp(self):
        super().setUp()
        self.posts = self.write_posts("posts.jsonl", archive())

    def replay(self, *arguments, posts=None):
        out = self.folder / "alerts.jsonl"
        self.done = self.run_it(posts or self.posts, "--alerts", out, *arguments)
        return out.read_text("utf-8")

    def told(self, name, *records):
        return self.write(name, "".join(json.dumps(r) + "\n" for r in records))

    def watched(self, alerts):
        items = [item for line in alerts.splitlines() for item in json.loads(line)["evidence"]]
        return [item for item in items if item["signal"] == "watchlist"]

    def test_what_is_on_the_list_is_named_and_what_nobody_shares_changes_nothing(self):
        plain = self.replay()
        self.assertEqual(self.watched(plain), [])
        decoys = self.told("decoys.jsonl", {"type": "domain", "value": "decoy.example"},
                           {"type": "account", "value": "x:nobody"})
        self.assertEqual(self.replay("--watchlist", decoys), plain)
        self.assertIn("2 indicators on the watchlist, facts about 0 sites", self.done.stderr)
        known = self.told("known.jsonl", {"type": "domain", "value": "front1.example", "note": "seized in 2025"})
        alerts = self.replay("--watchlist", decoys, "--watchlist", known)
        items = self.watched(alerts)
        self.assertGreater(len(items), 0)
        self.assertEqual({(i["kind"], i["key"]) for i in items}, {("watchlist-domain", "front1.example")})
        self.assertTrue(all(i["text"].endswith(": seized in 2025") for i in items))
        first, before = (json.loads(text.splitlines()[0]) for text in (alerts, plain))
        self.assertEqual(first["alert_id"], before["alert_id"])

    def test_the_order_of_lines_changes_nothing_and_of_one_key_the_last_counts(self):
        sites = [{"id": str(i), "type": "domain", "value": f"front{i}.example", "note": f"site {i}"} for i in range(6)]
        known = self.replay("--watchlist", self.told("known.jsonl", *sites))
        self.assertEqual(self.replay("--watchlist", self.told("again.jsonl", *reversed(sites))), known)
        off = {"id": "0", "type": "domain", "value": "decoy.example"}
        corrected = self.replay("--watchlist", self.told("corrected.jsonl", *sites, off))
        named = {item["key"] for item in self.watched(known)}
        self.assertIn("front0.example", named)
        self.assertEqual({item["key"] for item in self.watched(corrected)}, named - {"front0.example"})

    def test_facts_about_sites_count_as_if_posts_carried_them(self):
        carried = self.replay(posts=self.write_posts("carried.jsonl", archive(carried=True)))
        told = self.replay("--enrichment", self.told("sites.jsonl", *map(facts, range(6))))
        self.assertIn("0 indicators on the watchlist, facts about 6 sites", self.done.stderr)
        self.assertIn('"kind":"analytics"', told)

        def anywhere(alerts):
            alerts = [json.loads(line) for line in alerts.splitlines()]
            for alert in alerts:
                for post in (p for item in alert["evidence"] for p in item["posts"]):
                    del post["source"], post["sha256"]
            return alerts

        self.assertEqual(anywhere(told), anywhere(carried))

    def test_an_indicator_of_stix_is_an_entry_while_it_is_valid(self):
        stix = indicator("[domain-name:value IN ('front0.example', 'decoy.example')]", name="Relay")
        items = self.watched(self.replay("--watchlist", self.told("stix.jsonl", stix)))
        self.assertGreater(len(items), 0)
        for line in (self.folder / "alerts.jsonl").read_text("utf-8").splitlines():
            SCHEMA.validate(json.loads(line))
        for item in items:
            self.assertEqual((item["key"], item["indicator"]), ("front0.example", stix["id"]))
            self.assertTrue(item["text"].endswith(": Relay"))
        again = self.replay("--watchlist", self.told("bundle.jsonl", {"type": "bundle", "objects": [stix], "id": "b"}))
        self.assertEqual(self.watched(again), items)
        plain = self.replay()
        for name, change in (("over", {"valid_until": "2026-01-05T00:00:00Z"}), ("revoked", {"revoked": True}),
                             ("early", {"valid_from": "2026-02-01T00:00:00Z"})):
            self.assertEqual(self.replay("--watchlist", self.told(name, {**stix, **change})), plain, name)
        narrow = indicator("[domain-name:value = 'front0.example' AND url:value = 'https://front0.example/a']")
        refused = self.run_it(self.posts, "--watchlist", self.told("and.jsonl", stix, narrow), code=4)
        self.assertIn("and.jsonl: line 2: pattern, byte 2: AND may only join", refused.stderr)

    def test_what_cannot_be_used_is_refused_with_its_line(self):
        bad = self.told("bad.jsonl", {"type": "domain", "value": "a.example"}, {"type": "thing", "value": "x"})
        self.assertIn("bad.jsonl: line 2: type is none of",
                      self.run_it(self.posts, "--watchlist", bad, code=4).stderr)
        self.assertIn("bad.jsonl: line 1: domain is missing",
                      self.run_it(self.posts, "--enrichment", bad, code=4).stderr)
        for option in ("--watchlist", "--enrichment"):
            self.assertIn(f"{self.folder}: Is a directory",
                          self.run_it(self.posts, option, self.folder, code=2).stderr)
        self.assertIn("cannot open", self.run_it(self.posts, "--watchlist", self.folder / "absent", code=2).stderr)
        for option in ("--watchlist", "--enrichment"):
            refused = self.run_it(self.posts, option, bad, "--decisions", self.write("log.jsonl", ""), code=2)
            self.assertIn("not with --decisions", refused.stderr)


if __name__ == "__main__":
    unittest.main()
