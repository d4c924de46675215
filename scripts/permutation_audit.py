#!/usr/bin/env python3
"""How many discoveries are false? Replays posts whose authors were permuted, beside the posts as they are.

Authors (with their lines and devices) change places with others of the same platform and language who posted in the
same hour. What was posted when, how much everybody posts and when they are awake stay; who acts with whom becomes
chance. Whatever is still accepted is a false discovery, so that

    realised false-discovery proportion = accepted after the permutation / accepted before

estimates what share of the accepted pairs on the real stream is chance. It says nothing of alerts: a wave of copies
through one redirector is still in the stream, whoever wrote it, and its posts show the clue themselves. Canonical
posts only: other feeds do not say which fields belong to the author.
"""
import argparse
import collections
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

AUTHOR_FIELDS = ("author", "infra", "geo")


def stratum(post):
    return post.get("platform"), post.get("lang"), post.get("created_at", "")[:13]


def permuted(posts, generator):
    """The posts with their authors exchanged within each stratum; in order."""
    strata = collections.defaultdict(list)
    for place, post in enumerate(posts):
        strata[stratum(post)].append(place)
    out = [dict(post) for post in posts]
    for places in strata.values():
        sources = places[:]
        generator.shuffle(sources)
        for place, source in zip(places, sources):
            for field in AUTHOR_FIELDS:
                out[place].pop(field, None)
                if field in posts[source]:
                    out[place][field] = posts[source][field]
    return out


def replay(lockstep, path, folder):
    """Pairs met and accepted, as replay tells them."""
    told = subprocess.run([lockstep, "replay", str(path), "--alerts", str(folder / "alerts.jsonl")], check=True,
                          capture_output=True, text=True).stderr
    met, accepted = map(int, re.search(r"(\d+) pairs met, (\d+) accepted", told).groups())
    return {"pairs met": met, "pairs accepted": accepted}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("lockstep", help="the binary")
    parser.add_argument("posts", type=pathlib.Path, nargs="+", help="canonical posts, one JSON object a line")
    parser.add_argument("--permutations", type=int, default=3)
    parser.add_argument("--limit", type=float, default=0.05, help="largest realised proportion; exit 1 above it")
    arguments = parser.parse_args()

    before, after = collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for path in arguments.posts:
            posts = [json.loads(line) for line in path.open()]
            before.update(replay(arguments.lockstep, path, folder))
            for seed in range(arguments.permutations):
                shuffled = folder / f"permuted-{seed}.jsonl"
                with shuffled.open("w") as file:
                    for post in permuted(posts, random.Random(seed)):
                        file.write(json.dumps(post, ensure_ascii=False) + "\n")
                after.update(replay(arguments.lockstep, shuffled, folder))
    print(f"{'':18}{'as they are':>14}{'permuted, mean':>16}{'proportion':>12}")
    for figure, value in before.items():
        mean = after[figure] / arguments.permutations
        share = f"{mean / value:.4f}" if value else "-"
        print(f"{figure:18}{value:14}{mean:16.1f}{share:>12}")
    realised = after["pairs accepted"] / arguments.permutations / max(1, before["pairs accepted"])
    print(f"realised false-discovery proportion of pairs: {realised:.4f} (at most {arguments.limit} wanted)")
    return 1 if realised > arguments.limit else 0


if __name__ == "__main__":
    sys.exit(main())
