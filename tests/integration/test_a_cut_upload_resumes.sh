#!/usr/bin/env bash
# The connection breaks in the middle of an upload; when the phone is back the upload goes on where it ended.
. "$(dirname "$0")/../support/lab.sh"
start_phone CUT00001
on_phone CUT00001 true
control CUT00001 "drop after 60000000" >/dev/null
expect_exit 0 quick_run
expect_text "waiting for the phone"
expect_text "went on behind"
# Reconnecting may disturb a trial: that is one more attempt, never a lost or a doubled one.
expect_equal "$(sql 'select count(*) from results')" "$(sql 'select count(*) from slot')" "filled slots"
expect_equal "$(sql 'select count(distinct trial) from attempts')" "$(sql 'select count(*) from attempts')" "distinct trials"
