#!/usr/bin/env bash
# The main job on the embedded default: posts in, alerts out, no broker.
set -euo pipefail
lockstep=$1
out=${2:-out/demo}
mkdir -p "$out"

echo "== 20,000 simulated posts, two planted campaigns among ordinary accounts"
"$lockstep" simulate --scenario quickstart --seed 1 --posts 20000 -o "$out"
echo
echo "== what Lockstep finds"
"$lockstep" replay "$out/posts.jsonl" --alerts "$out/alerts.jsonl" --stix "$out/bundles.jsonl" \
  --report "$out/report.html" --print
echo "== held against the truth"
"$lockstep" evaluate --alerts "$out/alerts.jsonl" --truth "$out/truth.csv" --truth-posts "$out/truth_posts.csv"
echo
echo "posts    $out/posts.jsonl"
echo "alerts   $out/alerts.jsonl   one JSON object per alert version (docs/ALERTS.md)"
echo "report   $out/report.html    the same for people; one in plain text: lockstep explain $out/alerts.jsonl"
echo "bundles  $out/bundles.jsonl  the same alerts in STIX 2.1"
