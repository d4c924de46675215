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
printf '%s\n' "$(cat "$out/sharing.yaml")" "  identities: pseudonymous" >"$out/pseudonymous.yaml"

# Everything that a replay makes of simulated posts, and something in each of it.
bundles() {
  local posts=$1 at=$2
  shift 2
  mkdir -p "$at"
  "$lockstep" replay "$posts" "$@" --alerts "$at/alerts.jsonl" --stix "$at/bundles.jsonl" \
    --stix-partner "$at/bundles.partner.jsonl" --stix-takedown "$at/bundles.takedown.jsonl" 2>"$at/replay.log"
  grep -v '"event":"export"' "$at/replay.log"
  for profile in "" .partner .takedown; do
    [ -s "$at/bundles$profile.jsonl" ] || { echo "no bundle to validate in $at/bundles$profile.jsonl" >&2; exit 1; }
  done
}

for seed in 1 2; do
  "$lockstep" simulate --scenario quickstart --seed $seed --posts 20000 -o "$out/posts$seed" >/dev/null
done
# As it comes, with all that can be set, and without names but of what was confirmed.
bundles "$out/posts1/posts.jsonl" "$out/1"
bundles "$out/posts2/posts.jsonl" "$out/2" --config "$out/sharing.yaml"
confirmed=$(grep '"assessment":"coordinated-inauthentic"' "$out/2/alerts.jsonl" | grep -o 'cib-[0-9a-f]*' | head -n 1)
bundles "$out/posts2/posts.jsonl" "$out/3" --config "$out/pseudonymous.yaml" --confirmed "$confirmed"
grep -q '"data_minimisation":"pseudonyms"' "$out/3/bundles.jsonl" || { echo "no bundle without names" >&2; exit 1; }
scripts/check_alerts.py "$out"/*/alerts.jsonl
python3 scripts/stix_validate.py "$out"/*/bundles*.jsonl
