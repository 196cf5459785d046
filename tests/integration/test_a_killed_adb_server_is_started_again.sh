#!/usr/bin/env bash
. "$(dirname "$0")/../support/lab.sh"
start_phone ADBGONE1
quick_run >"$scratch/out" 2>&1 &
run=$!
until_true sh -c "grep -q 'trial' '$scratch/out'"
adb kill-server
connect ADBGONE1
wait "$run" || die "the run did not survive: $(cat "$scratch/out")"
expect_equal "$(sql "select count(*) from attempts where outcome = 'finished'")" "$(sql 'select count(*) from slot')" "finished attempts"
