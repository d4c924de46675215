#!/usr/bin/env bash
# The Debian packages that hold the shared libraries of a program, one a line.
set -euo pipefail
ldd "$1" | awk '/=> \//{print $3}' | while read -r library; do
  file=$(realpath "$library")
  # A merged /usr: the package may name the file without it.
  { dpkg -S "$file" 2>/dev/null || dpkg -S "${file#/usr}"; } | head -n 1 | cut -d: -f1
done | sort -u
