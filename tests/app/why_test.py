#!/usr/bin/env python3
"""`replay --why`: what is said of accounts that were alerted, that were not, and that never were."""
import csv
import json
import subprocess
import tempfile
import unittest

from command_case import BINARY, CommandCase


class Why(CommandCase):
    command = "replay"

    @classmethod
    def setUpClass(cls):
        cls.run_folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        subprocess.run([BINARY, "simulate", "--scenario", "quickstart", "--seed", "3", "--posts", "20000",
                        "-o", cls.run_folder], check=True, capture_output=True)
        cls.posts = cls.run_folder + "/posts.jsonl"
        with open(cls.run_folder + "/truth.csv", encoding="utf-8") as truth:
            rows = list(csv.DictReader(truth))
        cls.planted = [r["account"] for r in rows if r["campaign"] != "-"]
        cls.ordinary = [r["account"] for r in rows if r["campaign"] == r["confounder"] == "-"]

    def ask(self, *accounts, extra=(), code=0):
        named = [part for a in accounts for part in ("--why", a)]
        return self.run_it(self.posts, *extra, *named, code=code)

    def alerted(self):
        """Accounts by the alert whose last version names them."""
        alerts = self.folder / "alerts.jsonl"
        self.run_it(self.posts, "--alerts", alerts)
        last = {a["alert_id"]: a for a in map(json.loads, alerts.read_text().splitlines())}
        return alerts.read_bytes(), {m["account"]: a for a in last.values() for m in a["accounts"]}

    def test_accounts_of_an_alert_learn_which_and_how_strong_their_pair_is(self):
        _, alert_of = self.alerted()
        first, second = [a for a in self.planted if a in alert_of][:2]
        text = self.ask(first, second).stdout
        alert = alert_of[first]
        self.assertIn(f"A member of {alert['alert_id']} ({alert['campaign_id']}), version {alert['version']}",
                      " ".join(text.split()))
        self.assertIn("Community 1: ", text)
        self.assertIn("clues cover", text)
        self.assertIn("nats", text)

    def test_who_joined_since_the_last_version_learns_that_it_does_not_name_it(self):
        _, alert_of = self.alerted()
        blocks = {block.split("\n")[0]: " ".join(block.split())
                  for block in self.ask(*self.planted[:50]).stdout.split("\n\n")}
        members = [a for a in self.planted[:50] if "A member of cib-" in blocks[a] and ", version " in blocks[a]]
        self.assertTrue(members)
        for account in members:
            self.assertEqual("That version does not name it" in blocks[account], account not in alert_of, account)

    def test_ordinary_accounts_learn_that_they_are_far_from_the_bar(self):
        text = " ".join(self.ask(*self.ordinary[:3]).stdout.split())
        self.assertIn("in no alert", text)
        self.assertIn("In no community now", text)
        self.assertRegex(text, r"a pair is accepted from \d+\.\d nats on")
        self.assertRegex(text, r"never met on an object|met once|not accepted, .* short by \d")
        self.assertIn("Taken as one community: ", text)
        self.assertIn("They are no community: of their 3 pairs, 0 are accepted", text)

    def test_an_account_that_never_was_is_said_to_be_unknown_and_the_run_is_a_success(self):
        text = " ".join(self.ask("x:nobody", self.ordinary[0]).stdout.split())
        self.assertIn("x:nobody Not among the accounts that were read", text)
        self.assertNotIn("Pairs, strongest first", text)
        self.assertNotIn("Taken as one community", text)

    def test_to_ask_changes_no_alert_and_the_answer_is_the_same_every_time(self):
        before, _ = self.alerted()
        alerts = self.folder / "asked.jsonl"
        named = self.planted[:5] + self.ordinary[:5]
        answers = {self.ask(*named, extra=("--alerts", alerts, "--threads", n)).stdout for n in (1, 2)}
        self.assertEqual(len(answers), 1)
        self.assertEqual(alerts.read_bytes(), before)

    def test_alerts_on_standard_output_stand_alone(self):
        done = self.ask(self.planted[0], extra=("--alerts", "-"))
        for line in done.stdout.splitlines():
            json.loads(line)
        self.assertIn("Why, as of", done.stderr)

    def test_what_is_no_account_and_too_many_are_refused_before_the_run(self):
        for name in ("nobody", "x:", ":7"):
            self.assertIn("is no account", self.ask(name, code=2).stderr)
        at_most = [f"x:{i}" for i in range(50)]
        self.assertIn("x:49", self.ask(*at_most).stdout)
        self.assertIn("at most 50", self.ask(*at_most, "x:50", code=2).stderr)


if __name__ == "__main__":
    unittest.main()
