#!/usr/bin/env bash
. "$(dirname "$0")/../support/lab.sh"
start_phone ADBGONE1
begin_run
adb kill-server
connect ADBGONE1
wait "$run" || die "the run did not survive: $(cat "$scratch/out")"
# Reconnecting may disturb a trial: that is one more attempt, never a lost or a doubled one.
expect_equal "$(sql 'select count(*) from results')" "$(sql 'select count(*) from slot')" "filled slots"
expect_equal "$(sql 'select count(distinct trial) from attempts')" "$(sql 'select count(*) from attempts')" "distinct trials"
