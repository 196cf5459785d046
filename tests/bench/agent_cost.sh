#!/usr/bin/env bash
# usage: tests/bench/agent_cost.sh build/release/bin [SECONDS]
# What the agent itself costs: size of the arm64 executable, and memory and processor time while it samples at 10 Hz.
. "$(dirname "$0")/../support/lab.sh"
seconds=${2:-3600}
start_phone COST0001
echo "conditions: $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), one trial with idle windows of $((seconds / 2)) s"
arm64=$bin/edgebench-agent-arm64
[[ ! -f $arm64 ]] || echo "arm64 executable: $(stat -c %s "$arm64") bytes (asked: under 2 MiB, 2097152)"
head -n 1 "$repository/configs/prompts/demo.jsonl" >"$scratch/one.jsonl"
edgebench run --model demo --quant q4_k_m --threads 1 --idle $((seconds / 2)) --output-tokens 60 --prompts "$scratch/one.jsonl" >"$scratch/log" 2>&1 &
run=$!
engine_is_ready() { grep -q "the engine is ready" "$scratch/log"; }
until_true engine_is_ready
until_true agent_of COST0001
ticks() { awk '{ print $14 + $15 }' "/proc/$pid/stat"; }
before=$(ticks) now=$before begin=$(date +%s%N)
peak=0
while kill -0 "$run" 2>/dev/null; do
    now=$(ticks 2>/dev/null || echo "$now")
    hwm=$(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null || echo "$peak")
    ((hwm > peak)) && peak=$hwm
    read -rt 5 <> <(:) || true
done
elapsed=$((($(date +%s%N) - begin) / 1000000))
wait "$run"
awk -v t=$((now - before)) -v hz="$(getconf CLK_TCK)" -v ms="$elapsed" -v peak="$peak" \
    'BEGIN { printf "%.0f s: %.3f %% of one core (asked: 0.5 %%), peak resident memory %.1f MiB (asked: 8 MiB)\n", ms / 1000, 100 * t / hz / (ms / 1000), peak / 1024 }'
