#!/usr/bin/env bash
# Fuzzes every target for the given number of seconds. New inputs go to build/, never to the
# repository; a finding stops the run and leaves its input in build/fuzz-findings.
set -euo pipefail
seconds=$1
cmake --preset fuzz >/dev/null
mkdir -p build/fuzz-findings
for source in fuzz/*_fuzz.cpp; do
  target=$(basename "$source" .cpp)
  door=${target%_fuzz}
  cmake --build build/fuzz --target "$target"
  mkdir -p "build/fuzz-corpus/$door"
  echo "== $target, $seconds s"
  "build/fuzz/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
    -artifact_prefix=build/fuzz-findings/ -print_final_stats=1 "build/fuzz-corpus/$door" "fuzz/corpus/$door"
done
