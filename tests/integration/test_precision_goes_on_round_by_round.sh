#!/usr/bin/env bash
# --precision adds a round when the last one was not enough. Here no trial can have a valid energy, so it gives up after three; cancelled
# in the second, the same command goes on there and measures nothing twice.
. "$(dirname "$0")/../support/lab.sh"
start_phone ROUNDS01
measure=(run --model demo --quant q4_k_m --threads 1 --idle 0.5 --output-tokens 16 --prompts demo --precision 5%)

expect_exit 2 edgebench "${measure[@]}" --detached
expect_text "--detached"
expect_exit 2 edgebench "${measure[@]}" --precision 5
expect_text "--precision 5%"
expect_exit 0 edgebench "${measure[@]}" --dry-run
expect_text "5 trials"
expect_text "until its energy is known to ± 5 %, at most 60 repetitions"

"$bin/edgebench" "${measure[@]}" >"$scratch/out" 2>&1 &
run=$!
until_true grep -q 'after 1 repetition' "$scratch/out"
until_true sh -c "sed '1,/after 1 repetition/d' '$scratch/out' | grep -q '^trial 2 of 5: finished'"
kill -INT "$run"
wait "$run" || true
expect_equal "$(sql 'select count(*) from study')" 1 studies
(($(sql 'select count(*) from results') >= 7)) || die "not kept: $(cat "$scratch/out")"

expect_exit 0 edgebench "${measure[@]}"
expect_text "resuming study"
expect_text "no trial has a valid energy"
expect_equal "$(sql 'select count(*) from study')" 1 studies
expect_equal "$(sql 'select count(*) from slot')" 15 slots
expect_equal "$(sql 'select count(*) from results')" 15 "filled slots"
expect_equal "$(sql "select count(*) from attempts where outcome = 'finished'")" 15 "finished trials"
expect_equal "$(sql 'select stopped from cells')" no_energy "why the cell stopped"
