#!/usr/bin/env bash
# Simulated posts to STIX bundles of every profile, and the bundles to the official validator.
set -euo pipefail
lockstep=$1
out=out/stix
mkdir -p "$out"
cat >"$out/sharing.yaml" <<'YAML'
sharing:
  tlp: {partner: amber, takedown: green, method: red}
  producer: "Harbour Watch"
  statement: "For the working group only."
  deployment_key: "a key of this test alone"
YAML
for seed in 1 2; do
  at=$out/$seed
  "$lockstep" simulate --scenario quickstart --seed $seed --posts 20000 -o "$at" >/dev/null
  config=()
  [ $seed = 1 ] || config=(--config "$out/sharing.yaml")  # once as it comes, once with all that can be set
  "$lockstep" replay "$at/posts.jsonl" "${config[@]}" --alerts "$at/alerts.jsonl" --stix "$at/bundles.jsonl" \
    --stix-partner "$at/bundles.partner.jsonl" --stix-takedown "$at/bundles.takedown.jsonl" 2>"$at/replay.log"
  grep -v '"event":"export"' "$at/replay.log"
  for profile in "" .partner .takedown; do
    [ -s "$at/bundles$profile.jsonl" ] || { echo "no bundle to validate in $at/bundles$profile.jsonl" >&2; exit 1; }
  done
done
python3 scripts/stix_validate.py "$out"/*/bundles*.jsonl
