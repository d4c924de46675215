#!/usr/bin/env python3
"""simulate, replay, evaluate and compare from outside: files, options, exit codes, and what eval.py reads."""
import csv
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

LOCKSTEP = sys.argv.pop(1)


def run(*arguments, expect=0):
    done = subprocess.run([LOCKSTEP, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == expect, (done.returncode, done.stderr)
    return done


def alerts_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


class Evaluate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.dir = pathlib.Path(cls.folder.name)
        for seed in (1, 2):
            out = cls.dir / str(seed)
            run("simulate", "--scenario", "burst", "--seed", seed, "--posts", 20000, "-o", out)
            run("replay", out / "posts.jsonl", "--alerts", out / "alerts.jsonl")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_simulate_notes_what_it_did(self):
        noted = json.loads((self.dir / "1" / "simulation.json").read_text())
        self.assertEqual(noted["posts"], len((self.dir / "1" / "posts.jsonl").read_text().splitlines()))
        with open(self.dir / "1" / "truth_campaigns.csv", newline="") as file:
            tactics = [row["tactic"] for row in csv.DictReader(file)]
        self.assertEqual(tactics, ["copy-burst", "tight-burst", "tag-storm"])

    def test_help_and_list_name_every_scenario(self):
        listed = run("simulate", "--list").stdout
        for name in ("quickstart", "all", "tactics", "confounders", "jitter-6h", "fan-club", "benign-twin"):
            self.assertIn(f"\n  {name} ", listed)
        self.assertIn(listed.strip(), run("simulate", "--help").stdout)

    def test_runs_are_pooled_from_folders_and_from_files_alike(self):
        folders = [self.dir / "1", self.dir / "2"]
        run("evaluate", "--run", *folders, "--json", self.dir / "pooled.json")
        posts = [json.loads((f / "simulation.json").read_text())["posts"] for f in folders]
        run("evaluate", "--alerts", *(f / "alerts.jsonl" for f in folders), "--truth",
            *(f / "truth.csv" for f in folders), "--truth-posts", *(f / "truth_posts.csv" for f in folders),
            "--posts", *posts, "--json", self.dir / "files.json")
        self.assertEqual((self.dir / "pooled.json").read_bytes(), (self.dir / "files.json").read_bytes())
        pooled = json.loads((self.dir / "pooled.json").read_text())
        self.assertEqual(pooled["runs"], 2)
        self.assertEqual(len(pooled["all"]["by_campaign"]), 6)
        self.assertLessEqual(pooled["all"]["accounts"]["recall_lower"], pooled["all"]["accounts"]["recall"])
        self.assertEqual({row["tactic"] for row in pooled["all"]["by_tactic"]},
                         {"copy-burst", "tight-burst", "tag-storm"})

    def test_a_proposal_of_tune_is_configuration(self):
        # Verdicts that follow no confidence: every other alert, one group a run.
        verdicts = []
        for run_of, folder in enumerate((self.dir / "1", self.dir / "2")):
            ids = sorted({alert["alert_id"] for alert in alerts_of(folder / "alerts.jsonl")})
            rows = [f"{id},{'confirmed' if i % 2 else 'rejected'},{run_of}" for i, id in enumerate(ids)]
            verdicts.append(self.dir / f"verdicts{run_of}.csv")
            verdicts[-1].write_text("alert_id,verdict,group\n" + "\n".join(rows) + "\n")
        proposal = self.dir / "proposal.yaml"
        run("tune", "--alerts", self.dir / "1" / "alerts.jsonl", self.dir / "2" / "alerts.jsonl",
            "--verdicts", *verdicts, "--yaml", proposal)
        self.assertIn("assess:", proposal.read_text())
        run("config", "validate", proposal)
        out = self.dir / "tuned.jsonl"
        run("replay", self.dir / "1" / "posts.jsonl", "--config", proposal, "--alerts", out)
        before = {alert["confidence"] for alert in alerts_of(self.dir / "1" / "alerts.jsonl")}
        self.assertNotEqual({alert["confidence"] for alert in alerts_of(out)}, before)

    def test_rules_and_steps_that_cannot_be_read_are_named_together(self):
        config = self.dir / "bad.yaml"
        config.write_text("assess:\n  tiers: [ban at once, rebut at confidence 60]\n"
                          "  calibration: [60 means 40, 50 means 45, soon]\n  weights: {prior: 1000}\n")
        said = run("config", "validate", config, expect=3).stderr
        for part in ("assess.tiers: not a rule: 'ban at once'", "have to ascend: '50 means 45'",
                     "assess.calibration: not a step: 'soon'", "prior"):
            self.assertIn(part, said)

    def test_json_alone_goes_to_standard_output(self):
        out = run("evaluate", "--run", self.dir / "1", "--json", "-").stdout
        self.assertEqual(json.loads(out)["schema"], "lockstep.evaluation/1")

    def test_limits_decide_the_exit_code(self):
        run("evaluate", "--run", self.dir / "1", "--min-recall", "0", expect=0)
        run("evaluate", "--alerts", "/dev/null", "--truth", self.dir / "1" / "truth.csv", "--min-recall", "0.01",
            expect=1)
        run("evaluate", expect=2)
        run("evaluate", "--alerts", self.dir / "1" / "alerts.jsonl", expect=2)
        run("evaluate", "--run", self.dir / "absent", expect=2)

    def test_compare_tells_runs_apart(self):
        run("compare", self.dir / "1", self.dir / "1" / "alerts.jsonl", expect=0)
        changes = run("compare", self.dir / "1", self.dir / "2", "--json", "-", expect=1)
        different = json.loads(changes.stdout)
        self.assertEqual(different["schema"], "lockstep.comparison/1")
        run("compare", self.dir / "1", self.dir / "2", "--max-new", len(different["new"]), "--max-gone",
            len(different["gone"]), "--max-changed", len(different["changed"]), expect=0)
        run("compare", self.dir / "1", self.dir / "absent", expect=2)
        run("compare", self.dir / "1", self.dir / "1" / "truth.csv", expect=4)

    def test_alerts_are_read_as_other_commands_read_them(self):
        run1 = self.dir / "1"
        text = (run1 / "alerts.jsonl").read_text()
        packed, pretty = self.dir / "packed.jsonl.gz", self.dir / "pretty.json"
        packed.write_bytes(gzip.compress(text.encode()))
        pretty.write_text("\n".join(json.dumps(json.loads(line), indent=2) for line in text.splitlines()))
        scored = ["evaluate", "--truth", run1 / "truth.csv", "--json", "-", "--alerts"]
        expected = run(*scored, run1 / "alerts.jsonl").stdout
        for path in (packed, pretty):
            self.assertEqual(run(*scored, path).stdout, expected)
            run("compare", run1, path)
        for command in ([*scored, "-"], ["compare", run1, "-"]):
            piped = subprocess.run([LOCKSTEP, *map(str, command)], input=text, capture_output=True, text=True)
            self.assertEqual(piped.returncode, 0, piped.stderr)

    def test_what_cannot_be_read_is_no_empty_run(self):
        run1, folder = self.dir / "1", self.dir / "2"
        alerts, truth, verdicts = run1 / "alerts.jsonl", run1 / "truth.csv", self.dir / "v.csv"
        verdicts.write_text("alert_id,verdict\nx,confirmed\n")
        strange = self.dir / "strange"
        for name in ("alerts.jsonl", "simulation.json"):
            (strange / name).mkdir(parents=True)
        for name in ("truth.csv", "truth_posts.csv"):
            (strange / name).write_bytes((run1 / name).read_bytes())
        for command in (["evaluate", "--alerts", folder, "--truth", truth, "--min-precision", "0.9"],
                        ["evaluate", "--alerts", alerts, "--truth", folder],
                        ["evaluate", "--alerts", alerts, "--truth", truth, "--truth-posts", folder],
                        ["evaluate", "--run", strange],
                        ["compare", run1, strange],
                        ["tune", "--run", strange],
                        ["tune", "--alerts", folder, "--verdicts", verdicts],
                        ["tune", "--alerts", alerts, "--verdicts", folder]):
            with self.subTest(command=command):
                said = run(*command, expect=2).stderr
                self.assertIn(str(strange if strange in command else folder), said)
                self.assertIn("Is a directory", said)
        (strange / "alerts.jsonl").rmdir()
        (strange / "alerts.jsonl").write_text("")
        self.assertIn("simulation.json", run("evaluate", "--run", strange, expect=2).stderr)
        torn = self.dir / "torn.jsonl"
        torn.write_text(alerts.read_text() + "{}\n")
        number = len(alerts.read_text().splitlines()) + 1
        for command in (["evaluate", "--alerts", torn, "--truth", truth], ["compare", run1, torn],
                        ["tune", "--alerts", torn, "--verdicts", verdicts]):
            self.assertIn(f"{torn}: record {number}: not a", run(*command, expect=4).stderr)
        self.assertIn(f"{verdicts}: no column", run("evaluate", "--alerts", alerts, "--truth", verdicts,
                                                    expect=4).stderr)

    def test_the_order_of_lines_makes_no_difference(self):
        for seed in ("1", "2"):
            turned = self.dir / f"turned{seed}"
            turned.mkdir()
            for path in (self.dir / seed).iterdir():
                (turned / path.name).write_bytes(path.read_bytes())
            lines = (turned / "alerts.jsonl").read_text().splitlines(keepends=True)
            (turned / "alerts.jsonl").write_text("".join(reversed(lines)))
            run("compare", self.dir / seed, turned)
            self.assertEqual(run("evaluate", "--run", self.dir / seed, "--json", "-").stdout,
                             run("evaluate", "--run", turned, "--json", "-").stdout)
        verdicts = self.dir / "turned.csv"
        ids = sorted({alert["alert_id"] for alert in alerts_of(self.dir / "1" / "alerts.jsonl")})
        verdicts.write_text("alert_id,verdict,group\n" + "".join(
            f"{id},{'confirmed' if i % 2 else 'dismissed'},{i // 2}\n" for i, id in enumerate(ids)))
        proposals = {run("tune", "--alerts", self.dir / folder / "alerts.jsonl", "--verdicts", verdicts,
                         "--json", "-").stdout for folder in ("1", "turned1")}
        self.assertEqual(len(proposals), 1)

    def test_compare_sees_what_the_last_versions_say(self):
        alerts = alerts_of(self.dir / "1" / "alerts.jsonl")
        count = len({alert["alert_id"] for alert in alerts})
        for change in ({"status": "closed"}, {"tier": "monitor"}):
            changed = self.dir / "changed.jsonl"
            changed.write_text("".join(json.dumps({**alert, **change}) + "\n" for alert in alerts))
            found = json.loads(run("compare", self.dir / "1", changed, "--json", "-", expect=1).stdout)
            self.assertGreater(len(found["changed"]), 0)
            self.assertEqual(len(found["changed"]) + found["unchanged"], count)
        said = run("compare", self.dir / "1", changed, expect=1).stdout
        self.assertIn(" -> monitor", said)
        last = {alert["alert_id"]: alert for alert in sorted(alerts, key=lambda a: a["version"])}
        for alert in last.values():
            alert["assessment"] = "coordinated"
        changed.write_text("".join(json.dumps(alert) + "\n" for alert in alerts))
        run("compare", self.dir / "1", changed, expect=1)

    def test_without_truth_posts_nothing_is_said_of_what_came_before(self):
        folder = self.dir / "1"
        known = json.loads(run("evaluate", "--run", folder, "--json", "-").stdout)
        self.assertTrue(all(0 <= row["posts_before_detection"] <= 1 for row in known["all"]["by_tactic"]))
        files = ["evaluate", "--alerts", folder / "alerts.jsonl", "--truth", folder / "truth.csv"]
        unknown = json.loads(run(*files, "--json", "-").stdout)
        self.assertEqual({row["posts_before_detection"] for row in unknown["all"]["by_tactic"]}, {None})
        self.assertNotIn("100 %", run(*files).stdout)

    def test_tune_proposes_from_verdicts(self):
        alerts = [json.loads(line) for line in (self.dir / "1" / "alerts.jsonl").read_text().splitlines()]
        ids = sorted({alert["alert_id"] for alert in alerts})
        self.assertGreaterEqual(len(ids), 4)
        verdicts = self.dir / "verdicts.csv"
        verdicts.write_text("alert_id,verdict,group\n" + "".join(
            f"{alert_id},{'confirmed' if i % 2 else 'rejected'},{i // 2}\n" for i, alert_id in enumerate(ids)))
        done = run("tune", "--alerts", self.dir / "1" / "alerts.jsonl", "--verdicts", verdicts, "--json", "-")
        proposal = json.loads(done.stdout)
        self.assertEqual(proposal["alerts"], len(ids))
        self.assertEqual({row["name"] for row in proposal["weights"]["evidence"]} & {"content", "infrastructure"},
                         {"content", "infrastructure"})
        verdicts.write_text("alert_id,verdict\nx,confirmed\n")
        run("tune", "--alerts", self.dir / "1" / "alerts.jsonl", "--verdicts", verdicts, expect=1)
        run("tune", "--alerts", self.dir / "1" / "alerts.jsonl", expect=2)


if __name__ == "__main__":
    unittest.main()
