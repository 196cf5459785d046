#!/usr/bin/env bash
# usage: tests/bench/host.sh build/release/bin
# What the host costs: start-up of `edgebench version`, resident memory in a run.
. "$(dirname "$0")/../support/lab.sh"
start_phone HOST0001
echo "conditions: $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
for ((i = 0; i < 21; ++i)); do
    begin=$(date +%s%N)
    "$bin/edgebench" version >/dev/null
    echo $((($(date +%s%N) - begin) / 1000))
done | sort -n | awk '{ v[NR] = $1 } END { printf "edgebench version: median %.1f ms, worst %.1f ms of %d (asked: under 20 ms)\n", v[11] / 1000, v[NR] / 1000, NR }'
"$bin/edgebench" "${quick[@]}" >"$scratch/log" 2>&1 &
run=$!
peak=0
while hwm=$(awk '/^VmHWM/ { print $2 }' "/proc/$run/status" 2>/dev/null) && [[ $hwm ]]; do
    ((hwm > peak)) && peak=$hwm
    read -rt 0.2 <> <(:) || true
done
wait "$run"
awk -v peak="$peak" 'BEGIN { printf "host: peak resident memory %.1f MiB in a run (asked: 64 MiB)\n", peak / 1024 }'
