#!/usr/bin/python3
"""Runs tests/kafka/*_test.py, several files at a time, each with a broker and ports of its own.

usage: test_kafka.py BINARY [NAME...]        NAME: live, snapshot, ... (all that take minutes)
environment: KAFKA_JOBS (3) at a time; KAFKA_PORT (19092) of the first, each next one's is 10 higher;
SEED (random, printed) of what is left to chance; what else a file says it takes

They mostly wait: for brokers to come back, for sessions to run out. One line a file; what a file
printed is in build/kafka/<name>_test.log, and is shown if it failed.
"""
import concurrent.futures
import os
import pathlib
import queue
import random
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
LOGS = ROOT / "build/kafka"
JOBS = int(os.environ.get("KAFKA_JOBS", "3"))
PORT = int(os.environ.get("KAFKA_PORT", "19092"))
PORTS_EACH = 10  # five are used
ONLY_IF_ASKED = ("memory",)  # an hour
LONGEST_FIRST = ("memory", "live", "snapshot", "together", "conditions", "normalize")


def run(binary, name, ports):
    """Whether it passed."""
    port, begin, log = ports.get(), time.monotonic(), LOGS / f"{name}_test.log"
    try:
        with open(log, "wb") as out:
            code = subprocess.run([ROOT / f"tests/kafka/{name}_test.py", binary], stdout=out, stderr=out,
                                  env={**os.environ, "KAFKA_PORT": str(port)}, check=False).returncode
    finally:
        ports.put(port)
    said = log.read_text(errors="replace")
    print(f"{name:<12}{time.monotonic() - begin:6.0f} s  {'passed' if code == 0 else 'FAILED'}", flush=True)
    if code != 0:
        print(said, flush=True)
    return code == 0


def main():
    binary, *names = sys.argv[1:]
    every = [f.name.removesuffix("_test.py") for f in (ROOT / "tests/kafka").glob("*_test.py")]
    names = names or [n for n in every if n not in ONLY_IF_ASKED]
    names.sort(key=lambda n: (LONGEST_FIRST.index(n) if n in LONGEST_FIRST else len(LONGEST_FIRST), n))
    seed = os.environ.setdefault("SEED", str(random.SystemRandom().randrange(1 << 32)))
    print(f"{len(names)} files, {JOBS} at a time, SEED={seed}", flush=True)
    LOGS.mkdir(parents=True, exist_ok=True)
    ports = queue.SimpleQueue()
    for job in range(JOBS):
        ports.put(PORT + PORTS_EACH * job)
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        passed = list(pool.map(lambda name: run(binary, name, ports), names))
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main()
