#!/usr/bin/env python3
"""Accounts that copy what an innocent one posts: it may be named beside them, with the doubt, and to nobody else."""
import datetime
import json
import random
import unittest

from command_case import QuickstartCase, run

FRAMERS = [f"x:{77000 + i}" for i in range(6)]
VICTIMS = 3


def later(time, seconds):
    at = datetime.datetime.fromisoformat(time.replace("Z", "+00:00")) + datetime.timedelta(seconds=seconds)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def name_of(post):
    return f"{post['platform']}:{post['author']['id']}"


class Framing(QuickstartCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stream = [json.loads(line) for line in cls.posts.read_text().splitlines()]

    def busiest(self):
        """Accounts of no campaign and no crowd, by how many links they posted."""
        links = {}
        for post in self.stream:
            if post.get("urls") and post["platform"] == "x" and post["action"] == "post":
                links.setdefault(name_of(post), []).append(post)
        plain = {line.split(",")[0] for line in (self.dir / "truth.csv").read_text().splitlines()
                 if line.endswith(",-,-,-")}
        return sorted((name for name in links if name in plain), key=lambda n: (-len(links[n]), n))

    def copies_of(self, victim):
        """Six accounts with one device repeat most of its links within a minute."""
        chosen = random.Random(victim)
        for post in self.stream:
            if name_of(post) != victim or not post.get("urls"):
                continue
            for i, framer in enumerate(FRAMERS):
                if chosen.random() < 0.3:
                    continue
                delay = chosen.uniform(3, 60)
                yield {"schema": "lockstep.post/1", "platform": "x", "action": "post", "text": f"look {i} {delay}",
                       "post_id": f"{post['post_id']}{i}", "created_at": later(post["created_at"], delay),
                       "observed_at": later(post["observed_at"], delay), "urls": post["urls"],
                       "author": {"id": framer.split(":")[1], "created_at": f"202{i}-0{i + 1}-03T10:00:00Z"},
                       "infra": {"device_id": "one for all"}}

    def frame(self, victim):
        """The accounts of alerts that name a framer and the victim, and those of each kind of bundle for others."""
        posts = sorted([*self.stream, *self.copies_of(victim)], key=lambda p: p["observed_at"])
        feed = self.dir / "framed.jsonl"
        feed.write_text("".join(json.dumps(p) + "\n" for p in posts))
        files = {option: self.dir / option for option in ("alerts", "stix-partner", "stix-takedown")}
        run("replay", feed, *(part for option, path in files.items() for part in ("--" + option, path)))
        alerts = [json.loads(line) for line in files["alerts"].read_text().splitlines()]
        named = [{m["account"]: m["basis"] for m in alert["accounts"]} for alert in alerts]
        told = {option: {f"x:{o['user_id']}" for line in files[option].read_text().splitlines()
                         for o in json.loads(line)["objects"]
                         if o["type"] == "user-account" and o.get("account_type") == "twitter"}
                for option in ("stix-partner", "stix-takedown")}
        return [bases for bases in named if victim in bases and set(FRAMERS) & set(bases)], told

    def test_who_is_copied_is_named_with_the_doubt_and_to_nobody_else(self):
        beside = 0
        for victim in self.busiest()[:VICTIMS]:
            with self.subTest(victim):
                alerts, told = self.frame(victim)
                beside += len(alerts)
                for bases in alerts:
                    self.assertEqual(bases.pop(victim), "followed")
                    self.assertEqual({bases[f] for f in set(FRAMERS) & set(bases)}, {"clue"})
                for accounts in told.values():
                    self.assertNotIn(victim, accounts)
                    self.assertLessEqual(set(FRAMERS), accounts)
        self.assertGreater(beside, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
