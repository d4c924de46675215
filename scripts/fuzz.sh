#!/usr/bin/env bash
# Fuzzes every byte door for the given number of seconds: each adapter, and the framing. New inputs go to build/, never to the
# repository; a finding stops the run and leaves its input in build/fuzz-findings.
set -euo pipefail
seconds=$1
cmake --preset fuzz >/dev/null
mkdir -p build/fuzz-findings
fuzz() { # target door
  mkdir -p "build/fuzz-corpus/$2"
  echo "== $1 ${LOCKSTEP_FUZZ_ADAPTER:-}, $seconds s"
  "build/fuzz/$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
    -artifact_prefix=build/fuzz-findings/ -print_final_stats=1 "build/fuzz-corpus/$2" "fuzz/corpus/${1%_fuzz}"
}

cmake --build build/fuzz --target adapters_fuzz framing_fuzz
fuzz framing_fuzz framing
for folder in src/normalize/adapters/*/; do
  adapter=$(basename "$folder")
  LOCKSTEP_FUZZ_ADAPTER=${adapter//_/-} fuzz adapters_fuzz "$adapter"
done
