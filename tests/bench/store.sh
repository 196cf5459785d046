#!/usr/bin/env bash
# usage: tests/bench/store.sh build/release/bin [ATTEMPTS]
# The results database with many attempts: time to insert one, to read both views whole, and to show the last trial.
. "$(dirname "$0")/../support/lab.sh"
echo "conditions: $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), SQLite $(sqlite3 --version | cut -d' ' -f1)"
"$bin/edgebench-bench-store" "$scratch/results.db" "${2:-100000}"
begin=$(date +%s%N)
edgebench show last --db "$scratch/results.db" >/dev/null
awk -v ms=$((($(date +%s%N) - begin) / 1000000)) 'BEGIN { printf "edgebench show last: %d ms\n", ms }'
