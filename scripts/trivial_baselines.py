#!/usr/bin/env python3
"""What the simplest rules reach on the same posts: a detector that does not beat them clearly is none.

  posts        rank accounts by their number of posts
  fixed window rank accounts by how often they touched the same repost target or link within 60 s of one
               other account: the rule of many published tools

Prints average precision, and precision and recall where the rule is usually cut. TRUTH is a CSV with the
columns account and campaign ("-" = organic), or account and label with --positive LABEL.
"""
import argparse
import collections
import csv
import gzip
import json
from datetime import datetime

WINDOW_S, REPEATS = 60, 5


def read_truth(path, positive):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    if positive:
        return {row["account"]: row["label"] == positive for row in rows}
    return {row["account"]: row["campaign"] != "-" for row in rows}


def read_posts(path):
    """(account, time, keys) of every post, in order of time."""
    opened = gzip.open if path.endswith(".gz") else open
    posts = []
    with opened(path, "rt") as file:
        for line in file:
            post = json.loads(line)
            keys = [("repost", post["repost_of"])] if post.get("repost_of") else []
            for url in post.get("urls", []):
                keys.append(("url", url if isinstance(url, str) else url.get("expanded") or url["url"]))
            at = datetime.fromisoformat(post["created_at"].replace("Z", "+00:00")).timestamp()
            posts.append((f"{post['platform']}:{post['author']['id']}", at, keys))
    return sorted(posts, key=lambda post: post[1])


def count_posts(posts):
    return collections.Counter(account for account, _, _ in posts)


def count_repeats(posts):
    """Of each account: in how many keys it met its most frequent partner within the window."""
    recent = collections.defaultdict(collections.deque)
    met = collections.defaultdict(set)
    for account, at, keys in posts:
        for key in keys:
            others = recent[key]
            while others and at - others[0][1] > WINDOW_S:
                others.popleft()
            for other, _ in others:
                if other != account:
                    met[min(account, other), max(account, other)].add(key)
            others.append((account, at))
    best = collections.Counter()
    for pair, keys in met.items():
        for account in pair:
            best[account] = max(best[account], len(keys))
    return best


def average_precision(scores, truth):
    """Accounts of equal score enter together."""
    groups = collections.defaultdict(lambda: [0, 0])
    for account, right in truth.items():
        score = scores.get(account, 0)
        if score > 0:
            groups[score][0] += right
            groups[score][1] += 1
    hits = seen = total = 0
    for score in sorted(groups, reverse=True):
        hits += groups[score][0]
        seen += groups[score][1]
        total += groups[score][0] * hits / seen
    return total / max(1, sum(truth.values()))


def cut(scores, truth, least):
    flagged = [account for account in truth if scores.get(account, 0) >= least]
    hits = sum(truth[account] for account in flagged)
    return hits / max(1, len(flagged)), hits / max(1, sum(truth.values())), len(flagged)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("posts", help="canonical posts, .jsonl or .jsonl.gz")
    parser.add_argument("truth")
    parser.add_argument("--positive", help="the label that counts, of a file with a column `label`")
    arguments = parser.parse_args()
    truth = read_truth(arguments.truth, arguments.positive)
    posts = read_posts(arguments.posts)
    for name, scores, least in (("posts", count_posts(posts), 50), ("fixed window", count_repeats(posts), REPEATS)):
        precision, recall, flagged = cut(scores, truth, least)
        print(f"{name:13} AP {average_precision(scores, truth):.3f}   from {least} on: precision {precision:.3f}, "
              f"recall {recall:.3f}, {flagged} accounts")


if __name__ == "__main__":
    main()
