#!/usr/bin/env bash
# The link is up and nothing comes through it: each wait ends with what to do, and what was begun goes on when the phone answers again.
. "$(dirname "$0")/../support/lab.sh"
start_phone STALLED1
control STALLED1 "slow 30000000" >/dev/null
"$bin/edgebench" "${quick[@]}" >"$scratch/out" 2>&1 &
run=$!
until_true grep -q "upload demo-q4_k_m.gguf" "$scratch/out"
control STALLED1 freeze >/dev/null
until_true grep -q "waiting for the phone" "$scratch/out"
grep -q "for 20 s; waiting for the phone" "$scratch/out" || die "not after its deadline: $(cat "$scratch/out")"
control STALLED1 thaw >/dev/null
control STALLED1 "slow 0" >/dev/null
wait "$run" || die "the run did not go on: $(cat "$scratch/out")"
expect_equal "$(sql 'select count(*) from results')" "$(sql 'select count(*) from slot')" "filled slots"

expect_exit 0 quick_run --new --detached
control STALLED1 freeze >/dev/null
expect_exit 3 edgebench collect
expect_text "no answer for 10 s"
expect_text "hint:"
control STALLED1 thaw >/dev/null
ended() { on_phone STALLED1 "grep -qa plan_end /data/local/tmp/edgebench/plans/*/journal"; }
until_true ended
expect_exit 0 edgebench collect
expect_equal "$(sql 'select count(*) from results')" "$(sql 'select count(*) from slot')" "filled slots"
