#!/usr/bin/env bash
# Simulated posts to STIX bundles, and the bundles to the official validator.
set -euo pipefail
lockstep=$1
out=out/stix
mkdir -p "$out"
for seed in 1 2; do
  "$lockstep" simulate --scenario quickstart --seed $seed --posts 20000 -o "$out/$seed" >/dev/null
  "$lockstep" replay "$out/$seed/posts.jsonl" --alerts "$out/$seed/alerts.jsonl" --stix "$out/$seed/bundles.jsonl"
  [ -s "$out/$seed/bundles.jsonl" ] || { echo "no bundle to validate" >&2; exit 1; }
done
python3 scripts/stix_validate.py "$out"/*/bundles.jsonl
