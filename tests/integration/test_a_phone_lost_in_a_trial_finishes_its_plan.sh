#!/usr/bin/env bash
# The plan goes on without a host; the results are collected at the next connection, none lost and none twice.
. "$(dirname "$0")/../support/lab.sh"
start_phone LOST0001
begin_run --repetitions 2
control LOST0001 drop >/dev/null
wait "$run" || die "the run did not survive: $(cat "$scratch/out")"
# Reconnecting may disturb a trial: that is one more attempt, never a lost or a doubled one.
expect_equal "$(sql 'select count(*) from results')" "$(sql 'select count(*) from slot')" "filled slots"
expect_equal "$(sql 'select count(distinct trial) from attempts')" "$(sql 'select count(*) from attempts')" "distinct trials"
