#!/usr/bin/env bash
# The phone's memory is compared with the model's need before anything is sent.
. "$(dirname "$0")/../support/lab.sh"
memory() { printf 'MemTotal: %d kB\nMemAvailable: %d kB\n' "$1" "$2" >"$scratch/meminfo"; }

memory 60000 40000
start_phone MEMORY01 --memory "$scratch/meminfo"
expect_exit 0 quick_run --dry-run
expect_text "memory   about 0."
[[ $(edgebench "${quick[@]}" --dry-run --json | jq .memory_bytes) -gt 65000000 ]] || die "the estimate is less than the weights"

# Less in all than the model needs: no trial could ever be admitted.
expect_exit 3 quick_run
expect_text "demo needs about 0."
expect_text "GiB in all"
[[ -z $(on_phone MEMORY01 "ls /data/local/tmp/edgebench/blobs") ]] || die "something was uploaded"

# Less now: it is said, and the trials wait until there is enough.
memory 8000000 40000
"$bin/edgebench" "${quick[@]}" >"$scratch/out" 2>&1 &
run=$!
until_true grep -q "the trials wait for the memory" "$scratch/out"
until_true grep -q "available memory: .* is below" "$scratch/out"
memory 8000000 7000000
wait "$run" || die "the run failed: $(<"$scratch/out")"
