#!/usr/bin/env python3
"""The quality gate: simulate, replay, evaluate, and hold the figures against thresholds.

Each suite is a scenario over a range of seeds nobody tunes on. The figures of a suite are those of
`lockstep evaluate --run ...` over all its seeds. Exit 1 if one is worse than eval/thresholds.csv allows.
"""
import argparse
import concurrent.futures
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLIND = 9000  # seeds from here on are for the gate alone

# name: scenario, further options of simulate, and seeds x posts in the small and in the full form
SUITES = {
    "all": ("all", [], (5, 200_000), (20, 500_000)),
    "tactics": ("tactics", [], (5, 200_000), (10, 300_000)),
    "organic": ("confounders", [], (3, 200_000), (4, 500_000)),
    "readers": ("readers", [], (3, 100_000), (4, 300_000)),
    "large": ("large", [], (2, 500_000), (2, 1_000_000)),
    "no-infra": ("tactics", ["--without", "infra"], None, (4, 300_000)),
    "no-text": ("tactics", ["--without", "text"], None, (4, 300_000)),
    "no-media": ("tactics", ["--without", "media"], None, (4, 300_000)),
    "sample-10": ("tactics", ["--sample", "0.1"], None, (4, 300_000)),
}


def one_run(lockstep, folder, scenario, options, seed, posts):
    """Simulates and replays one seed; the posts are gone afterwards, truth and alerts stay."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([lockstep, "simulate", "--scenario", scenario, "--seed", str(seed), "--posts", str(posts),
                    "-o", str(folder), *options], check=True, capture_output=True)
    subprocess.run([lockstep, "replay", str(folder / "posts.jsonl"), "--alerts", str(folder / "alerts.jsonl"),
                    "--threads", "1"], check=True, capture_output=True)
    (folder / "posts.jsonl").unlink()
    return folder


def run_suite(lockstep, name, form, first_seed, jobs, out):
    scenario, options, small, full = SUITES[name]
    seeds, posts = full if form == "full" else small
    started = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        runs = [pool.submit(one_run, lockstep, out / name / str(first_seed + i), scenario, options,
                            first_seed + i, posts) for i in range(seeds)]
        folders = [str(run.result()) for run in runs]
    report = out / f"{name}.json"
    table = subprocess.run([lockstep, "evaluate", "--run", *folders, "--json", str(report)], check=True,
                           capture_output=True, text=True).stdout
    (out / f"{name}.txt").write_text(table)
    title = f"{name}: {seeds} seeds of {posts:,} posts, scenario {' '.join([scenario, *options])}"
    print(f"== {title} ({time.monotonic() - started:.0f} s)\n\n{table}", flush=True)
    return json.loads(report.read_text())


def figure(evaluation, path):
    """The figure at a dotted path; by_tactic.NAME.FIELD finds the tactic's row. None if it is not there."""
    node = evaluation
    for key in path.split("."):
        if isinstance(node, list):
            node = next((row for row in node if row["tactic"] == key), None)
        elif isinstance(node, dict):
            node = node.get(key)
        if node is None:
            return None
    return node


def judge(thresholds, form, evaluations):
    """Prints every threshold of the suites that ran; the number of those missed."""
    missed = 0
    for row in thresholds:
        if row["form"] != form or row["suite"] not in evaluations:
            continue
        value = figure(evaluations[row["suite"]], row["figure"])
        limit = float(row["value"])
        met = value is not None and (value >= limit if row["bound"] == "min" else value <= limit)
        missed += not met
        shown = "missing" if value is None else f"{value:.3f}"
        print(f"{'ok    ' if met else 'MISSED'} {row['suite']:10} {row['figure']:55} {shown:>9} "
              f"({row['bound']} {row['value']})")
    return missed


def read_thresholds(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("lockstep", help="the binary")
    parser.add_argument("--form", choices=["small", "full"], default="small")
    parser.add_argument("--suites", nargs="*", choices=list(SUITES), help="default: those of the form")
    parser.add_argument("--first-seed", type=int, default=BLIND, help="use others than the blind ones to look closer")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "out" / "eval")
    parser.add_argument("--thresholds", type=pathlib.Path, default=ROOT / "eval" / "thresholds.csv")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    arguments = parser.parse_args()

    names = arguments.suites or [n for n, suite in SUITES.items() if arguments.form == "full" or suite[2]]
    out = arguments.out / arguments.form
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    evaluations = {name: run_suite(arguments.lockstep, name, arguments.form, arguments.first_seed, arguments.jobs, out)
                   for name in names}
    if arguments.first_seed != BLIND:
        return 0
    missed = judge(read_thresholds(arguments.thresholds), arguments.form, evaluations)
    print(f"\n{missed} thresholds missed" if missed else "\nall thresholds met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
