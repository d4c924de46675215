#!/usr/bin/env python3
"""Compares `lockstep network` with networks that other tools found in the same table.

    scripts/parity.py build/release/lockstep DATA

DATA holds a table in CooRTweet's long layout with a column `kind` (*_long.csv or .csv.gz) and a
folder `reference/` of edge lists, named by their settings:

    coortweet_<set>_<rows>_tw<seconds>_mp<participation>_ew<quantile>_edges.csv
    toolkit_<set>_<rows>_colink_tw<seconds>_w<min weight>_edges.csv

<rows> is a kind, or a prefix of account ids in front of one ("fburl": kind url, accounts fb*).
Prints a line a file and exits 1 if any edge, weight, mean delay (to 1e-6) or threshold mark differs.
"""
import csv
import gzip
import pathlib
import re
import subprocess
import sys
import tempfile
import time

COORTWEET = re.compile(r"coortweet_[a-z]+_(?P<rows>[a-z]+)_tw(?P<tw>\d+)_mp(?P<mp>\d+)_ew(?P<ew>[\d.]+)_edges")
TOOLKIT = re.compile(r"toolkit_[a-z]+_(?P<rows>[a-z]+)_colink_tw(?P<tw>\d+)_w(?P<w>\d+)_edges")
SIGNAL = {"url": "url", "domain": "domain", "hashtag": "hashtags", "image": "media"}


def open_text(path):
    return gzip.open(path, "rt", newline="") if path.suffix == ".gz" else open(path, newline="")


def with_prefix(table, prefix, folder):
    """The table without accounts that do not begin with `prefix`."""
    if not prefix:
        return table
    out = pathlib.Path(folder) / f"{prefix}.csv"
    with open_text(table) as source, open(out, "w", newline="") as target:
        rows = csv.DictReader(source)
        writer = csv.DictWriter(target, rows.fieldnames)
        writer.writeheader()
        writer.writerows(r for r in rows if r["account_id"].startswith(prefix))
    return out


def settings(reference):
    """(kind, account prefix, options) from a file name, or None."""
    directed = TOOLKIT.fullmatch(reference.stem)
    found = directed or COORTWEET.fullmatch(reference.stem)
    if not found:
        return None
    kind = next((k for k in SIGNAL if found["rows"].endswith(k)), None)
    if kind is None:
        return None
    options = ["--window", found["tw"] + "s"]
    if directed:
        options += ["--directed", "--min-weight", found["w"]]
    else:
        options += ["--min-participation", found["mp"], "--edge-weight-quantile", found["ew"]]
    return kind, found["rows"].removesuffix(kind), options


def read_edges(path):
    """{(account, account): (weight, mean delay, mark)}"""
    edges = {}
    with open(path, newline="") as source:
        for row in csv.DictReader(source):
            if "source" in row:
                edges[row["source"], row["target"]] = int(row["weight"]), 0.0, None
                continue
            pair = tuple(sorted((row["account_1"], row["account_2"])))
            mark = row.get("weight_threshold", row.get("above_threshold"))
            edges[pair] = int(row["weight"]), float(row["avg_time_delta"]), mark
    return edges


def compare(binary, table, reference, folder):
    kind, prefix, options = settings(reference)
    source = with_prefix(table, prefix, folder)
    out = pathlib.Path(folder) / "edges.csv"
    start = time.perf_counter()
    subprocess.run([binary, "network", source, "--format", "csv-coortweet", "--signal", SIGNAL[kind],
                    *options, "-o", out], check=True, stderr=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    want, got = read_edges(reference), read_edges(out)
    same = want.keys() == got.keys()
    both = want.keys() & got.keys()
    weights = same and all(want[e][0] == got[e][0] for e in both)
    delays = same and all(abs(want[e][1] - got[e][1]) <= 1e-6 for e in both)
    marks = same and all(want[e][2] == got[e][2] for e in both)
    words = {True: "equal", False: "DIFFER"}
    print(f"{reference.name}: {len(want)} edges {words[same]} ({len(got)} found), weights {words[weights]}, "
          f"mean delays {words[delays]}, marks {words[marks]}; {seconds:.2f} s")
    for edge in sorted(want.keys() ^ got.keys())[:5]:
        print(f"  only in {'reference' if edge in want else 'ours'}: {edge}")
    return bool(want) and same and weights and delays and marks


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    binary, data = sys.argv[1], pathlib.Path(sys.argv[2])
    tables = sorted(data.glob("*_long.csv*"))
    references = [f for f in sorted((data / "reference").glob("*.csv")) if settings(f)]
    if not tables or not references:
        print(f"{data}: no *_long.csv[.gz] or no reference/*_edges.csv", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        results = [compare(binary, tables[0], reference, folder) for reference in references]
    print(f"{sum(results)} of {len(results)} equal")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
