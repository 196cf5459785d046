#!/usr/bin/env bash
# The plan goes on without a host; the results are collected at the next connection, none lost and none twice.
. "$(dirname "$0")/../support/lab.sh"
start_phone LOST0001
quick_run --repetitions 2 >"$scratch/out" 2>&1 &
run=$!
until_true sh -c "grep -q 'trial' '$scratch/out'"
control LOST0001 drop >/dev/null
wait "$run" || die "the run did not survive: $(cat "$scratch/out")"
expect_equal "$(sql 'select count(*) from attempts')" "$(sql 'select count(*) from slot')" attempts
expect_equal "$(sql 'select count(distinct trial) from attempts')" "$(sql 'select count(*) from attempts')" "distinct trials"
