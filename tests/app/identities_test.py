#!/usr/bin/env python3
"""Alerts without names: what a replay says of a group then, and how names come back."""
import json
import os
import pathlib
import unittest

from jsonschema import Draft202012Validator

from command_case import QuickstartCase, run

ROOT = pathlib.Path(os.environ.get("LOCKSTEP_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas/lockstep.alert.1.schema.json").read_text("utf-8")))
KEY = "a key of sixteen or more bytes"
# Of an alert as such, whoever is in it.
OF_THE_GROUP = ("alert_id", "campaign_id", "version", "status", "assessment", "detected_at", "confidence", "tier",
                "account_count", "post_count", "platforms", "families", "techniques", "benign_checks", "config_sha256")


def alerts_in(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def telling_words(posts, accounts):
    """What could be searched for to find these accounts: names, posts and their words, links."""
    words = set()
    for line in posts.read_text("utf-8").splitlines():
        post = json.loads(line)
        author = post.get("author", {})
        platform = post["platform"]
        if f'{platform}:{author.get("id")}' not in accounts:
            continue
        words |= {f'{platform}:{author.get("id")}', f'{platform}:{post.get("post_id")}', post.get("text"),
                  author.get("handle"), author.get("bio"), *(u if isinstance(u, str) else u.get("url")
                                                             for u in post.get("urls", []))}
    return {word for word in words if word and len(word) > 6}


class Identities(QuickstartCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config = cls.dir / "config.yaml"
        cls.config.write_text(f"sharing:\n  identities: pseudonymous\n  deployment_key: {KEY}\n")
        cls.named, _ = cls.replay("named")
        cls.hidden, cls.hidden_said = cls.replay("hidden", "--config", cls.config)

    @classmethod
    def replay(cls, name, *arguments, **environment):
        out = {kind: cls.dir / f"{name}.{kind}" for kind in ("alerts", "stix", "report")}
        done = run("replay", cls.posts, "--print", *(w for kind, path in out.items() for w in (f"--{kind}", path)),
                   *arguments, **environment)
        return out, done.stdout + done.stderr

    def test_no_output_of_a_replay_names_or_quotes_anyone(self):
        said = {kind: path.read_text("utf-8") for kind, path in self.named.items()}
        listed = {m["account"] for alert in alerts_in(self.named["alerts"]) for m in alert["accounts"]}
        words = telling_words(self.posts, listed)
        self.assertTrue(listed <= words)
        self.assertIn(sorted(listed)[0], said["alerts"] + said["report"])
        texts = {kind: path.read_text("utf-8") for kind, path in self.hidden.items()}
        texts["terminal"] = self.hidden_said
        for kind, text in texts.items():
            self.assertGreater(len(text), 1000)
            self.assertEqual([word for word in words if word in text], [], kind)

    def test_what_is_said_of_the_group_is_the_same(self):
        named, hidden = alerts_in(self.named["alerts"]), alerts_in(self.hidden["alerts"])
        self.assertEqual(len(named), len(hidden))
        names, pseudonyms = set(), set()
        for a, b in zip(named, hidden):
            SCHEMA.validate(b)
            self.assertEqual({k: a[k] for k in OF_THE_GROUP}, {k: b[k] for k in OF_THE_GROUP})
            self.assertEqual(b["data_minimisation"], "pseudonyms")
            self.assertEqual(sorted(m["score"] for m in a["accounts"]), sorted(m["score"] for m in b["accounts"]))
            self.assertEqual({json.dumps(p["source"]) for e in a["evidence"] for p in e["posts"]},
                             {json.dumps(p["source"]) for e in b["evidence"] for p in e["posts"]})
            names |= {m["account"] for m in a["accounts"]}
            pseudonyms |= {m["account"] for m in b["accounts"]}
        self.assertEqual(len(names), len(pseudonyms))
        for name in pseudonyms:
            self.assertRegex(name, r"^[a-z]+:~[0-9a-f]{24}$")

    def test_the_same_key_gives_the_same_bytes_and_another_key_other_pseudonyms(self):
        again, _ = self.replay("again", "--config", self.config)
        other, _ = self.replay("other", "--config", self.config, LOCKSTEP__SHARING__DEPLOYMENT_KEY=KEY + "!")
        for kind, path in self.hidden.items():
            self.assertEqual(path.read_bytes(), again[kind].read_bytes())
        ours, theirs = ({m["account"] for alert in alerts_in(out["alerts"]) for m in alert["accounts"]}
                        for out in (self.hidden, other))
        self.assertFalse(ours & theirs)

    def test_a_confirmed_alert_is_named_and_may_leave_the_others_do_not(self):
        named = {alert["alert_id"]: alert for alert in alerts_in(self.named["alerts"])}
        self.assertGreater(len(named), 1)
        chosen = sorted(named)[0]
        out, said = self.replay("confirmed", "--config", self.config, "--confirmed", chosen, "--stix-partner",
                                self.dir / "partner.jsonl")
        for alert in alerts_in(out["alerts"]):
            if alert["alert_id"] == chosen:
                self.assertNotIn("data_minimisation", alert)
            else:
                self.assertEqual(alert["data_minimisation"], "pseudonyms")
        before = [a for a in alerts_in(self.named["alerts"]) if a["alert_id"] == chosen]
        self.assertEqual([a for a in alerts_in(out["alerts"]) if a["alert_id"] == chosen], before)
        partner = (self.dir / "partner.jsonl").read_text("utf-8")
        self.assertEqual(len(partner.splitlines()), len(before))
        self.assertIn(before[-1]["accounts"][0]["account"], partner)
        for other in set(named) - {chosen}:
            self.assertNotIn(other, partner)
        exports = [json.loads(line) for line in said.splitlines() if '"event":"export"' in line]
        self.assertEqual({e["alert"] for e in exports}, {chosen})
        self.assertNotIn("has no alert", said)

    def test_an_alert_that_is_none_is_not_confirmed_in_silence(self):
        _, said = self.replay("unknown", "--config", self.config, "--confirmed", "cib-0123456789abcdef")
        self.assertIn("--confirmed: this run has no alert cib-0123456789abcdef", said)

    def test_what_tells_of_single_accounts_refuses(self):
        account = next(iter(alerts_in(self.named["alerts"])))["accounts"][0]["account"]
        for arguments in (("replay", self.posts, "--why", account),
                          ("hunt", self.posts),
                          ("investigate", self.posts, "--seed", "account:" + account),
                          ("network", self.posts, "-o", self.dir / "network.csv")):
            done = run(*arguments, "--config", self.config, expect=2)
            self.assertIn("sharing.identities is pseudonymous", done.stderr)
            self.assertEqual(done.stdout, "")
        for option in ("--stix-partner", "--stix-takedown"):
            done = run("replay", self.posts, option, self.dir / "others.jsonl", "--config", self.config, expect=2)
            self.assertIn("--confirmed", done.stderr)
            self.assertFalse((self.dir / "others.jsonl").exists())
        self.assertIn("cib-", run("replay", self.posts, "--confirmed", "7f3a", expect=2).stderr)

    def test_it_needs_a_key_of_its_own_and_changes_nothing_that_is_found(self):
        plain = self.dir / "plain.yaml"
        plain.write_text("sharing:\n  identities: pseudonymous\n")
        self.assertIn("sharing.identities: pseudonymous needs a deployment_key_file",
                      run("config", "validate", plain, expect=3).stderr)
        (self.dir / "key").write_text(KEY)
        plain.write_text(f"sharing:\n  identities: pseudonymous\n  deployment_key_file: {self.dir / 'key'}\n"
                         "  profiles: [internal, partner, takedown]\n")
        digests = {run("config", "validate", path).stdout.split()[-1] for path in (plain, self.config)}
        plain.write_text("sharing:\n  producer: us\n")
        digests.add(run("config", "validate", plain).stdout.split()[-1])
        self.assertEqual(len(digests), 1)
        plain.write_text("sharing:\n  identities: anonymous\n")
        self.assertIn("allowed is one of named, pseudonymous", run("config", "validate", plain, expect=3).stderr)

    def test_the_readers_of_alerts_take_it(self):
        alert = alerts_in(self.hidden["alerts"])[-1]
        text = run("explain", self.hidden["alerts"], "--alert", alert["alert_id"], "--full").stdout
        self.assertIn(":~", text)
        run("report", self.hidden["alerts"], "-o", self.dir / "page.html")
        package = self.dir / "package.tar"
        done = run("evidence", "export", self.hidden["alerts"], "--alert", alert["alert_id"], "-o", package,
                   "--verify", self.posts)
        self.assertIn(" 0 differ, 0 missing", done.stdout)
        run("compare", self.hidden["alerts"], self.hidden["alerts"])


if __name__ == "__main__":
    unittest.main(verbosity=1)
