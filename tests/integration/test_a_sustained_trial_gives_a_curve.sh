#!/usr/bin/env bash
# Requests back to back give speed, power and temperature by the minute, in JSON, in `show` and in the database; the ceiling ends them early.
. "$(dirname "$0")/../support/lab.sh"
start_phone SUSTAIN1
sustained=(run --model demo --quant q4_k_m --threads 1 --idle 1 --output-tokens 60)
json=$(edgebench "${sustained[@]}" --sustained 0.25 --json 2>"$scratch/log") || die "the run failed: $(cat "$scratch/log")"
jq -e '.counts.filled == 1 and (.trials[0] | .finish_reason == "time" and .verdicts.latency.valid and .energy_net_j == null and
       (.sustained.minutes[0] | .requests > 1 and .decode_tps > 1 and .mean_power_w > 1 and .battery_temperature_c > 20 and
        .skin_temperature_c > 20 and .duration_s > 10))' <<<"$json" >/dev/null || die "JSON: $json"
expect_equal "$(sql 'select count(*) from sustained_minute')" 1 minutes
# One inside the window, beside those before and after it.
expect_equal "$(sql "select count(*) from event where kind = 'process_spawned'")" 1 "processes inside the window"
expect_exit 0 edgebench show last
expect_text "requests back to back"

"$bin/edgebench" "${sustained[@]}" --sustained 10 >"$scratch/out" 2>&1 &
run=$!
# Nothing tells the laptop that a window has begun; the engine's processor time does: loading takes less than 2 s of it.
engine_is_at_work() { (($(on_phone SUSTAIN1 "ps -C llama-server -o cputimes=" | grep . || echo 0) > 2)); }
until_true engine_is_at_work
control SUSTAIN1 temp 50 >/dev/null
wait "$run" || die "the run failed: $(cat "$scratch/out")"
output=$(cat "$scratch/out")
expect_text "reached the ceiling"
expect_equal "$(sql "select count(*) from results where finish_reason = 'ceiling'")" 1 "trials that the ceiling ended"
