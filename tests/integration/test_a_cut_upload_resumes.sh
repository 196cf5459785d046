#!/usr/bin/env bash
# The connection breaks in the middle of an upload; when the phone is back the upload goes on where it ended.
. "$(dirname "$0")/../support/lab.sh"
start_phone CUT00001
on_phone CUT00001 true
control CUT00001 "drop after 60000000" >/dev/null
expect_exit 0 quick_run
expect_text "waiting for the phone"
expect_text "went on behind"
expect_equal "$(sql "select count(*) from attempts where outcome = 'finished'")" "$(sql 'select count(*) from slot')" "finished attempts"
