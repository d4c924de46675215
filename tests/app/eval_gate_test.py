#!/usr/bin/env python3
"""The quality gate can fail: its judgement, and its file of thresholds."""
import contextlib
import importlib.util
import io
import pathlib
import subprocess
import sys
import tempfile
import unittest

LOCKSTEP = sys.argv.pop(1)
ROOT = pathlib.Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("evaluation_gate", ROOT / "scripts" / "eval.py")
gate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gate)

EVALUATION = {"all": {"accounts": {"precision": 0.9}, "median_latency_s": None,
                      "by_tactic": [{"tactic": "jitter-6h", "recall": 0.5}]}}


def missed(figure, bound, value):
    row = {"form": "small", "suite": "all", "figure": figure, "bound": bound, "value": value}
    with contextlib.redirect_stdout(io.StringIO()):
        return gate.judge([row], "small", {"all": EVALUATION})


class Gate(unittest.TestCase):
    def test_a_minimum_and_a_maximum_are_met_up_to_the_value_itself(self):
        for value, as_minimum, as_maximum in (("0.89", 0, 1), ("0.9", 0, 0), ("0.91", 1, 0)):
            self.assertEqual(missed("all.accounts.precision", "min", value), as_minimum)
            self.assertEqual(missed("all.accounts.precision", "max", value), as_maximum)

    def test_a_figure_that_is_not_there_is_missed(self):
        for figure in ("all.accounts.nonesuch", "all.median_latency_s", "all.by_tactic.nonesuch.recall"):
            self.assertEqual(missed(figure, "min", "0"), 1)

    def test_a_tactic_is_found_by_its_name(self):
        self.assertEqual(missed("all.by_tactic.jitter-6h.recall", "min", "0.5"), 0)

    def test_the_thresholds_are_about_suites_and_tactics_there_are(self):
        listed = subprocess.run([LOCKSTEP, "simulate", "--list"], capture_output=True, text=True, check=True).stdout
        rows = gate.read_thresholds(ROOT / "eval" / "thresholds.csv")
        self.assertGreater(len(rows), 20)
        self.assertEqual(len(rows), len({(r["form"], r["suite"], r["figure"], r["bound"]) for r in rows}))
        for row in rows:
            self.assertIn(row["form"], ("small", "full"))
            self.assertIn(row["suite"], gate.SUITES)
            self.assertIn(row["bound"], ("min", "max"))
            float(row["value"])
            parts = row["figure"].split(".")
            if "by_tactic" in parts:
                self.assertIn(f"\n  {parts[parts.index('by_tactic') + 1]} ", listed)

    def test_a_suite_runs_from_seed_to_figures(self):
        gate.SUITES["tiny"] = ("burst", [], (1, 6000), None)
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            out = pathlib.Path(folder)
            evaluation = gate.run_suite(LOCKSTEP, "tiny", "small", 1, 1, out)
            self.assertFalse((out / "tiny" / "1" / "posts.jsonl").exists())
        self.assertEqual(evaluation["runs"], 1)
        self.assertIsNotNone(gate.figure(evaluation, "all.by_tactic.copy-burst.recall"))


if __name__ == "__main__":
    unittest.main()
