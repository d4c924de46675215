#!/usr/bin/env python3
"""What is asked for in error: said before anything is read or written, and nothing is lost by it."""
import gzip
import subprocess
import unittest

from command_case import BINARY, QuickstartCase, run


class Usage(QuickstartCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alerts = cls.dir / "alerts.jsonl"
        run("replay", cls.posts, "--alerts", cls.alerts)
        for name in ("link.jsonl", "link.csv"):
            (cls.dir / name).symlink_to(cls.posts)

    def refused(self, *arguments, code=2):
        done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, cwd=self.dir)
        self.assertEqual(done.returncode, code, (arguments, done.stderr))
        return done.stderr

    def test_no_command_writes_over_what_it_reads(self):
        posts, alerts = self.posts, self.alerts
        truth, simulation = self.dir / "truth.csv", self.dir / "simulation.json"
        letters, partial = self.dir / "b.json.dlq.jsonl", self.dir / "b.json.partial"
        for path in (letters, partial):
            path.write_bytes(posts.read_bytes())
        before = {path: path.read_bytes() for path in (posts, alerts, truth, simulation, letters, partial)}
        for arguments in (["replay", posts, "--alerts", posts],
                          ["replay", posts, "--alerts", "link.jsonl"],
                          ["replay", posts, "--alerts", "out.jsonl", "--dlq", "./posts.jsonl"],
                          ["replay", partial, "--alerts", "b.json"],
                          ["replay", posts, "--format", f"mapping:{truth}", "--alerts", truth],
                          ["baseline", posts, "--format", f"mapping:{truth}", "-o", truth],
                          ["hunt", posts, "--format", f"mapping:{truth}", "-o", truth],
                          ["network", posts, "--format", f"mapping:{truth}", "-o", truth],
                          ["baseline", posts, "-o", posts],
                          ["network", posts, "-o", "link.csv"],
                          ["hunt", posts, "-o", posts],
                          ["hunt", posts, "--dlq", posts],
                          ["hunt", posts, "--erased", alerts, "-o", alerts],
                          ["network", posts, "--erased", "link.csv", "-o", "link.csv"],
                          ["investigate", posts, "--seed", "x:1", "-o", posts],
                          ["report", alerts, "-o", alerts],
                          ["graph", alerts, "-o", alerts],
                          ["compare", alerts, alerts, "--json", alerts],
                          ["baseline", letters, "-o", "b.json"],
                          ["baseline", posts, "-o", "b.json", "--dlq", posts],
                          ["evaluate", "--run", ".", "--json", simulation],
                          ["evaluate", "--run", ".", "--json", truth],
                          ["tune", "--run", ".", "--json", truth],
                          ["tune", "--run", ".", "--yaml", alerts],
                          ["evidence", "export", alerts, "--alert", "cib-0", "-o", alerts]):
            with self.subTest(arguments=arguments):
                self.assertIn("would be written over while it is read", self.refused(*arguments))
        for path, content in before.items():
            self.assertEqual(path.read_bytes(), content)

    def test_two_outputs_are_two_files(self):
        self.assertIn("is asked for twice", self.refused("replay", self.posts, "--alerts", "a", "--stix", "./a"))
        self.assertFalse((self.dir / "a").exists())
        done = subprocess.run([BINARY, "replay", self.posts, "--alerts", "/dev/null", "--stix", "/dev/null"],
                              capture_output=True, cwd=self.dir)
        self.assertEqual(done.returncode, 0)

    def test_standard_input_and_output_are_one_each(self):
        posts, alerts, truth = self.posts, self.alerts, self.dir / "truth.csv"
        for arguments in (["replay", "-", "-"],
                          ["replay", "-", "--watchlist", "-"],
                          ["compare", "-", "-"],
                          ["evaluate", "--alerts", "-", "--truth", "-"],
                          ["graph", "-", "-", "-o", "g.graphml"],
                          ["evidence", "export", "-", "--alert", "cib-0", "-o", "e.tar", "--verify", "-"]):
            with self.subTest(arguments=arguments):
                self.assertIn("standard input is asked for twice", self.refused(*arguments))
        for arguments in (["replay", posts, "--alerts", "-", "--stix", "-"],
                          ["hunt", posts, "-o", "-", "--dlq", "-"],
                          ["tune", "--alerts", alerts, "--verdicts", truth, "--json", "-", "--yaml", "-"]):
            with self.subTest(arguments=arguments):
                self.assertIn("standard output is asked for twice", self.refused(*arguments))

    def test_options_out_of_range(self):
        for option, value in (("--threads", "257"), ("--threads", "-1"), ("--max-rejected", "nan"),
                              ("--max-rejected", "-0.1"), ("--max-rejected", "1.1")):
            for command in (["replay"], ["baseline", "-o", "b"], ["hunt"]):
                with self.subTest(option=option, value=value, command=command):
                    self.assertIn(option, self.refused(*command, self.posts, option, value))
        late, early = "2026-01-06T00:00:00Z", "2026-01-05T00:00:00Z"
        for command in ("replay", "hunt"):
            for since in (late, early):
                self.assertIn("is not before", self.refused(command, self.posts, "--from", since, "--to", early))
        self.assertIn(".gexf", self.refused("network", self.posts, "-o", "x.gexf"))

    def test_numbers_that_would_let_everything_through(self):
        most = str(2 ** 32)
        compare, network = ["compare", self.alerts, self.alerts], ["network", self.posts]
        evaluate = ["evaluate", "--alerts", self.alerts, "--truth", self.dir / "truth.csv"]
        hunt, investigate = ["hunt", self.posts], ["investigate", self.posts, "--seed", "account:x:1"]
        cases = [(compare, ("--max-new", "--max-gone", "--max-changed"), ("-1", "1.5", "0x10", "1e3", "", "2" * 20)),
                 (compare, ("--confidence-tolerance",), ("nan", "-1", "inf", "101", "x")),
                 (evaluate, ("--min-precision", "--min-recall"), ("nan", "-nan", "-0.1", "1.1")),
                 (evaluate, ("--posts",), ("-1", "nan")),
                 (["tune"], ("--expected-share",), ("nan", "0", "1")),
                 (network, ("--min-participation",), ("-1", most)),
                 (network, ("--min-weight",), ("-1", "nan")),
                 (network, ("--edge-weight-quantile",), ("nan", "-0.5")),
                 (hunt, ("--min-score", "--domain-growth", "--max-entropy"), ("nan", "-1", "inf")),
                 (hunt, ("--top", "--min-new-accounts", "--min-domain-accounts", "--min-synchronised",
                         "--min-media-accounts", "--min-chain-accounts", "--min-replies"), ("-1", "0", most)),
                 (investigate, ("--min-score",), ("nan", "-1")),
                 (investigate, ("--depth", "--min-shared", "--popular", "--max-accounts", "--max-objects",
                                "--max-remembered", "--top"), ("-1", "2" * 20)),
                 (["explain", self.alerts, "--alert", "x"], ("--version",), ("-1", "0", most)),
                 (["evidence", "export", self.alerts, "--alert", "x", "-o", "y"], ("--version",), ("-1", "0", most)),
                 (["report", self.alerts, "-o", "y"], ("--campaigns",), ("-1", "1001")),
                 (["simulate", "--list"], ("--seed",), ("-1", "nan")),
                 (["simulate", "--list"], ("--posts",), ("-1", "0")),
                 (["simulate", "--list"], ("--days", "--prevalence", "--sample"), ("nan", "-1"))]
        for command, options, values in cases:
            for option in options:
                for value in values:
                    with self.subTest(command=command[0], option=option, value=value):
                        said = self.refused(*command, option, value)
                        self.assertIn(option, said)
                        self.assertNotRegex(said, r"\d{40}")
        done = subprocess.run([BINARY, *map(str, compare), "--max-gone", "010"], capture_output=True, cwd=self.dir)
        self.assertEqual(done.returncode, 0)

    def test_exit_codes_are_the_same_for_every_command(self):
        posts, alerts = self.posts, self.alerts
        (self.dir / "unknown.yaml").write_text("nonsense: 1\n")
        (self.dir / "odd.jsonl").write_text('{"a": 1}\n')
        (self.dir / "folder").mkdir()
        (self.dir / "cut.gz").write_bytes(gzip.compress(posts.read_bytes())[:100_000])
        seed, nowhere = ["--seed", "account:x:1"], "absent/out.csv"
        for code, arguments in ((5, ["baseline", "kafka://127.0.0.1:1/t", "-o", "b"]),
                                (5, ["evaluate", "--alerts", "kafka://127.0.0.1:1/t", "--truth", "truth.csv"]),
                                (2, ["replay", "odd.jsonl", "--format", "canonical", "--dlq", "absent/d"]),
                                (2, ["hunt", "odd.jsonl", "--format", "canonical", "--dlq", "absent/d"]),
                                (4, ["baseline", "cut.gz", "-o", "b"]),
                                (4, ["network", "cut.gz", "-o", "n.csv"]),
                                (4, ["replay", "cut.gz", "--alerts", "r"]),
                                (4, ["hunt", "cut.gz"]),
                                (3, ["network", posts, "--config", "unknown.yaml", "-o", "n.csv"]),
                                (3, ["graph", alerts, "--config", "unknown.yaml", "-o", "g.graphml"]),
                                (3, ["baseline", posts, "--config", "unknown.yaml", "-o", "b"]),
                                (3, ["replay", posts, "--config", "unknown.yaml"]),
                                (3, ["hunt", posts, "--config", "unknown.yaml"]),
                                (3, ["investigate", posts, *seed, "--config", "unknown.yaml"]),
                                *((2, [command, odd, *more, *options])
                                  for command, *more in (["replay"], ["hunt"], ["baseline", "-o", "b"],
                                                         ["network", "-o", "n.csv"], ["investigate", *seed])
                                  for odd, *options in (["absent.jsonl"], ["folder"], ["odd.jsonl"],
                                                        [posts, "--format", "zzz"],
                                                        [posts, "--format", "mapping:folder"])),
                                *((2, [*command, nowhere])
                                  for command in (["hunt", posts, "-o"], ["baseline", posts, "-o"],
                                                  ["network", posts, "-o"], ["investigate", posts, *seed, "-o"],
                                                  ["report", alerts, "-o"],
                                                  ["graph", alerts, "--format", "ndjson", "-o"],
                                                  ["compare", alerts, alerts, "--json"],
                                                  ["evaluate", "--run", ".", "--json"],
                                                  *(["replay", posts, option] for option in
                                                    ("--alerts", "--stix", "--stix-partner", "--stix-takedown",
                                                     "--report"))))):
            with self.subTest(arguments=arguments):
                self.assertNotIn("posts/s", self.refused(*arguments, code=code))
        self.assertEqual([path for path in self.dir.iterdir() if path.suffix == ".partial"], [])

    def test_a_full_disk_behind_standard_output_is_a_failure(self):
        for arguments in (["explain", self.alerts], ["compare", self.alerts, self.alerts], ["version"]):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([BINARY, *map(str, arguments)], stdout=full, stderr=subprocess.PIPE)
            with self.subTest(arguments=arguments):
                self.assertEqual(done.returncode, 1)
                self.assertIn(b"standard output", done.stderr)

    def test_a_configuration_that_says_two_things(self):
        cases = {"graph:\n  gamma: 0.2\n  gamma: 0.3\n": ":3: graph.gamma is set twice",
                 "graph:\n  gamma: 0.2\n---\ngraph:\n": ":4: a second document",
                 "evidence:\n  min_key_cap: 50\n  max_key_cap: 40\n": "min_key_cap 50 is more than max_key_cap 40",
                 "join:\n  hot_key: 100\n  hot_sample: 200\n": "join.hot_sample 200 is more than hot_key 100"}
        for text, complaint in cases.items():
            with self.subTest(text=text):
                (self.dir / "c.yaml").write_text(text)
                self.assertIn(complaint, self.refused("config", "validate", "c.yaml", code=3))
        self.assertIn("is a folder", self.refused("config", "validate", self.dir, code=3))


if __name__ == "__main__":
    unittest.main()
