#!/usr/bin/env bash
# SIGKILL in the middle of a trial, then the same command again: it follows the plan that is still under way.
. "$(dirname "$0")/../support/lab.sh"
start_phone KILLED01
begin_run --repetitions 2
kill -KILL "$run"
wait "$run" 2>/dev/null || true
expect_exit 0 quick_run --repetitions 2
expect_equal "$(sql 'select count(*) from study')" 1 studies
expect_equal "$(sql 'select count(*) from attempts')" "$(sql 'select count(*) from slot')" attempts
expect_equal "$(sql 'select count(distinct slot) from attempts')" "$(sql 'select count(*) from slot')" "filled slots"
