#!/usr/bin/env python3
"""Posts of one campaign of hundreds of accounts among 60,000 others, in order of time, on standard output.

The campaign sends one page a wave, each member through a short link of its own at one redirector, half a second
apart, in another order each time. docs/BENCHMARK.md, "Large campaigns".
"""
import argparse
import json
import random

DAY, OTHERS, POSTS = 43_200, 60_000, 150_000


def post(account, number, words, page, device, redirects=None):
    link = {"url": page, **({"redirects": redirects} if redirects else {})}
    return {"platform": "x", "post_id": number, "author": {"id": account}, "text": " ".join(words), "urls": [link],
            "infra": {"device_id": device}}


def stream(accounts, waves, copied, chance):
    vocabulary = ["".join(chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(chance.randrange(3, 9)))
                  for _ in range(3000)]

    def words():
        return [chance.choice(vocabulary) for _ in range(20)]

    for i in range(POSTS):
        who = chance.randrange(OTHERS)
        page = f"https://n{chance.randrange(400)}.example/{chance.randrange(9000)}"
        yield chance.random() * DAY, post(f"other{who}", f"o{i}", words(), page, f"device{who}")
    for wave in range(waves):
        text = words()
        for place, who in enumerate(chance.sample(range(accounts), accounts)):
            yield (3000 * (wave + 1) + place / 2,
                   post(f"member{who}", f"m{wave}-{who}", text if copied else words(),
                        f"https://via.example/{who}-{wave}", f"own{who}",
                        [f"https://pushed{wave}.example/page"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("accounts", type=int)
    parser.add_argument("--waves", type=int, default=12)
    parser.add_argument("--copied", action="store_true", help="the members' words are the same, too")
    parser.add_argument("--seed", type=int, default=5)
    arguments = parser.parse_args()
    posts = sorted(stream(arguments.accounts, arguments.waves, arguments.copied, random.Random(arguments.seed)),
                   key=lambda timed: timed[0])
    for seconds, one in posts:
        ms = int(1000 * seconds)
        clock = f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
        one["created_at"] = f"2026-01-05T{clock}Z"
        print(json.dumps(one))


if __name__ == "__main__":
    main()
