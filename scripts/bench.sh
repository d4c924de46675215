#!/usr/bin/env bash
# The benchmark of every room, then the whole program on a million posts.
set -euo pipefail
for bench in build/release/bench_*; do
  echo "== $(basename "$bench")"
  "$bench" --benchmark_enable_random_interleaving=true
done
out=out/bench
mkdir -p "$out"
[ -s "$out/posts.jsonl" ] || build/release/lockstep simulate --scenario quickstart --seed 1 --posts 1000000 -o "$out"
echo "== replay of a million posts"
build/release/lockstep replay "$out/posts.jsonl" --alerts "$out/alerts.jsonl"
