#!/usr/bin/python3
"""What `detect` costs alone and behind normalisers: CPU seconds (user + system) for the same posts, by role,
and the size of the topics, against a real Kafka (scripts/kafka.sh).

usage: roles.py BINARY [POSTS [SCENARIO]]
"""
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests/kafka"))
from cluster import ADMIN_PORT, BINARY, PORT, Feeder, create_topic, kafka, metric, write_config  # noqa: E402

POSTS = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
SCENARIO = sys.argv[2] if len(sys.argv) > 2 else "tactics"
PARTITIONS = 4
ADMIN = f"127.0.0.1:{ADMIN_PORT}"


def config(folder, name, source):
    path = folder / f"{name}.yaml"
    write_config(path, name, [("raw", "canonical")], f"{name}.json", f"{name}.stix", f"{name}.decisions", admin=ADMIN)
    text = path.read_text().replace("live:\n", f"live:\n  input: {source}\n  threads: 1\n", 1)
    path.write_text(text)
    return path


def run(path, role, log):
    """CPU and wall seconds until all records were taken up and it was told to stop."""
    begin = time.monotonic()
    with open(log, "wb") as errors:
        process = subprocess.Popen([BINARY, "run", "--config", path, "--role", role], stderr=errors)
        while metric("lockstep_records_total") < POSTS:
            time.sleep(0.2)
        wall = time.monotonic() - begin
        process.terminate()
        _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, log.read_text()[-2000:]
    return usage.ru_utime, usage.ru_stime, wall


def bytes_of(topic):
    data = pathlib.Path(os.environ.get("KAFKA_DATA", f"build/kafka/data-{PORT}"))
    return sum(f.stat().st_size for f in data.rglob("*.log") if f.parent.name.rpartition("-")[0] == topic)


def main():
    kafka("wipe")
    kafka("start")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([BINARY, "simulate", "--scenario", SCENARIO, "--seed", "3", "--posts", str(POSTS),
                        "-o", folder], check=True, capture_output=True)
        create_topic("raw", PARTITIONS)
        feeder = Feeder()
        count = 0
        for line in open(folder / "posts.jsonl", "rb"):
            post = json.loads(line)
            if count == POSTS:
                break
            at = post["created_at"]
            ms = int(datetime.datetime.fromisoformat(at.replace("Z", "+00:00")).timestamp() * 1000)
            feeder.send("raw", count % PARTITIONS, line.rstrip(b"\n"), ms)
            count += 1
        feeder.flush()
        print(f"{count} posts, {bytes_of('raw') / count:.0f} bytes each on the raw topic, uncompressed", flush=True)
        rows = []
        for what, name, source, role in (("detect alone", "alone", "raw", "detect"),
                                         ("normalize", "behind", "normalized", "normalize"),
                                         ("detect behind it", "behind", "normalized", "detect")):
            user, system, wall = run(config(folder, name, source), role, folder / f"{name}-{role}.log")
            rows.append((what, user + system))
            print(f"{what}: {user:.1f} s user + {system:.1f} s system, {wall:.1f} s wall, "
                  f"{(user + system) / count * 1e6:.2f} us a post", flush=True)
        normalized = bytes_of("social.posts.normalized.v1.raw")
        print(f"the normalised topic: {normalized / count:.0f} bytes a post, lz4")
        print(f"detect is spared {100 * (1 - rows[2][1] / rows[0][1]):.0f} % of its CPU")
    kafka("wipe")


if __name__ == "__main__":
    main()
